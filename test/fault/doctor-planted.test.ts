import proto from '@temporalio/proto';
import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { INITIATIVE_WORKFLOW, workflowId } from '../../contracts/names.ts';
import { gateId } from '../../domain/gate/gate.ts';
import type { Report } from '../../worker/doctor/examine.ts';
import { nudge } from '../../worker/nudge.ts';
import { draftAt, openGateOf, submitAt } from '../support/initiatives.ts';
import { BODY, MENDABLE, STORED } from '../support/planted.ts';
import { openStillHouse, startWorks, type StillHouse } from '../support/still-house.ts';

describe('the doctor', function () {
  this.timeout(300_000);
  let house: StillHouse;
  // What is planted in one is not to be found by the next.
  beforeEach(async () => {
    house = await openStillHouse();
  });
  afterEach(() => house.close());

  /** Initiatives whose first gates are open. */
  async function opened(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let each = 0; each < count; each += 1) ids.push(await submitAt(house, BODY));
    await house.carry();
    const owner = await house.as(`owner.${BODY}`);
    for (const id of ids) await openGateOf(owner, id);
    return ids;
  }

  const codesOf = ({ findings }: Pick<Report, 'findings'>, id: string | null) =>
    findings.filter((each) => each.initiative === id).map((each) => each.code);

  it('finds nothing where nothing was touched, then every difference that is planted, and names each; it mends none of the stored ones', async () => {
    const plants = Object.entries(STORED);
    const ids = await opened(plants.length);
    const [bystander] = await opened(1);
    await draftAt(house, BODY);
    const before = await house.examine();
    expect(before.findings).to.deep.equal([]);
    expect(before.initiatives).to.equal(plants.length + 2);

    for (const [index, [, [, how]]] of plants.entries()) await how(ids[index] ?? '', house);
    const unknown = uuid();
    await house.sql(
      `insert into event (id, stream, n, initiative, type, version, at, actor, data)
       select gen_random_uuid(), $1, 5, $1, type, version, at, actor, data from event where stream = $2 and n = 3`,
      [unknown, bystander],
    );
    await house.sql(`insert into idempotency (caller, route, key, request_hash) values ('a', 'b', 'c', 'd')`);

    const found = await house.examine();
    for (const [index, [name, [codes]]] of plants.entries())
      expect(
        codesOf(found, ids[index] ?? '').filter((code) => code !== 'workflow-of-no-initiative'),
        name,
      ).to.deep.equal(codes);
    expect(codesOf(found, unknown)).to.deep.equal(['initiative-missing']);
    expect(codesOf(found, null)).to.deep.equal(['key-without-answer']);
    expect(codesOf(found, bystander ?? '')).to.deep.equal([]);
    expect(new Set(found.findings.map((each) => each.code)).size).to.be.greaterThan(20);
    for (const { says, wayOut } of found.findings) {
      expect(says).to.match(/^[A-Z0-9].*[.]$/);
      expect(wayOut).to.match(/^[A-Z].*[.]$/);
    }

    const snapshot = () =>
      house.sql(`select md5(string_agg(row, ',' order by row)) from (
        ${['event', 'initiative', 'stage', 'gate', 'task', 'part', 'content'].map((table) => `select to_jsonb(t)::text as row from ${table} t`).join(' union all ')}) as all_of_it`);
    const rows = await snapshot();
    const mended = await house.examine({ mend: true });
    expect(mended.findings.map((each) => each.code)).to.deep.equal(found.findings.map((each) => each.code));
    expect(await snapshot()).to.deep.equal(rows);

    for (const id of [...ids, unknown]) {
      await house.sql('delete from event where stream = $1', [id]);
      for (const table of ['task', 'gate', 'stage', 'part', 'content'])
        await house.sql(`delete from ${table} where initiative = $1`, [id]);
      await house.sql('delete from initiative where id = $1', [id]);
    }
    await house.sql('delete from idempotency where status is null');
    const orphans = await house.examine();
    expect(new Set(orphans.findings.map((each) => each.code))).to.deep.equal(
      new Set(['workflow-of-no-initiative']),
    );
    expect(orphans.findings).to.have.lengthOf(ids.length);
    expect((await house.examine({ mend: true })).mended).to.have.lengthOf(ids.length);
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  it('finds, names and mends what Temporal and the outbox do not have as the events do', async () => {
    const plants = Object.entries(MENDABLE);
    const ids = await opened(plants.length);
    const never = await submitAt(house, BODY);
    await house.lose();
    for (const [index, [, [, how]]] of plants.entries()) await how(ids[index] ?? '', house);

    const found = await house.examine();
    for (const [index, [name, [codes]]] of plants.entries())
      expect(codesOf(found, ids[index] ?? ''), name).to.deep.equal(codes);
    expect(codesOf(found, never)).to.deep.equal(['workflow-missing']);
    expect(found.findings).to.have.lengthOf(plants.length + 1);
    expect(found.findings.every((each) => each.mend !== null)).to.equal(true);

    // No relay is here to take what is freed: this one is carried by hand.
    const given = ids[plants.findIndex(([, [codes]]) => codes.includes('nudge-given-up'))] ?? '';
    const mended = await house.examine({ mend: true });
    expect(mended.findings.map((each) => [each.initiative, each.code])).to.deep.equal([
      [given, 'nudge-waiting'],
    ]);
    await house.carry();
    const after = await house.examine();
    expect(after.findings).to.deep.equal([]);
    expect((await openGateOf(await house.as(`owner.${BODY}`), never)).stage).to.equal('develop-plan');
  });

  it('names nudges that are held, failing, waiting and for nobody', async () => {
    const [held, failing, waiting] = (await opened(3)) as [string, string, string];
    const nobody = uuid();
    for (const id of [held, failing, waiting, nobody]) await house.sql('select jobs.nudge($1)', [id]);
    const job = (id: string, set: string) =>
      house.sql(`update jobs._private_jobs set ${set} where key = $1`, [`initiative:${id}`]);
    await job(held, `locked_by = 'of-the-dead', locked_at = now()`);
    await job(failing, `attempts = 3, last_error = 'It burns', run_at = now() + interval '1 hour'`);
    const { findings, notes } = await house.examine();
    expect(findings.map((each) => [each.initiative, each.code])).to.have.deep.members([
      [held, 'nudge-waiting'],
      [failing, 'nudge-failing'],
      [waiting, 'nudge-waiting'],
      [nobody, 'nudge-of-no-initiative'],
    ]);
    expect(findings.find((each) => each.initiative === failing)?.says).to.include('“It burns”');
    expect(findings.find((each) => each.initiative === held)?.says).to.include('of-the-dead');
    expect(notes.join()).to.include('No relay');

    await house.examine({ mend: true });
    const left = await house.sql(
      `select key, attempts, locked_by, run_at <= now() as due from jobs._private_jobs order by key`,
    );
    const free = { attempts: 0, locked_by: null, due: true };
    expect(left).to.have.deep.members(
      [held, failing, waiting].map((id) => ({ key: `initiative:${id}`, ...free })),
    );
  });

  it('names a step that fails for ever, and it is taken once its cause is repaired', async () => {
    const [opener] = await opened(1);
    const id = await submitAt(house, BODY);
    await house.sql(
      `insert into gate select (jsonb_populate_record(g, jsonb_build_object('id', $3::text, 'initiative', $2::text))).*
         from gate g where initiative = $1`,
      [opener, id, gateId(id, 'develop-plan', 1)],
    );
    await house.carry();
    const { findings } = await house.examine();
    expect(codesOf({ findings }, id)).to.have.members(['gate-row-unknown', 'step-not-taken']);
    await house.sql('delete from gate where initiative = $1', [id]);
    await openGateOf(await house.as(`owner.${BODY}`), id);
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  it('names a workflow whose task fails, and starts it anew', async () => {
    const id = await submitAt(house, BODY);
    await house.lose();
    // A history that this code did not make: another worker set a timer where this one would look.
    const taskQueue = `${house.taskQueue}-other`;
    await house.client.workflow.start(INITIATIVE_WORKFLOW, {
      workflowId: workflowId(id),
      taskQueue,
      args: [id],
      workflowTaskTimeout: '5 seconds',
    });
    const service = house.client.workflowService;
    const { namespace } = house.temporal;
    const { taskToken } = await house.client.withDeadline(Date.now() + 20_000, () =>
      service.pollWorkflowTaskQueue({ namespace, taskQueue: { name: taskQueue }, identity: 'planted' }),
    );
    await service.respondWorkflowTaskCompleted({
      namespace,
      taskToken,
      identity: 'planted',
      commands: [
        {
          commandType: proto.temporal.api.enums.v1.CommandType.COMMAND_TYPE_START_TIMER,
          startTimerCommandAttributes: { timerId: 'planted', startToFireTimeout: { seconds: 3600 as never } },
        },
      ],
    });
    const works = await startWorks(house, taskQueue);
    await house.client.workflow.getHandle(workflowId(id)).signal('nudge');
    const { findings } = await house.examine({ patience: 8_000 });
    expect(codesOf({ findings }, id)).to.deep.equal(['workflow-task-failing']);
    expect(findings[0]?.says).to.match(/attempt \d+ \(.*ondeterminis/);
    await works.stop();
    const { mended } = await house.examine({ mend: true, patience: 8_000 });
    expect(codesOf({ findings: mended }, id)).to.deep.equal(['workflow-task-failing']);
    await openGateOf(await house.as(`owner.${BODY}`), id);
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  it('does not end workflows by a database that has no initiatives', async () => {
    const id = uuid();
    await nudge(house.client, house.taskQueue, id);
    const { findings } = await house.examine();
    expect(findings.map((each) => [each.code, each.mend])).to.deep.equal([
      ['workflow-of-no-initiative', null],
    ]);
    expect((await house.examine({ mend: true })).findings).to.have.lengthOf(1);
    // Its step would be tried for ever, and the worker waits for it.
    await house.client.workflow.getHandle(workflowId(id)).terminate('planted');
  });
});
