import { expect } from 'chai';
import { openGateOf, QUIET_FACTS } from '../support/initiatives.ts';
import { lockingPolicy, nextPolicy } from '../support/next-policy.ts';
import { NATIONAL, openLives, type Lives } from '../support/policy-lives.ts';

describe('a policy is changed by an initiative of its own kind, which', function () {
  this.timeout(120_000);
  let lives: Lives;
  let house: Lives['house'];
  let operator: Lives['operator'];
  let board: Lives['board'];
  let both: Lives['both'];
  let draft: Lives['draft'];
  let replace: Lives['replace'];
  let step: Lives['step'];
  let read: Lives['read'];
  let states: Lives['states'];
  let refused: Lives['refused'];
  let proposed: Lives['proposed'];
  let vote: Lives['vote'];
  let approved: Lives['approved'];

  before(async () => {
    lives = await openLives();
    ({ house, operator, board, both, draft, replace, step, read, states, refused, proposed, vote, approved } =
      lives);
  });
  after(() => lives.house.close());

  let policy: { version: string; hash: string };
  before(async () => {
    const { version, hash } = (await draft(operator, nextPolicy('10'))).body;
    policy = { version, hash };
  });

  it('the national body leads, about a text that there is', async () => {
    const owner = await house.as('owner.QHL');
    const elsewhere = { title: 'Ours', lead: { code: 'QHL' }, affected: [NATIONAL], policy };
    expect(refused(await owner.post('/v1/initiatives', elsewhere))).to.deep.equal([
      422,
      'policy-not-national',
      'lead.code national-leads',
    ]);
    const tried = async (named: object, more: object = {}) =>
      refused((await proposed(named, more)).submitted);
    expect(await tried({ ...policy, hash: 'f'.repeat(64) })).to.deep.equal([
      422,
      'policy-unknown',
      'policy.hash this-text',
    ]);
    expect(await tried({ ...policy, version: '99' })).to.deep.equal([
      422,
      'policy-unknown',
      'policy.version known-version',
    ]);
    const { hash } = await read('1');
    expect(await tried({ version: '1', hash })).to.deep.equal([
      422,
      'policy-unknown',
      'policy.version draft-or-trial',
    ]);
    expect(await tried(policy, { facts: QUIET_FACTS })).to.deep.equal([
      422,
      'policy-not-national',
      'facts.changesNationalStandard national-standard',
    ]);
    expect(await tried(policy, { affected: ['QHL'] })).to.deep.equal([
      422,
      'policy-not-national',
      'affected national-scope',
    ]);
  });

  it('keeps the text as it is while it is under way', async () => {
    const { id, owner, submitted } = await proposed(policy);
    expect(submitted.status).to.equal(200);
    expect(refused(await replace(operator, '10', nextPolicy('10', '700000'), 1))).to.deep.equal([
      409,
      'policy-frozen',
    ]);
    await owner.post(`/v1/initiatives/${id}/withdraw`);
    const again = await replace(operator, '10', nextPolicy('10', '700000'), 1);
    expect(again.status).to.equal(200);
    policy = { version: '10', hash: again.body.hash };
  });

  it('nobody who wrote a text of the version decides, nor puts in force what they wrote', async () => {
    const made = (await draft(both, nextPolicy('11'))).body;
    const { hash } = (await replace(operator, '11', nextPolicy('11', '800000'), made.revision)).body;
    await step(board, '11', 'trial');
    const { id } = await proposed({ version: '11', hash });
    const gate = await openGateOf(await house.as(`owner.${NATIONAL}`), id);
    expect(refused(await vote(both, gate, 0)), 'who wrote another text of it').to.deep.equal([
      403,
      'own-proposal',
    ]);
    await approved(id);
    const asked = { initiative: id, from: '2027-01-04' };
    expect(refused(await step(both, '11', 'put-in-force', asked))).to.deep.equal([403, 'own-policy']);
    expect((await step(board, '11', 'put-in-force', asked)).status).to.equal(200);
    expect(refused(await step(board, '11', 'retire'))).to.deep.equal([409, 'policy-state']);
    expect(refused(await step(board, '11', 'put-in-force', asked))).to.deep.equal([409, 'policy-state']);
    const off = await step(board, '11', 'call-off');
    expect([off.body.state, off.body.inForceFrom]).to.deep.equal(['trial', null]);
  });

  it('lets no other text through by an edit after the plan was approved', async () => {
    const other = (await draft(operator, nextPolicy('12'))).body;
    await step(board, '10', 'trial');
    const { id, owner } = await proposed(policy);
    await approved(id);
    const edited = await owner.patch(
      `/v1/initiatives/${id}`,
      { policy: { version: '12', hash: other.hash } },
      { 'if-match': '"1"' },
    );
    expect(refused(edited)).to.deep.equal([409, 'stage-conflict']);
    await step(board, '12', 'trial');
    const asked = { initiative: id, from: '2027-01-05' };
    expect(refused(await step(board, '12', 'put-in-force', asked))).to.deep.equal([
      409,
      'policy-not-approved',
      'initiative approval',
    ]);
    // Whoever is affected may still be changed: that sends the plan back, and its approval is gone.
    const before = (await owner.get<{ revision: number }>(`/v1/initiatives/${id}`)).body.revision;
    const back = await owner.patch(
      `/v1/initiatives/${id}`,
      { affected: [NATIONAL, 'Y60'] },
      { 'if-match': `"${before}"` },
    );
    expect(back.status, JSON.stringify(back.body)).to.equal(200);
    expect(refused(await step(board, '10', 'put-in-force', asked))).to.deep.equal([
      409,
      'policy-not-approved',
      'initiative approval',
    ]);
  });

  it('asks again, where another text is named before the plan is approved, who read the first', async () => {
    const other = (await draft(both, nextPolicy('13'))).body;
    const { id, owner } = await proposed(policy);
    const gate = await openGateOf(owner, id);
    expect((await vote(both, gate, 0)).status, 'not theirs yet').to.equal(200);
    const edited = await owner.patch(
      `/v1/initiatives/${id}`,
      { policy: { version: '13', hash: other.hash } },
      { 'if-match': '"1"' },
    );
    expect(edited.status, JSON.stringify(edited.body)).to.equal(200);
    const then = await openGateOf(owner, id);
    expect(then.seats.every((seat) => seat.vote === null)).to.equal(true);
    expect(refused(await vote(both, then, 0))).to.deep.equal([403, 'own-proposal']);
  });

  it('does not put in force what would lock the national body out', async () => {
    const { hash } = (await draft(operator, lockingPolicy('14'))).body;
    const check = await board.post<{ lockOut: { example: object } | null }>('/v1/policies/14/check');
    expect(check.body.lockOut?.example).to.include({
      stage: 'develop-plan',
      scope: 'national',
      changesNationalStandard: true,
    });
    await step(board, '14', 'trial');
    const { id } = await proposed({ version: '14', hash });
    await approved(id);
    const asked = { initiative: id, from: '2027-01-06' };
    expect(refused(await step(board, '14', 'put-in-force', asked))).to.deep.equal([409, 'policy-locks-out']);
  });

  it('is in force from today or later, on a day on which no other begins', async () => {
    const versions = ['15', '16'];
    const ask = await Promise.all(
      versions.map(async (version) => {
        const { hash } = (await draft(operator, nextPolicy(version))).body;
        await step(board, version, 'trial');
        const { id: initiative } = await proposed({ version, hash });
        await approved(initiative);
        return (from: string) => step(board, version, 'put-in-force', { initiative, from });
      }),
    );
    const [first, second] = ask as [(typeof ask)[number], (typeof ask)[number]];
    expect(refused(await first('2026-11-01'))).to.deep.equal([422, 'invalid', 'from not-past']);
    expect((await first('2026-11-09')).body.inForceFrom).to.equal('2026-11-09T00:00:00.000Z');
    expect(refused(await second('2026-11-09'))).to.deep.equal([422, 'invalid', 'from day-taken']);
    const put = await second('2026-11-02');
    expect(put.body).to.include({ state: 'in-force', inForceFrom: lives.time.now });
    expect(await states()).to.include({ '1': 'retired', '15': 'trial', '16': 'in-force' });
    lives.time.now = '2026-11-09T00:00:00.000Z';
    expect(await states()).to.include({ '15': 'in-force', '16': 'retired' });
  });
});
