import type { EntityManager } from 'typeorm';
import type { Gate, Seat } from '../domain/gate/gate.ts';
import type { Initiative, StageWork } from '../domain/initiative/initiative.ts';
import type { BodyPart } from '../domain/initiative/parts.ts';
import { readWords, stub, withoutWords, withWords } from './sealed.ts';

/** An initiative's rows as Postgres gives them in one query: what is a word is still a hash. */
interface Rows {
  readonly initiative: Record<string, unknown>;
  readonly stages: readonly Record<string, unknown>[];
  readonly gate: Record<string, unknown> | null;
  readonly tasks: readonly Record<string, unknown>[] | null;
}

/**
 * Reads an initiative as it stands, or `null` where there is none that this connection may see. With `lock`, nobody
 * else changes it before this transaction ends: the lock is taken first, in a statement of its own, so that the rows
 * read after it are those that its last holder left.
 */
export async function readInitiative(
  manager: EntityManager,
  id: string,
  { lock = false } = {},
): Promise<Initiative | null> {
  if (lock) await manager.query('select from initiative where id = $1 for update', [id]);
  const found: { rows: Rows }[] = await manager.query(
    `select jsonb_build_object(
       'initiative', to_jsonb(i),
       'stages', (select jsonb_agg(to_jsonb(s)) from stage s where s.initiative = i.id),
       'gate', (select to_jsonb(g) from gate g where g.id = i.gate),
       'tasks', (select jsonb_agg(to_jsonb(t) order by t.seat) from task t where t.gate = i.gate)) as rows
     from initiative i where i.id = $1`,
    [id],
  );
  const rows = found[0]?.rows;
  if (rows === undefined) return null;
  const state = fromRows(rows);
  return withWords(state, await readWords(manager, state));
}

const instant = (value: unknown) => new Date(value as string).toISOString();
const instantOrNull = (value: unknown) => (value === null ? null : instant(value));

function fromRows({ initiative: row, stages, gate, tasks }: Rows): Initiative {
  const state = {
    id: row['id'],
    n: row['n'],
    at: instant(row['at']),
    createdAt: instant(row['created_at']),
    status: row['status'],
    owner: row['owner'],
    ownerProfession: row['owner_profession'],
    editors: row['editors'],
    salt: stub(row['salt'] as string),
    proposal: stub(row['proposal'] as string),
    facts: row['facts'],
    scope: row['scope'],
    revision: row['revision'],
    stage: row['stage'],
    stages: Object.fromEntries(stages.map(stageFrom).map((work) => [work.stage, work])),
    gate: gate === null ? null : gateFrom(gate, tasks ?? []),
    conditions: row['conditions'],
    approvedMoney: row['approved_money'],
    sentBack: row['sent_back'],
  };
  return state as unknown as Initiative;
}

function stageFrom(row: Record<string, unknown>): StageWork {
  const { stage, state, round, content, revision } = row;
  return {
    stage,
    state,
    round,
    revision,
    content: content === null ? null : stub(content as string),
  } as StageWork;
}

/** A gate from its row and its tasks' rows, in order of seat; words are still hashes. */
export function gateFrom(row: Record<string, unknown>, tasks: readonly Record<string, unknown>[]): Gate {
  const gate = {
    id: row['id'],
    stage: row['stage'],
    round: row['round'],
    state: row['state'],
    home: row['home'],
    level: row['level'],
    bodies: row['bodies'],
    receipt: row['receipt'],
    rulesVersion: row['rules_version'],
    quorum: row['quorum'],
    seats: tasks.map(seatFrom),
    referrals: row['referrals'],
    overrides: row['overrides'],
    suspended: row['suspended'],
    contentHash: row['content_hash'],
    openedAt: instant(row['opened_at']),
    dueAt: instant(row['due_at']),
    nextLookAt: instant(row['next_look_at']),
    reminded: row['reminded'],
    pastDue: row['past_due'],
    decidedAt: instantOrNull(row['decided_at']),
    returnTo: row['return_to'],
    decision: row['decision'],
  };
  return gate as unknown as Gate;
}

function seatFrom(row: Record<string, unknown>): Seat {
  const { id: task, kind, bodies, role, state, claimed_by: claimedBy, vote } = row;
  return { task, kind, bodies, role, state, claimedBy, vote } as Seat;
}

/** Writes what changed between two states of an initiative: compared by identity, since states are never edited. */
export async function writeInitiative(
  manager: EntityManager,
  before: Initiative | null,
  after: Initiative,
  nextAt: string | null,
): Promise<void> {
  await (before === null
    ? insertInitiative(manager, after, nextAt)
    : updateInitiative(manager, after, nextAt));
  const stages = Object.values(after.stages).filter((work) => before?.stages[work.stage] !== work);
  if (stages.length > 0) await writeStages(manager, after.id, stages);
  if (after.gate !== null && after.gate !== before?.gate)
    await writeGate(manager, after.id, before?.gate ?? null, after.gate);
}

const INITIATIVE_COLUMNS = [
  'n',
  'at',
  'status',
  'editors',
  'salt',
  'proposal',
  'lead',
  'affected',
  'facts',
  'scope',
  'revision',
  'stage',
  'gate',
  'conditions',
  'approved_money',
  'sent_back',
  'next_at',
] as const;

function initiativeValues(state: Initiative, nextAt: string | null): readonly unknown[] {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(withoutWords(value)));
  const { lead = '', affected = [] } = state.proposal.value ?? {};
  return [
    state.n,
    state.at,
    state.status,
    state.editors,
    state.salt.hash,
    state.proposal.hash,
    lead,
    affected,
    json(state.facts),
    state.scope,
    state.revision,
    state.stage,
    state.gate?.id ?? null,
    json(state.conditions),
    json(state.approvedMoney),
    json(state.sentBack),
    nextAt,
  ];
}

async function insertInitiative(
  manager: EntityManager,
  state: Initiative,
  nextAt: string | null,
): Promise<void> {
  const places = INITIATIVE_COLUMNS.map((_, index) => `$${index + 5}`).join(', ');
  await manager.query(
    `insert into initiative (id, created_at, owner, owner_profession, ${INITIATIVE_COLUMNS.join(', ')})
     values ($1, $2, $3, $4, ${places})`,
    [state.id, state.createdAt, state.owner, state.ownerProfession, ...initiativeValues(state, nextAt)],
  );
}

async function updateInitiative(
  manager: EntityManager,
  state: Initiative,
  nextAt: string | null,
): Promise<void> {
  const places = INITIATIVE_COLUMNS.map((column, index) => `${column} = $${index + 2}`).join(', ');
  await manager.query(`update initiative set ${places} where id = $1`, [
    state.id,
    ...initiativeValues(state, nextAt),
  ]);
}

async function writeStages(manager: EntityManager, id: string, stages: readonly StageWork[]): Promise<void> {
  const rows = stages.map(({ content, ...work }) => ({ ...work, content: content?.hash ?? null }));
  await manager.query(
    `insert into stage (initiative, stage, state, round, content, revision)
     select $1, stage, state, round, content, revision
       from jsonb_to_recordset($2) as s(stage text, state text, round int, content text, revision int)
     on conflict (initiative, stage) do update set
       state = excluded.state, round = excluded.round, content = excluded.content, revision = excluded.revision`,
    [id, JSON.stringify(rows)],
  );
}

async function writeGate(manager: EntityManager, id: string, before: Gate | null, gate: Gate): Promise<void> {
  const opened = before?.id === gate.id ? before : null;
  const moving = [
    gate.id,
    gate.state,
    JSON.stringify(gate.receipt),
    JSON.stringify(withoutWords(gate.referrals)),
    JSON.stringify(withoutWords(gate.overrides)),
    gate.suspended,
    gate.contentHash,
    gate.nextLookAt,
    gate.reminded,
    gate.pastDue,
    gate.decidedAt,
    gate.returnTo,
    gate.decision === null ? null : JSON.stringify(gate.decision),
  ];
  if (opened === null)
    await manager.query(
      `insert into gate (id, state, receipt, referrals, overrides, suspended, content_hash, next_look_at, reminded,
         past_due, decided_at, return_to, decision, initiative, stage, round, home, level, bodies, rules_version, quorum,
         opened_at, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
      [
        ...moving,
        id,
        gate.stage,
        gate.round,
        gate.home,
        gate.level,
        gate.bodies,
        gate.rulesVersion,
        JSON.stringify(gate.quorum),
        gate.openedAt,
        gate.dueAt,
      ],
    );
  else if (gateChanged(opened, gate))
    await manager.query(
      `update gate set state = $2, receipt = $3, referrals = $4, overrides = $5, suspended = $6, content_hash = $7,
         next_look_at = $8, reminded = $9, past_due = $10, decided_at = $11, return_to = $12, decision = $13 where id = $1`,
      moving,
    );
  const seats = gate.seats.filter((seat, index) => opened?.seats[index] !== seat);
  if (seats.length > 0) await writeTasks(manager, id, gate, seats);
}

/** A vote that does not decide changes a seat and leaves the gate's own row alone. */
function gateChanged(before: Gate, after: Gate): boolean {
  return (Object.keys(after) as (keyof Gate)[]).some((key) => key !== 'seats' && before[key] !== after[key]);
}

async function writeTasks(
  manager: EntityManager,
  id: string,
  gate: Gate,
  seats: readonly Seat[],
): Promise<void> {
  const rows = seats.map((seat) => ({
    ...seat,
    seat: gate.seats.indexOf(seat),
    claimed_by: seat.claimedBy,
    outcome: seat.vote?.outcome ?? null,
    vote: withoutWords(seat.vote),
  }));
  await manager.query(
    `insert into task (id, gate, initiative, seat, kind, bodies, role, state, claimed_by, outcome, vote, stage, level,
       opened_at, due_at)
     select task, $1, $2, seat, kind, bodies, role, state, claimed_by, outcome, nullif(vote, 'null'), $3, $4, $5, $6
       from jsonb_to_recordset($7) as t(task uuid, seat int, kind text, bodies text[], role text, state text,
              claimed_by uuid, outcome text, vote jsonb)
     on conflict (id) do update set
       state = excluded.state, claimed_by = excluded.claimed_by, outcome = excluded.outcome, vote = excluded.vote`,
    [gate.id, id, gate.stage, gate.level, gate.openedAt, gate.dueAt, JSON.stringify(rows)],
  );
}

/** Writes through which bodies an initiative is visible: what no longer holds for lead and affected goes. */
export async function writeParts(
  manager: EntityManager,
  id: string,
  parts: readonly BodyPart[],
): Promise<void> {
  await manager.query(
    `insert into part (initiative, body, part)
     select $1, body, part from jsonb_to_recordset($2) as p(body text, part text)
     on conflict do nothing`,
    [id, JSON.stringify(parts)],
  );
  await manager.query(
    `delete from part p where p.initiative = $1 and p.part in ('lead', 'affected', 'above')
       and not exists (select from jsonb_to_recordset($2) as k(body text, part text)
                        where k.body = p.body and k.part = p.part)`,
    [id, JSON.stringify(parts)],
  );
}
