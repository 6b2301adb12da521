import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';
import { draftAt, historyOf, until } from '../support/initiatives.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
import { killProcess, launchWorker, type Started } from '../support/worker-process.ts';

const COMMENTS = 12;
/** After so many messages that were taken, and not yet written down as taken, the sender dies. */
const DIES_AFTER = [3, 9];

describe('the sender is killed as it tells', function () {
  this.timeout(120_000);
  let house: House;
  let mails: MailServer;
  let hears: Receiver;
  let dead: Receiver;
  before(async () => {
    [house, mails, hears, dead] = await Promise.all([
      openHouse({ worker: false }),
      startMailServer(),
      startReceiver(),
      startReceiver(),
    ]);
  });
  after(async () => {
    await Promise.all([mails.close(), hears.close(), dead.close()]);
    await house.close();
  });

  const start = (): Started =>
    launchWorker(house, {
      env: {
        REMIT_PUBLIC_URL: 'https://remit.example',
        REMIT_SMTP_URL: mails.smtp,
        REMIT_MAIL_FROM: 'remit@remit.example',
        REMIT_WEBHOOK_ALLOW: `${hears.place},${dead.place}`,
      },
    });

  it('a mail server and a webhook get each message at least once, and can tell order and doubles', async () => {
    const [owner, board, approver] = [
      await house.as('owner.QMJ'),
      await house.as('board.QMJ'),
      await house.as('approver-1.QMJ'),
    ];
    const way = { email: 'owner@people.example', how: 'each' };
    await owner.put('/v1/people/me/notifications', way, { 'if-match': '"0"' });
    dead.answers = () => null;
    for (const { url } of [dead, hears]) await board.post('/v1/webhooks', { body: 'QMJ', url });
    let sender = start();
    let kills = 0;
    let dying: Promise<void> | null = null;
    // It has taken a message, and whoever sent it is dead before it hears so.
    hears.answers = () => {
      if (dying === null && hears.took.length + 1 >= (DIES_AFTER[kills] ?? Infinity)) {
        kills += 1;
        dying = killProcess(sender);
      }
      return 204;
    };
    const ids = [await draftAt(house, 'QMJ'), await draftAt(house, 'QMJ')];
    for (let said = 0; said < COMMENTS; said += 1)
      await approver
        .post(`/v1/initiatives/${ids[said % 2] ?? ''}/comments`, { text: `Number ${said}` })
        .then(({ status }) => {
          expect(status).to.equal(201);
        });
    for (const taken of DIES_AFTER) {
      const killed = () => Promise.resolve(dying === null ? undefined : { dying });
      await (
        await until(`it to be killed at ${taken}`, killed, 40_000)
      ).dying;
      sender = start();
      dying = null;
    }
    const wanted = (await Promise.all(ids.map((id) => historyOf(owner, id)))).map((events) => events.length);
    const numbersOf = (id: string) => [
      ...new Set(hears.took.flatMap((each) => (each.initiative === id ? [each.n] : []))),
    ];
    await until(
      'the webhook to be told all',
      () => Promise.resolve(ids.every((id, at) => numbersOf(id).length === wanted[at]) ? true : undefined),
      40_000,
    );
    for (const [at, id] of ids.entries())
      expect(numbersOf(id), 'each, in order').to.deep.equal(
        Array.from({ length: wanted[at] ?? 0 }, (_, index) => index + 1),
      );
    const doubles = hears.took.length - new Set(hears.took.map((each) => each.id)).size;
    expect(doubles, 'what was taken as it was killed').to.be.within(1, DIES_AFTER.length * 8);
    for (const { id, initiative, n } of hears.took)
      expect(
        hears.took
          .filter((other) => other.id === id)
          .every((other) => other.initiative === initiative && other.n === n),
      ).to.equal(true);
    // The owner is told by mail of each comment of somebody else.
    const comments = () => mails.took.filter(({ headers }) => headers['subject']?.startsWith('A comment'));
    await until(
      'a mail for each comment',
      () =>
        Promise.resolve(
          new Set(comments().map(({ headers }) => headers['message-id'])).size === COMMENTS
            ? true
            : undefined,
        ),
      40_000,
    );
    for (const id of ids) {
      const numbers = comments()
        .filter(({ headers }) => headers['x-remit-initiative'] === id)
        .map(({ headers }) => Number(headers['x-remit-number']));
      expect([...new Set(numbers)], 'in order').to.deep.equal([...new Set(numbers)].sort((a, b) => a - b));
    }
    expect(dead.took).to.deep.equal([]);
    expect(dead.asked).to.be.greaterThan(0);
    await killProcess(sender);
  });
});
