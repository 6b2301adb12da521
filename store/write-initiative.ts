import type { EntityManager } from 'typeorm';
import type { Gate, Seat } from '../domain/gate/gate.ts';
import type { Initiative, StageWork } from '../domain/initiative/initiative.ts';
import type { BodyPart } from '../domain/initiative/parts.ts';
import { withoutWords } from './sealed.ts';

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
         opened_at, due_at, conditions)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
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
        JSON.stringify(withoutWords(gate.conditions)),
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
    claimed_as: seat.claimedAs,
    outcome: seat.vote?.outcome ?? null,
    vote: withoutWords(seat.vote),
  }));
  await manager.query(
    `insert into task (id, gate, initiative, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, vote, stage, level,
       opened_at, due_at)
     select task, $1, $2, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, nullif(vote, 'null'), $3, $4, $5, $6
       from jsonb_to_recordset($7) as t(task uuid, seat int, kind text, bodies text[], role text, state text,
              claimed_by uuid, claimed_as text, outcome text, vote jsonb)
     on conflict (id) do update set
       state = excluded.state, claimed_by = excluded.claimed_by, claimed_as = excluded.claimed_as, outcome = excluded.outcome, vote = excluded.vote`,
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
  await manager.query('select drop_parts($1, $2)', [id, JSON.stringify(parts)]);
}
