import { expect } from 'chai';
import { inALine } from '../../domain/doctor/finding.ts';
import { addDays } from '../support/days.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { openStillHouse, type StillHouse } from '../support/still-house.ts';

const BODY = 'QUY';

/** What is planted in the rows of a sitting, by hand; `$1` is the sitting. */
const PLANTED = {
  'held_at is': `update sitting set held_at = held_at + interval '1 day' where id = $1`,
  'state is "cancelled" and by the events "convened"': `update sitting set state = 'cancelled' where id = $1`,
  'items.': `update sitting_item set state = 'struck' where sitting = $1`,
  'people.': `delete from sitting_person where sitting = $1`,
} as const;

describe('the doctor of sittings', function () {
  this.timeout(120_000);
  let house: StillHouse;
  before(async () => {
    house = await openStillHouse();
  });
  after(() => house.close());

  it('finds nothing in what was done, names what is planted in rows and writes them anew, and no event that is gone', async () => {
    const board = await house.as(`board.${BODY}`);
    const nurse = (await (await house.as(`approver-1.${BODY}`)).get<{ id: string }>('/v1/people/me')).body.id;
    const initiative = await submitAt(house, BODY);
    await house.carry();
    const gate = await openGateOf(board, initiative);
    const convened = async (): Promise<string> => {
      const asked = { body: BODY, title: 'Decisions', heldAt: new Date().toISOString(), agenda: [gate.id] };
      const made = await board.post<{ id: string }>('/v1/sittings', { ...asked, invited: [nurse] });
      expect(made.status).to.equal(201);
      return made.body.id;
    };
    // One of each kind of end, and one that was changed again and again.
    const changed = await convened();
    for (const change of [
      { agenda: [] },
      { agenda: [gate.id], title: 'Others' },
      { heldAt: `${addDays(2)}T10:00:00Z` },
    ]) {
      const { headers } = await board.get(`/v1/sittings/${changed}`);
      const answer = await board.patch(`/v1/sittings/${changed}`, change, {
        'if-match': headers.get('etag') ?? '',
      });
      expect(answer.status).to.equal(200);
    }
    const [closed, cancelled, short] = [await convened(), await convened(), await convened()];
    const people = [{ person: nurse, attendance: 'present' }];
    await board.post(`/v1/sittings/${closed}/attendance`, { people });
    await board.post(`/v1/sittings/${closed}/items/${gate.id}/defer`, { reason: 'Later.' });
    await board.post(`/v1/sittings/${closed}/close`);
    await board.post(`/v1/sittings/${cancelled}/cancel`, { reason: 'Too few.' });
    await house.carry();
    expect((await house.examine()).findings.map(inALine)).to.deep.equal([]);

    const planted: string[] = [];
    for (const how of Object.values(PLANTED)) {
      const id = await convened();
      planted.push(id);
      await house.sql(how, [id]);
    }
    await house.sql('update sitting_item set up_to = up_to + 1 where sitting = $1', [closed]);
    await house.sql('delete from event where stream = $1', [short]);
    await house.carry();
    const { findings } = await house.examine();
    const of = (id: string) => findings.filter(({ says }) => says.includes(id));
    for (const [index, says] of Object.keys(PLANTED).entries()) {
      const [found, ...others] = of(planted[index] ?? '');
      expect([found?.code, others]).to.deep.equal(['sitting-row-differs', []]);
      expect(found?.says.replace('heldAt', 'held_at')).to.include(says);
    }
    expect(of(closed).map(({ code }) => code)).to.deep.equal(['sitting-row-differs']);
    expect(of(short).map(({ code, mend }) => [code, mend])).to.deep.equal([['sitting-event-missing', null]]);
    expect(findings).to.have.lengthOf(planted.length + 2);

    const mended = await house.examine({ mend: true });
    expect(mended.mended).to.have.lengthOf(planted.length + 1);
    const after = await house.examine();
    expect(after.findings.map(({ code }) => code)).to.deep.equal(['sitting-event-missing']);
  });
});
