import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import {
  changePolicy,
  exportPolicy,
  importPolicy,
  listPolicies,
  putPolicyInForce,
} from '../../cli/policy/policy-life.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import type { Asker } from '../support/house.ts';
import { checkRegistry } from '../../domain/doctor/check-registry.ts';
import { readRegistryRecord } from '../../store/read/registry-record.ts';
import { historyOf, openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';
import { nextPolicy } from '../support/next-policy.ts';
import { NATIONAL, openLives, type Lives, type Policy, type Problem } from '../support/policy-lives.ts';
import { SHIPPED_XML } from '../support/shipped-policy.ts';

interface Trial {
  readonly counts: Record<string, number>;
  readonly byRule: readonly object[];
  readonly differences: readonly {
    readonly initiative: string;
    readonly from: string;
    readonly to: string;
  }[];
}

describe('a policy’s life', function () {
  this.timeout(120_000);
  let lives: Lives;
  let house: Lives['house'];
  let worker: Lives['worker'];
  let operator: Lives['operator'];
  let board: Lives['board'];
  let draft: Lives['draft'];
  let replace: Lives['replace'];
  let step: Lives['step'];
  let read: Lives['read'];
  let states: Lives['states'];
  let refused: Lives['refused'];
  let proposed: Lives['proposed'];
  let approved: Lives['approved'];

  before(async () => {
    lives = await openLives();
    ({ house, worker, operator, board, draft, replace, step, read, states, refused, proposed, approved } =
      lives);
  });
  after(() => lives.house.close());

  it('begins with the one that was installed, in force, which nobody drafted', async () => {
    const one = await operator.get<Policy>('/v1/policies/1');
    expect(one.body).to.include({ state: 'in-force', revision: 1, retiredAt: null });
    expect([one.body.authors, one.body.putInForce, one.body.dmn]).to.deep.equal([[], null, SHIPPED_XML]);
    expect(one.headers.get('etag')).to.equal('"1"');
  });

  it('goes from a draft to a trial to being in force from a day, by the national body’s approval', async () => {
    const made = await draft(operator, nextPolicy('2'));
    expect([made.status, made.body.state, made.headers.get('location')]).to.deep.equal([
      201,
      'draft',
      '/v1/policies/2',
    ]);
    const check = await board.post<{ lockOut: unknown; findings: unknown[]; unanswered: unknown[] }>(
      '/v1/policies/2/check',
    );
    expect([check.status, check.body.lockOut, check.body.unanswered]).to.deep.equal([200, null, []]);

    // What is on trial, and nothing before it, is put in force.
    const { version, hash } = made.body;
    const { id, submitted } = await proposed({ version, hash });
    expect(submitted.status, JSON.stringify(submitted.body)).to.equal(200);
    const asked = { initiative: id, from: '2026-11-05' };
    expect(refused(await step(board, '2', 'put-in-force', asked))).to.deep.equal([409, 'policy-state']);
    expect((await step(board, '2', 'trial')).body.state).to.equal('trial');
    expect(refused(await step(board, '2', 'put-in-force', asked))).to.deep.equal([
      409,
      'policy-not-approved',
      'initiative approval',
    ]);
    const gate = await approved(id);
    expect([gate.level, gate.bodies]).to.deep.equal([NATIONAL, [NATIONAL]]);

    // One that opens before the day has the old policy, and keeps it.
    const money = { facts: { ...QUIET_FACTS, capitalGbp: 750_000 } };
    const early = await submitAt(house, 'QHL', money);
    await worker.step(early, { type: 'open-gate' });
    const trial = async (who: Asker) => (await who.get<Trial>('/v1/policies/2/trial?limit=500')).body;
    const seen = await trial(board);
    expect(seen.counts).to.include({ compared: 2, same: 1, higher: 1, 'more-local': 0 });
    expect(seen.byRule).to.deep.equal([{ rule: 'S-11', higher: 1, moreLocal: 0 }]);
    expect(seen.differences.map((each) => [each.initiative, each.from, each.to])).to.deep.equal([
      [early, 'system', 'region'],
    ]);
    expect((await trial(await house.as('board.QHL'))).counts['compared'], 'its own').to.equal(1);
    expect((await trial(await house.as('board.QUY'))).counts['compared'], 'nothing of theirs').to.equal(0);
    const put = await step(board, '2', 'put-in-force', asked);
    expect(put.status, JSON.stringify(put.body)).to.equal(200);
    expect(put.body).to.include({ state: 'trial', inForceFrom: '2026-11-05T00:00:00.000Z' });
    expect(put.body.putInForce?.initiative).to.equal(id);
    expect(await states()).to.include({ '1': 'in-force', '2': 'trial' });

    lives.time.now = '2026-11-05T00:00:00.000Z';
    expect(await states()).to.include({ '1': 'retired', '2': 'in-force' });
    expect((await read('1')).retiredAt).to.equal('2026-11-05T00:00:00.000Z');
    const late = await submitAt(house, 'QHL', money);
    await worker.step(late, { type: 'open-gate' });
    const owner = await house.as('owner.QHL');
    const levels = async (initiative: string) => {
      const { level } = await openGateOf(owner, initiative);
      const opened = (await historyOf(owner, initiative)).find(({ type }) => type === 'gate-opened');
      const { policy } = opened?.data['receipt'] as { policy: { version: string; hash: string } };
      return [level, policy.version, policy.hash === hash];
    };
    expect([await levels(early), await levels(late)]).to.deep.equal([
      ['system', '1', false],
      ['region', '2', true],
    ]);
  });

  it('ends its trial with the day on which it is in force, and has none before it began', async () => {
    const { body } = await board.get<{ until: string; counts: { compared: number } }>('/v1/policies/2/trial');
    expect([body.until, body.counts.compared]).to.deep.equal(['2026-11-05T00:00:00.000Z', 2]);
    expect(refused(await board.get('/v1/policies/1/trial'))).to.deep.equal([409, 'policy-state']);
    expect(refused(await board.get('/v1/policies/77/trial'))).to.deep.equal([404, 'not-found']);
    const owner = await house.as('owner.QHL');
    expect(refused(await owner.get('/v1/policies/2/trial'))).to.deep.equal([403, 'not-allowed']);
  });

  it('has a text that stands once it was on trial, also where the table is written to', async () => {
    expect(
      refused(await replace(operator, '2', nextPolicy('2', '600000'), (await read('2')).revision)),
    ).to.deep.equal([409, 'policy-state']);
    expect(refused(await draft(operator, nextPolicy('2', '600000')))).to.deep.equal([409, 'already-exists']);
    const app = await house.database.connect('remit_owner', 1);
    const error = await app
      .query(`update policy set source = 'another' where version = '2'`)
      .then(() => null, String);
    expect(error).to.include('its text stands');
  });

  it('is replaced while it is a draft, with the version that was read, and served anew at once', async () => {
    const first = await draft(board, nextPolicy('3'));
    const facts = { ...QUIET_FACTS, stage: 'develop-plan', scope: 'system', capitalGbp: 550_000 };
    const level = async () =>
      (await board.post<{ level: string }>('/v1/policies/evaluate', { facts, version: '3' })).body.level;
    expect(await level()).to.equal('region');
    expect(refused(await replace(operator, '3', nextPolicy('3', '600000'), 7))).to.deep.equal([
      412,
      'version-stale',
    ]);
    expect(refused(await operator.put('/v1/policies/3', { dmn: nextPolicy('3') }))).to.deep.equal([
      428,
      'version-required',
    ]);
    expect(refused(await replace(operator, '3', nextPolicy('4'), 1))).to.deep.equal([
      422,
      'invalid',
      'dmn version',
    ]);
    const second = await replace(operator, '3', nextPolicy('3', '600000'), 1);
    expect([second.status, second.body.revision]).to.deep.equal([200, 2]);
    expect(second.body.hash).not.to.equal(first.body.hash);
    expect(await level()).to.equal('system');
    expect(second.body.authors.length, 'who wrote any text of it').to.equal(2);
    // What says the same is no other text.
    expect((await replace(board, '3', nextPolicy('3', '600000'), 2)).body.revision).to.equal(2);
  });

  it('is refused what no gate could be routed by, with table, rule and cell', async () => {
    const broken = nextPolicy('5').replace('<text>"region"</text>', '<text>"county"</text>');
    const { body } = await draft(operator, broken);
    const { type, fields = [] } = body as unknown as Problem;
    expect(type).to.equal('urn:remit:problem:policy-unreadable');
    expect(fields[0]?.field).to.match(/^dmn\/subsidiarity\/S-03\/scope$/);
    expect(fields[0]?.detail).to.match(/^table subsidiarity, rule S-03, cell scope: .*county/);
    for (const hostile of [
      '<a',
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      '<a>'.repeat(50_000),
      SHIPPED_XML.slice(0, 9_000),
    ])
      expect((await draft(operator, hostile)).status).to.equal(422);
  });

  it('is nobody’s but the national board’s, and for a draft the operator’s', async () => {
    const [owner, other] = [await house.as(`owner.${NATIONAL}`), await house.as('board.QHL')];
    const asked = { initiative: '00000000-0000-8000-8000-000000000001', from: '2027-01-01' };
    for (const who of [owner, other])
      expect(refused(await draft(who, nextPolicy('6')))).to.deep.equal([403, 'not-allowed']);
    for (const who of [owner, other, operator])
      for (const [what, body] of [['trial'], ['retire'], ['call-off'], ['put-in-force', asked]] as const)
        expect(refused(await step(who, '3', what, body))).to.deep.equal([403, 'not-allowed']);
    expect((await other.post('/v1/policies/3/check')).status).to.equal(200);
    for (const what of ['check', 'trial', 'retire', 'call-off'])
      expect(refused(await step(board, '77', what))).to.deep.equal([404, 'not-found']);
    expect(refused(await step(board, '77', 'put-in-force', asked))).to.deep.equal([404, 'not-found']);
  });

  it('that was dropped is dropped for good, and what is in force is dropped by nobody', async () => {
    expect((await step(board, '3', 'retire')).body.state).to.equal('retired');
    expect(refused(await step(board, '3', 'trial'))).to.deep.equal([409, 'policy-state']);
    expect(refused(await step(board, '2', 'retire'))).to.deep.equal([409, 'policy-state']);
    expect(refused(await step(board, '2', 'call-off'))).to.deep.equal([409, 'policy-state']);
  });

  it('is held by the doctor against what the registry’s events say', async () => {
    const owner = await house.database.connect('remit_owner', 2);
    const findings = async () => checkRegistry(await readRegistryRecord(owner)).map(({ code }) => code);
    expect(await findings()).to.deep.equal([]);
    await owner.query(
      `update policy set in_force_from = in_force_from + interval '1 day' where version = '2'`,
    );
    expect(await findings()).to.deep.equal(['registry-row-differs']);
    await owner.query(
      `update policy set in_force_from = in_force_from - interval '1 day' where version = '2'`,
    );
    await owner.query(
      `insert into policy (kind, version, name, hash, source, state) values ('subsidiarity', '66', 'a', 'b', 'c', 'draft')`,
    );
    expect(await findings()).to.deep.equal(['registry-row-unknown']);
    await owner.query(`delete from policy where version = '66'`);
  });

  it('is imported, put on trial, dropped, listed and exported from the command line', async () => {
    const folder = makeTempFolder('policies');
    const [file, copy] = [join(folder.path, '20.dmn'), join(folder.path, 'copy.dmn')];
    const as = (who: string) => ({ url: house.url, as: who });
    writeFileSync(file, nextPolicy('20'));
    expect((await importPolicy(file, as('operator')))[0]).to.include('policy 20: Subsidiarity policy, draft');
    writeFileSync(file, nextPolicy('20', '600000'));
    const [, hash] = await importPolicy(file, as('board.national'));
    expect(hash).to.include((await read('20')).hash);
    await exportPolicy('20', { ...as('owner.QHL'), to: copy });
    expect(readFileSync(copy, 'utf8')).to.equal(nextPolicy('20', '600000'));
    expect((await changePolicy('20', 'trial', as('board.national')))[0]).to.match(/policy 20: .*, trial/);
    const error = await importPolicy(file, as('operator')).catch((thrown: unknown) => thrown);
    expect(error)
      .to.be.instanceOf(StartProblem)
      .and.have.property('message')
      .that.includes('no draft any more');
    const asked = { initiative: '00000000-0000-8000-8000-000000000001', from: '2027-01-01' };
    const refusedThere = await putPolicyInForce('20', { ...as('board.national'), ...asked }).catch(String);
    expect(refusedThere).to.include('policy-not-approved');
    await changePolicy('20', 'retire', as('board.national'));
    const lines = await listPolicies(as('operator'));
    expect(
      lines.filter((line) => /^policy (1|2|20):/.test(line)).map((line) => line.split(', ')[1]),
    ).to.have.members(['retired', 'in-force', 'retired']);
    folder.remove();
  });
});
