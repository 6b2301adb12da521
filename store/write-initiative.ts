import { delegateOf, type Gate, type Seat } from '../domain/gate/gate.ts';
import { offersOf, sameOffer, type Offer } from '../domain/gate/offer.ts';
import { priorityAt } from '../domain/gate/priority.ts';
import type { Claims } from '../domain/initiative/claim.ts';
import type { Event } from '../domain/initiative/events.ts';
import type { Initiative, StageWork } from '../domain/initiative/initiative.ts';
import type { BodyPart } from '../domain/initiative/parts.ts';
import type { Receipt } from '../domain/policy/receipt.ts';
import { attachmentStatements } from './files/uploads.ts';
import { attemptStatements } from './write-attempts.ts';
import { withoutWords } from './sealed.ts';
import type { Statement, Value } from './sql.ts';

/** What is written beside what the states say: whole receipts are in events, and how tasks stand in queues in their rows. */
interface Beside {
  readonly events: readonly Event[];
  /** As it is written of the gate before. */
  readonly offers: ReadonlyMap<string, Offer | null>;
}

/** Writes what changed between two states of an initiative: compared by identity, since states are never edited. */
export function initiativeStatements(
  before: Initiative | null,
  after: Initiative,
  nextAt: string | null,
  beside: Beside,
): readonly Statement[] {
  const { gate } = after;
  const stages = Object.values(after.stages).filter((work) => before?.stages[work.stage] !== work);
  return [
    before === null ? insertInitiative(after, nextAt) : updateInitiative(after, nextAt),
    ...attachedStatements(before, after),
    ...attemptStatements(before, after),
    ...(stages.length > 0 ? [upsertStages(after.id, stages)] : []),
    ...(gate !== null && gate !== before?.gate
      ? gateStatements(after.id, before?.gate ?? null, gate, beside)
      : []),
    ...priorityStatements(before, after),
  ];
}

const INITIATIVE_COLUMNS = [
  'n',
  'at',
  'status',
  'editors',
  'recused',
  'salt',
  'proposal',
  'lead',
  'affected',
  'policy_version',
  'facts',
  'scope',
  'claims',
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
  const { lead = null, affected = null, policy } = state.proposal.value ?? {};
  return [
    state.n,
    state.at,
    state.status,
    state.editors,
    state.recused,
    state.salt.hash,
    state.proposal.hash,
    lead,
    affected,
    policy?.version ?? null,
    json(state.facts),
    state.scope,
    isUnclaimed(state.claims) ? null : json(state.claims),
    state.revision,
    state.stage,
    state.gate?.id ?? null,
    json(state.conditions),
    json(state.approvedMoney),
    json(state.sentBack),
    nextAt,
  ];
}

/** True where nothing but the draft says who asserted what. */
const isUnclaimed = ({ asserted, confirmed, challenges }: Claims) =>
  confirmed.length === 0 && challenges.length === 0 && Object.keys(asserted).length === 0;

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

/** Apart from the rest of the row, since hardly any command changes what is attached. */
function attachedStatements(before: Initiative | null, after: Initiative): readonly Statement[] {
  if (before === null ? after.attachments.length === 0 : before.attachments === after.attachments) return [];
  return [
    {
      text: 'update initiative set attachments = $2 where id = $1',
      values: [after.id, json(after.attachments) ?? '[]'],
    },
    ...attachmentStatements(before, after),
  ];
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

function gateStatements(
  id: string,
  before: Gate | null,
  gate: Gate,
  { events, offers: written }: Beside,
): readonly Statement[] {
  const opened = before?.id === gate.id ? before : null;
  // A due date that moved is on the row of every task.
  const whole = opened?.dueAt !== gate.dueAt;
  const offers = offersOf(gate);
  const changed = gate.seats.flatMap((seat, index): readonly TaskToWrite[] => {
    const offer = offers[index];
    if (offer === undefined) return [];
    // Held against what is written: a release beside this one may have left it as it was.
    const stays = opened?.seats[index] === seat && sameOffer(written.get(seat.task) ?? null, offer);
    return stays && !whole ? [] : [{ seat, index, offer }];
  });
  const receipt = receiptGiven(events, gate.id);
  return [
    ...(opened === null
      ? [insertGate(id, gate, receipt)]
      : gateChanged(opened, gate)
        ? [updateGate(gate, receipt)]
        : []),
    ...(changed.length > 0 ? [upsertTasks(id, gate, changed)] : []),
  ];
}

/** Where an open gate's tasks stand by priority, when they are new or stand elsewhere now. A vote moves none. */
function priorityStatements(before: Initiative | null, after: Initiative): readonly Statement[] {
  const { gate } = after;
  if (gate?.state !== 'open') return [];
  const at = priorityAt(gate, after);
  const stood = before?.gate?.id === gate.id ? priorityAt(before.gate, before) : null;
  return stood === at
    ? []
    : [{ text: 'update task set priority_at = $2 where gate = $1', values: [gate.id, at] }];
}

/** A vote that does not decide changes a seat and leaves the gate's own row alone. */
function gateChanged(before: Gate, after: Gate): boolean {
  return (Object.keys(after) as (keyof Gate)[]).some((key) => key !== 'seats' && before[key] !== after[key]);
}

/** The whole receipt of a gate, where these events gave it one. */
function receiptGiven(events: readonly Event[], gate: string): Receipt | null {
  const given = events.findLast(
    (event) => (event.type === 'gate-opened' || event.type === 'verdict-retaken') && event.data.gate === gate,
  );
  return given !== undefined && 'receipt' in given.data ? given.data.receipt : null;
}

/** What of a gate may change after it was opened. `receipt` is whole where it is another; 0.1.0 reads it from here. */
function gateValues(gate: Gate, receipt: Receipt | null): readonly Value[] {
  return [
    gate.id,
    gate.state,
    JSON.stringify(gate.receipt),
    receipt === null ? null : JSON.stringify(receipt),
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
    gate.earlier.length === 0 ? null : json(gate.earlier),
    json(gate.moved),
  ];
}

function insertGate(id: string, gate: Gate, receipt: Receipt | null): Statement {
  return {
    text: `
      insert into gate (id, state, brief, receipt, referrals, overrides, suspended, content_hash, next_look_at, reminded,
        past_due, decided_at, return_to, decision, due_at, clock_stopped_at, clock_stopped_until, earlier, moved, initiative, stage, round, home, level, bodies,
        rules_version, quorum, opened_at, conditions, calendar)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30)`,
    values: [
      ...gateValues(gate, receipt),
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
      JSON.stringify(gate.calendar),
    ],
  };
}

function updateGate(gate: Gate, receipt: Receipt | null): Statement {
  return {
    text: `
      update gate set state = $2, brief = $3, receipt = coalesce($4, receipt), referrals = $5, overrides = $6,
        suspended = $7, content_hash = $8, next_look_at = $9, reminded = $10, past_due = $11, decided_at = $12,
        return_to = $13, decision = $14, due_at = $15, clock_stopped_at = $16, clock_stopped_until = $17, earlier = $18, moved = $19
       where id = $1`,
    values: gateValues(gate, receipt),
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
    outdated: withoutWords(seat.outdated),
    questions: withoutWords(seat.questions),
    delegation: withoutWords(seat.delegation),
    reminded: seat.reminded,
    delegated_to: delegateOf(seat),
  }));
  return {
    text: `
      insert into task (id, gate, initiative, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, vote,
        outdated, questions, delegation, reminded, delegated_to, offered, closed_to, engages, stage, level, opened_at, due_at)
      select task, $1, $2, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, nullif(vote, 'null'),
             nullif(outdated, 'null'), questions, nullif(delegation, 'null'), nullif(reminded, 'null'), delegated_to,
             offered, closed_to, engages, $3, $4, $5, $6
        from jsonb_to_recordset($7) as t(task uuid, seat int, kind text, bodies text[], role text, state text,
               claimed_by uuid, claimed_as text, outcome text, vote jsonb, outdated jsonb, questions jsonb,
               delegation jsonb, reminded jsonb, delegated_to uuid, offered boolean, closed_to text[], engages uuid)
      on conflict (id) do update set state = excluded.state, claimed_by = excluded.claimed_by,
        claimed_as = excluded.claimed_as, outcome = excluded.outcome, vote = excluded.vote,
        outdated = excluded.outdated, questions = excluded.questions, delegation = excluded.delegation, reminded = excluded.reminded, delegated_to = excluded.delegated_to,
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
