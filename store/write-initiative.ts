import { delegateOf, type Gate, type Seat } from '../domain/gate/gate.ts';
import { offersOf, sameOffer, type Offer } from '../domain/gate/offer.ts';
import type { Initiative, StageWork } from '../domain/initiative/initiative.ts';
import type { BodyPart } from '../domain/initiative/parts.ts';
import { withoutWords } from './sealed.ts';
import type { Statement, Value } from './sql.ts';

/** Writes what changed between two states of an initiative: compared by identity, since states are never edited. */
export function initiativeStatements(
  before: Initiative | null,
  after: Initiative,
  nextAt: string | null,
): readonly Statement[] {
  const { gate } = after;
  const stages = Object.values(after.stages).filter((work) => before?.stages[work.stage] !== work);
  return [
    before === null ? insertInitiative(after, nextAt) : updateInitiative(after, nextAt),
    ...(stages.length > 0 ? [upsertStages(after.id, stages)] : []),
    ...(gate !== null && gate !== before?.gate ? gateStatements(after.id, before?.gate ?? null, gate) : []),
  ];
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

function initiativeValues(state: Initiative, nextAt: string | null): readonly Value[] {
  // Where the words are not there to be read, the row keeps what it says of them.
  const { lead = null, affected = null } = state.proposal.value ?? {};
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

const json = (value: unknown) => (value === null ? null : JSON.stringify(withoutWords(value)));

function insertInitiative(state: Initiative, nextAt: string | null): Statement {
  return {
    text: INSERT_INITIATIVE,
    values: [
      state.id,
      state.createdAt,
      state.owner,
      state.ownerProfession,
      ...initiativeValues(state, nextAt),
    ],
  };
}

const INSERT_INITIATIVE = `
  insert into initiative (id, created_at, owner, owner_profession, ${INITIATIVE_COLUMNS.join(', ')})
  values ($1, $2, $3, $4, ${INITIATIVE_COLUMNS.map((_, index) => `$${index + 5}`).join(', ')})`;

function updateInitiative(state: Initiative, nextAt: string | null): Statement {
  return { text: UPDATE_INITIATIVE, values: [state.id, ...initiativeValues(state, nextAt)] };
}

function kept(column: string, place: number): string {
  return column === 'lead' || column === 'affected' ? `coalesce($${place}, ${column})` : `$${place}`;
}

const UPDATE_INITIATIVE = `
  update initiative set ${INITIATIVE_COLUMNS.map((column, index) => `${column} = ${kept(column, index + 2)}`).join(', ')}
   where id = $1`;

function upsertStages(id: string, stages: readonly StageWork[]): Statement {
  const rows = stages.map(({ content, ...work }) => ({ ...work, content: content?.hash ?? null }));
  return {
    text: `
      insert into stage (initiative, stage, state, round, content, revision)
      select $1, stage, state, round, content, revision
        from jsonb_to_recordset($2) as s(stage text, state text, round int, content text, revision int)
      on conflict (initiative, stage) do update set
        state = excluded.state, round = excluded.round, content = excluded.content, revision = excluded.revision`,
    values: [id, JSON.stringify(rows)],
  };
}

function gateStatements(id: string, before: Gate | null, gate: Gate): readonly Statement[] {
  const opened = before?.id === gate.id ? before : null;
  // A due date that moved is on the row of every task.
  const whole = opened?.dueAt !== gate.dueAt;
  const offers = offersOf(gate);
  const offered = opened === null ? [] : offersOf(opened);
  const changed = gate.seats.flatMap((seat, index): readonly TaskToWrite[] => {
    const [offer, was] = [offers[index], offered[index]];
    if (offer === undefined) return [];
    const stays = !whole && opened.seats[index] === seat && was !== undefined && sameOffer(was, offer);
    return stays ? [] : [{ seat, index, offer }];
  });
  return [
    ...(opened === null ? [insertGate(id, gate)] : gateChanged(opened, gate) ? [updateGate(gate)] : []),
    ...(changed.length > 0 ? [upsertTasks(id, gate, changed)] : []),
  ];
}

/** A vote that does not decide changes a seat and leaves the gate's own row alone. */
function gateChanged(before: Gate, after: Gate): boolean {
  return (Object.keys(after) as (keyof Gate)[]).some((key) => key !== 'seats' && before[key] !== after[key]);
}

/** What of a gate may change after it was opened. */
function gateValues(gate: Gate): readonly Value[] {
  return [
    gate.id,
    gate.state,
    JSON.stringify(gate.receipt),
    json(gate.referrals),
    json(gate.overrides),
    gate.suspended,
    gate.contentHash,
    gate.nextLookAt,
    gate.reminded,
    gate.pastDue,
    gate.decidedAt,
    gate.returnTo,
    json(gate.decision),
    gate.dueAt,
    gate.clockStoppedAt,
    gate.clockStoppedUntil,
  ];
}

function insertGate(id: string, gate: Gate): Statement {
  return {
    text: `
      insert into gate (id, state, receipt, referrals, overrides, suspended, content_hash, next_look_at, reminded,
        past_due, decided_at, return_to, decision, due_at, clock_stopped_at, clock_stopped_until, initiative, stage, round, home, level, bodies,
        rules_version, quorum, opened_at, conditions)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26)`,
    values: [
      ...gateValues(gate),
      id,
      gate.stage,
      gate.round,
      gate.home,
      gate.level,
      gate.bodies,
      gate.rulesVersion,
      JSON.stringify(gate.quorum),
      gate.openedAt,
      json(gate.conditions),
    ],
  };
}

function updateGate(gate: Gate): Statement {
  return {
    text: `
      update gate set state = $2, receipt = $3, referrals = $4, overrides = $5, suspended = $6, content_hash = $7,
        next_look_at = $8, reminded = $9, past_due = $10, decided_at = $11, return_to = $12, decision = $13,
        due_at = $14, clock_stopped_at = $15, clock_stopped_until = $16
       where id = $1`,
    values: gateValues(gate),
  };
}

interface TaskToWrite {
  readonly seat: Seat;
  readonly index: number;
  readonly offer: Offer;
}

/** Writes tasks of a gate: those whose seat changed, and those that stand otherwise in people's queues now. */
function upsertTasks(id: string, gate: Gate, tasks: readonly TaskToWrite[]): Statement {
  const rows = tasks.map(({ seat, index, offer }) => ({
    ...seat,
    seat: index,
    offered: offer.offered,
    closed_to: offer.closedTo,
    engages: offer.engages,
    claimed_by: seat.claimedBy,
    claimed_as: seat.claimedAs,
    outcome: seat.vote?.outcome ?? null,
    vote: withoutWords(seat.vote),
    questions: withoutWords(seat.questions),
    delegation: withoutWords(seat.delegation),
    delegated_to: delegateOf(seat),
  }));
  return {
    text: `
      insert into task (id, gate, initiative, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, vote,
        questions, delegation, delegated_to, offered, closed_to, engages, stage, level, opened_at, due_at)
      select task, $1, $2, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, nullif(vote, 'null'),
             questions, nullif(delegation, 'null'), delegated_to,
             offered, closed_to, engages, $3, $4, $5, $6
        from jsonb_to_recordset($7) as t(task uuid, seat int, kind text, bodies text[], role text, state text,
               claimed_by uuid, claimed_as text, outcome text, vote jsonb, questions jsonb,
               delegation jsonb, delegated_to uuid, offered boolean, closed_to text[], engages uuid)
      on conflict (id) do update set state = excluded.state, claimed_by = excluded.claimed_by,
        claimed_as = excluded.claimed_as, outcome = excluded.outcome, vote = excluded.vote,
        questions = excluded.questions, delegation = excluded.delegation, delegated_to = excluded.delegated_to,
        offered = excluded.offered, closed_to = excluded.closed_to, engages = excluded.engages,
        due_at = excluded.due_at`,
    values: [gate.id, id, gate.stage, gate.level, gate.openedAt, gate.dueAt, JSON.stringify(rows)],
  };
}

/** Writes through which bodies an initiative is visible: what no longer holds for lead and affected goes. */
export function partStatements(id: string, parts: readonly BodyPart[]): readonly Statement[] {
  const values = [id, JSON.stringify(parts)];
  return [
    {
      text: `
        insert into part (initiative, body, part)
        select $1, body, part from jsonb_to_recordset($2) as p(body text, part text)
        on conflict do nothing`,
      values,
    },
    { text: 'select drop_parts($1, $2)', values },
  ];
}
