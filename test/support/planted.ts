import { expect } from 'chai';
import { workflowId } from '../../contracts/names.ts';
import type { FindingCode } from '../../domain/doctor/finding.ts';
import { gateId, taskId } from '../../domain/gate/gate.ts';
import { agree } from './agree.ts';
import { openGateOf, until } from './initiatives.ts';
import type { StillHouse } from './still-house.ts';

/** The ICS whose initiatives are planted with differences. */
export const BODY = 'QH8';

/** What is changed by hand at an initiative whose first gate is open, and the codes by which it must be named. */
export type Plant = readonly [
  codes: readonly FindingCode[],
  how: (id: string, house: StillHouse) => Promise<unknown>,
];

const statement =
  (text: string): Plant[1] =>
  (id, { sql }) =>
    sql(text.replaceAll(':id', `'${id}'`));
const statements =
  (...texts: readonly string[]): Plant[1] =>
  async (id, house) => {
    for (const text of texts) await statement(text)(id, house);
  };

/** Differences that nobody but a person can mend. */
export const STORED: Readonly<Record<string, Plant>> = {
  'an event deleted': [['event-missing'], statement('delete from event where stream = :id and n = 2')],
  'the last event deleted': [
    ['last-event-missing'],
    statement('delete from event where stream = :id and n = (select n from initiative where id = :id)'),
  ],
  'facts changed in an event': [
    ['initiative-row-differs'],
    statement(
      `update event set data = jsonb_set(data, '{facts,residualRisk}', '25') where stream = :id and n = 1`,
    ),
  ],
  'an event backdated': [
    ['event-out-of-order'],
    statement(`update event set at = at - interval '1 day' where stream = :id and n = 2`),
  ],
  'a vote said to be somebody else’s': [
    ['event-contradicts-itself'],
    async (id, house) => {
      const { contentHash, seats } = await openGateOf(await house.as(`owner.${BODY}`), id);
      const seat = seats.find((each) => each.role === 'approver');
      const voter = await house.as(`approver-1.${BODY}`);
      const vote = { outcome: 'approve', contentHash };
      const { status } = await voter.post(`/v1/tasks/${seat?.task ?? ''}/complete`, vote);
      expect(status).to.equal(200);
      await house.sql(
        `update event set actor = (select id::text from person where subject = 'signatory.${BODY}')
          where stream = '${id}' and type = 'task-completed'`,
      );
    },
  ],
  'a task said to be taken over by somebody else': [
    ['event-contradicts-itself'],
    async (id, house) => {
      const { seats } = await openGateOf(await house.as(`owner.${BODY}`), id);
      const task = seats.find((each) => each.role === 'approver')?.task ?? '';
      const taken = await (await house.as(`approver-1.${BODY}`)).post(`/v1/tasks/${task}/claim`);
      const over = await (await house.as(`approver-2.${BODY}`)).post(`/v1/tasks/${task}/take-over`);
      expect([taken.status, over.status]).to.deep.equal([200, 200]);
      await house.sql(
        `update event set actor = (select id::text from person where subject = 'signatory.${BODY}')
          where stream = '${id}' and type = 'task-taken-over'`,
      );
    },
  ],
  'a receipt emptied in a gate’s row': [
    ['gate-row-differs'],
    statement(`update gate set brief = '{}' where initiative = :id`),
  ],
  'an event of a type nobody knows': [
    ['event-unreadable'],
    statement(`update event set type = 'gate-forgotten' where stream = :id and n = 3`),
  ],
  'an event taken from its initiative': [
    ['event-astray'],
    statement('update event set initiative = null where stream = :id and n = 2'),
  ],
  'rows of an earlier moment': [
    ['row-behind-events'],
    statement('update initiative set n = n - 1 where id = :id'),
  ],
  'an initiative’s row changed': [
    ['initiative-row-differs'],
    statement('update initiative set revision = revision + 1, affected = array[]::text[] where id = :id'),
  ],
  'next_at changed': [['next-at-differs'], statement(`update initiative set next_at = null where id = :id`)],
  'a stage’s row changed': [
    ['stage-row-differs'],
    statement(`update stage set round = 7 where initiative = :id and stage = 'develop-plan'`),
  ],
  'a stage’s row deleted': [
    ['stage-row-missing'],
    statement(`delete from stage where initiative = :id and stage = 'guide-expectations'`),
  ],
  'a gate’s row changed': [
    ['gate-row-differs'],
    statement(`update gate set quorum = jsonb_set(quorum, '{0,approvals}', '1') where initiative = :id`),
  ],
  'a gate’s row deleted, with its tasks': [
    ['gate-row-missing', 'task-row-missing', 'task-row-missing'],
    statements('delete from task where initiative = :id', 'delete from gate where initiative = :id'),
  ],
  'a task’s row changed': [
    ['task-row-differs'],
    statement(`update task set state = 'completed', outcome = 'approve' where initiative = :id and seat = 0`),
  ],
  'a task’s row deleted': [
    ['task-row-missing'],
    statement('delete from task where initiative = :id and seat = 1'),
  ],
  'a gate and a task that nobody opened': [
    ['gate-row-unknown', 'task-row-unknown'],
    async (id, { sql }) => {
      const gate = gateId(id, 'develop-plan', 2);
      await sql(
        `insert into gate select (jsonb_populate_record(g, jsonb_build_object('id', $2::text, 'round', 2))).*
           from gate g where initiative = $1`,
        [id, gate],
      );
      await sql(
        `insert into task select (jsonb_populate_record(t, jsonb_build_object('id', $2::text, 'gate', $3::text))).*
           from task t where initiative = $1 and seat = 0`,
        [id, taskId(gate, 0), gate],
      );
    },
  ],
  'a part deleted': [
    ['part-missing'],
    statement(`delete from part where initiative = :id and part = 'deciding'`),
  ],
  'a part given': [['part-unknown'], statement(`insert into part values (:id, 'QKS', 'advising')`)],
  'words changed': [
    ['words-changed'],
    statement(
      `update content set value = jsonb_set(value, '{title}', '"Another"') where hash = (select proposal from initiative where id = :id)`,
    ),
  ],
  'words deleted': [
    ['words-missing'],
    statement(`delete from content where hash = (select salt from initiative where id = :id)`),
  ],
  'all rows of an initiative deleted': [
    ['initiative-missing'],
    statements(
      ...['task', 'gate', 'stage', 'part'].map((table) => `delete from ${table} where initiative = :id`),
      'delete from initiative where id = :id',
    ),
  ],
};

/** Differences between Temporal, outbox and events that the doctor mends. */
export const MENDABLE: Readonly<Record<string, Plant>> = {
  'the nudge of a deciding vote lost': [
    ['nudge-lost'],
    async (id, house) => {
      await agree(house, BODY, await openGateOf(await house.as(`owner.${BODY}`), id));
      await house.lose();
    },
  ],
  'the nudge of a withdrawal lost': [
    ['workflow-not-ended'],
    async (id, house) => {
      const owner = await house.as(`owner.${BODY}`);
      expect((await owner.post(`/v1/initiatives/${id}/withdraw`, {})).status).to.equal(200);
      await house.lose();
    },
  ],
  'a workflow terminated': [
    ['workflow-closed'],
    (id, { client }) => client.workflow.getHandle(workflowId(id)).terminate('planted'),
  ],
  'a workflow cancelled': [
    ['workflow-closed'],
    async (id, { client }) => {
      const handle = client.workflow.getHandle(workflowId(id));
      await handle.cancel();
      await until('it is cancelled', async () =>
        (await handle.describe()).status.name === 'RUNNING' ? undefined : true,
      );
    },
  ],
  'a workflow deleted from Temporal’s store': [
    ['workflow-missing'],
    async (id, { client, temporal }) => {
      await client.workflowService.deleteWorkflowExecution({
        namespace: temporal.namespace,
        workflowExecution: { workflowId: workflowId(id) },
      });
      const handle = client.workflow.getHandle(workflowId(id));
      await until('it is gone', () =>
        handle.describe().then(
          () => undefined,
          () => true,
        ),
      );
    },
  ],
  'a timer of another instant': [
    ['timer-differs'],
    async (id, { sql }) => {
      const later = '2030-01-07T09:00:00.000Z';
      await sql(
        `update event set data = jsonb_set(data, '{remindAt}', to_jsonb($2::text)) where stream = $1 and type = 'gate-opened'`,
        [id, later],
      );
      await sql('update gate set next_look_at = $2 where initiative = $1', [id, later]);
      await sql('update initiative set next_at = $2 where id = $1', [id, later]);
    },
  ],
  'a task that a queue does not show': [
    ['offer-differs'],
    statement('update task set offered = false where initiative = :id and seat = 0'),
  ],
  'a task of which a queue knows nothing': [
    ['offer-differs'],
    statement(
      'update task set offered = null, closed_to = null, engages = null where initiative = :id and seat = 0',
    ),
  ],
  'a nudge that failed once too often': [
    ['nudge-given-up'],
    async (id, { sql }) => {
      await sql('select jobs.nudge($1)', [id]);
      await sql(
        `update jobs._private_jobs set attempts = max_attempts, last_error = 'No such namespace' where key = $1`,
        [`initiative:${id}`],
      );
    },
  ],
};
