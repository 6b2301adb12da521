import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, until } from '../support/initiatives.ts';

const BODY = 'QKS';

interface ClaimView {
  readonly fact: string;
  readonly value: unknown;
  readonly assertedBy: { readonly name: string };
  readonly confirmed: readonly { readonly by: { readonly name: string }; readonly body: string }[];
  readonly challenges: readonly { readonly id: string; readonly value: unknown; readonly reason: string }[];
}

describe('facts as claims', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  const claim = (items: readonly ClaimView[], fact: string) => items.find((each) => each.fact === fact)!;

  it('are told with who asserted, confirmed and challenges each, and a challenge moves the gate until it is settled', async () => {
    const id = await submitAt(house, BODY);
    const at = `/v1/initiatives/${id}`;
    const owner = await house.as(`owner.${BODY}`);
    const first = await openGateOf(owner, id);
    expect(first.level).to.equal('system');

    const signatory = await house.as(`signatory.${BODY}`);
    const confirmed = await signatory.post<{ items: ClaimView[] }>(`${at}/facts/residualRisk/confirm`, {
      value: 6,
    });
    expect(
      claim(confirmed.body.items, 'residualRisk').confirmed.map(({ by, body }) => [typeof by.name, body]),
    ).to.deep.equal([['string', BODY]]);

    const approver = await house.as(`approver-1.${BODY}`);
    const challenge = { value: 2_000_000, reason: 'The bid says two million' };
    const made = await approver.post<{ items: ClaimView[] }>(`${at}/facts/revenueGbp/challenge`, challenge);
    expect(made.status, JSON.stringify(made.body)).to.equal(200);
    const [waiting] = claim(made.body.items, 'revenueGbp').challenges;
    expect(waiting).to.include({ value: 2_000_000, reason: 'The bid says two million' });
    const again = await approver.post(`${at}/facts/revenueGbp/challenge`, challenge);
    expect([again.status, again.body['type']]).to.deep.equal([409, 'urn:remit:problem:already-challenged']);

    const moved = await until('the region', async () => {
      const gate = await openGateOf(owner, id);
      return gate.level === 'region' ? gate : undefined;
    });
    const held = moved.requirements.find((each) => each.id === 'facts-confirmed');
    expect(held?.missing).to.deep.equal(['facts.revenueGbp, which is challenged, to be settled']);
    const verdicts = await owner.get<{
      items: { receipt: { basis?: { raisedBy: string[] } }; explanation: string[] }[];
    }>(`${at}/verdicts`);
    expect(verdicts.body.items.at(-1)?.receipt.basis?.raisedBy).to.deep.equal([waiting?.id]);

    const settle = `${at}/challenges/${waiting?.id ?? ''}`;
    const own = await owner.post(`${settle}/dismiss`, { reason: 'It is mine' });
    expect([own.status, own.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-allowed']);
    const region = await house.as('approver-1.Y59');
    const done = await region.post<{ items: ClaimView[] }>(`${settle}/dismiss`, {
      reason: 'The bid was of last year',
    });
    expect(done.status, JSON.stringify(done.body)).to.equal(200);
    expect(claim(done.body.items, 'revenueGbp').challenges).to.deep.equal([]);
    await until('the system again', async () =>
      (await openGateOf(owner, id)).level === 'system' ? true : undefined,
    );
    const history = await historyOf(owner, id);
    const lowered = history.find(({ type }) => type === 'level-lowered');
    expect(lowered?.data['because']).to.equal('dismissed');
    const told = history.find(({ type }) => type === 'fact-challenged')?.data['reason'] as { text: string };
    expect(told.text).to.equal('The bid says two million');
  });

  it('of another type, of no fact that there is, or of somebody else are refused by name', async () => {
    const id = await submitAt(house, BODY);
    const at = `/v1/initiatives/${id}/facts`;
    const approver = await house.as(`approver-1.${BODY}`);
    const reason = 'As I know it';
    const none = await approver.post(`${at}/colour/challenge`, { value: 1, reason });
    expect(none.status).to.equal(400);
    const impossible = await approver.post<{ fields: { field: string }[] }>(`${at}/residualRisk/challenge`, {
      value: 7,
      reason,
    });
    expect([impossible.status, impossible.body.fields[0]?.field]).to.deep.equal([422, 'value']);
    const elsewhere = await house.as('approver-1.QVV');
    expect((await elsewhere.post(`${at}/revenueGbp/challenge`, { value: 1, reason })).status).to.equal(403);
    expect((await elsewhere.get(at)).status).to.equal(403);
  });
});
