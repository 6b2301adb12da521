import { SHIPPED_CALENDAR } from '../domain/calendars/calendars.ts';
import type { Gate, Seat } from '../domain/gate/gate.ts';
import type { Offer } from '../domain/gate/offer.ts';
import { NO_CLAIMS } from '../domain/initiative/claim.ts';
import type { Initiative, StageWork } from '../domain/initiative/initiative.ts';
import type { BodyPart } from '../domain/initiative/parts.ts';
import { briefly, type Receipt } from '../domain/policy/receipt.ts';
import type { Linked } from '../domain/policy/basis.ts';
import type { Stage } from '../domain/stage.ts';
import type { About } from './about.ts';
import { stub, withWords, type Words } from './sealed.ts';
import type { Sql } from './sql.ts';
import { VERSIONS, type Versions } from './world.ts';

type Row = Readonly<Record<string, unknown>>;

/** An initiative's rows as Postgres gives them: what is a word is a hash, and `words` has its salt and text. */
interface Rows {
  readonly initiative: Row;
  readonly stages: readonly Row[];
  readonly gate: Row | null;
  readonly tasks: readonly Row[] | null;
  readonly words: Readonly<Record<string, readonly [salt: string | null, value: unknown]>>;
}

/** What `gateFrom` takes. */
export const GATE_COLUMNS = `gate.id, gate.stage, gate.round, gate.state, gate.home, gate.level, gate.bodies,
  coalesce(gate.brief, gate.receipt) as receipt,
  gate.rules_version, gate.quorum, gate.referrals, gate.overrides, gate.conditions, gate.suspended, gate.content_hash,
  gate.opened_at, gate.due_at, gate.next_look_at, gate.reminded, gate.clock_stopped_at, gate.clock_stopped_until,
  gate.past_due, gate.decided_at, gate.return_to,
  gate.decision, gate.calendar, gate.earlier, gate.moved`;

/** Everything of an initiative in one statement, its words with it; `more` are further columns. */
const rowsOf = (where: string, more = '') => `
  select to_jsonb(i) as initiative, s.rows as stages, to_jsonb(g) as gate, t.rows as tasks,
         (select jsonb_object_agg(c.hash, jsonb_build_array(c.salt, c.value)) from content c
           where c.hash = any (array[i.salt, i.proposal] || s.contents || array(
             select jsonb_path_query(
               jsonb_build_array(i.claims, i.conditions, i.sent_back, i.attachments, g.referrals, g.overrides, g.conditions, g.earlier, t.worded),
               '$.**.hash') #>> '{}'))) as words${more}
    from initiative i
    left join lateral (select ${GATE_COLUMNS} from gate where gate.id = i.gate) g on true
    cross join lateral (
      select jsonb_agg(to_jsonb(w)) as rows, array_agg(w.content) as contents
        from stage w where w.initiative = i.id) s
    cross join lateral (
      select jsonb_agg(to_jsonb(task) order by task.seat) as rows, jsonb_agg(jsonb_build_array(task.vote, task.questions, task.delegation, task.reminded, task.outdated)) as worded,
             array_agg(task.claimed_by) || array_agg((task.delegation ->> 'to')::uuid) as holders
        from task where task.gate = i.gate) t
   where ${where}`;

const READ = rowsOf('i.id = $1');

/** Reads an initiative as it stands, or `null` where there is none that this connection may see. */
export async function readInitiative(sql: Sql, id: string): Promise<Initiative | null> {
  const [rows]: Rows[] = await sql.query(READ, [id]);
  return rows === undefined ? null : fromRows(rows);
}

/** What a command finds under the lock. `place` is the task that it is about, and where it belongs. */
export interface Found {
  readonly state: Initiative | null;
  readonly place: { readonly gate: string; readonly stage: Stage; readonly task: string } | null;
  readonly versions: Versions | null;
  /** Of everybody whom the initiative mentions, and of who asks. */
  readonly names: ReadonlyMap<string, string>;
  /** How each task of its gate stands in queues, as it is written; `null` where a release wrote it that knows nothing of it. */
  readonly offers: ReadonlyMap<string, Offer | null>;
  /** The money of what is linked with it, where it is asked about the initiative itself or its gate. */
  readonly linked: readonly Linked[];
}

const ID = {
  initiative: '$1::uuid',
  task: '(select task.initiative from task where task.id = $1)',
  gate: '(select gate.initiative from gate where gate.id = $1)',
} as const;

const PLACE = {
  initiative: 'null::jsonb',
  task: `(select jsonb_build_object('gate', task.gate, 'stage', task.stage, 'task', task.id) from task where task.id = $1)`,
  gate: 'null::jsonb',
} as const;

const namesIn = (rows: string) => `(
  select jsonb_object_agg(person.id, person.name) from person
   where person.id = any (array[i.owner, my_caller()::uuid] || t.holders || array(
     select (jsonb_path_query(${rows}, '$.**.by') #>> '{}')::uuid
     union all select (jsonb_path_query(${rows}, '$.**.onBehalfOf') #>> '{}')::uuid)))`;

// What is done at a task tells of nobody who made a claim.
const NAMES = {
  initiative: namesIn('jsonb_build_array(t.worded, i.claims, g.earlier)'),
  task: namesIn('jsonb_build_array(t.worded, g.earlier)'),
  gate: namesIn('jsonb_build_array(t.worded, g.earlier)'),
} as const;

// Nothing is routed by what is done at a task; a gate may be returned, or judged by another policy.
const LINKED = {
  initiative: 'linked_money(i.id, null)',
  task: 'null::jsonb',
  gate: 'linked_money(i.id, null)',
} as const;

const kinds = ['initiative', 'task', 'gate'] as const;
const perKind = (text: (kind: About['kind']) => string) =>
  Object.fromEntries(kinds.map((kind) => [kind, text(kind)])) as Record<About['kind'], string>;

const LOCK = perKind((kind) => `select from initiative where id = ${ID[kind]} for update`);
const READ_UNDER_LOCK = perKind((kind) =>
  rowsOf(
    `i.id = ${ID[kind]}`,
    `, ${NAMES[kind]} as names, ${VERSIONS} as versions, ${PLACE[kind]} as place, ${LINKED[kind]} as linked`,
  ),
);

interface UnderLock {
  readonly names: Record<string, string> | null;
  readonly versions: Versions;
  readonly place: Found['place'];
  readonly linked: readonly Linked[] | null;
}

/**
 * Locks an initiative and reads it as a command needs it. Nobody else changes it before this transaction ends: the lock
 * is a statement of its own, so that the rows read after it are those that its last holder left.
 */
export async function lockInitiative(sql: Sql, { kind, id }: About): Promise<Found> {
  const [, found] = await Promise.all([
    sql.query(LOCK[kind], [id]),
    sql.query<(Rows & UnderLock)[]>(READ_UNDER_LOCK[kind], [id]),
  ]);
  const [rows] = found;
  if (rows === undefined) return NOTHING;
  const { names, versions, place, linked } = rows;
  return {
    state: fromRows(rows),
    place,
    versions,
    linked: linked ?? [],
    names: new Map(Object.entries(names ?? {})),
    offers: new Map((rows.tasks ?? []).map((task) => [String(task['id']), offerFrom(task)])),
  };
}

/** What is found of something that is not there, or not theirs to see. */
export const NOTHING: Found = {
  state: null,
  place: null,
  versions: null,
  names: new Map(),
  offers: new Map(),
  linked: [],
};

const instant = (value: unknown) => new Date(value as string).toISOString();
const instantOrNull = (value: unknown) => (value === null ? null : instant(value));

function fromRows({ initiative, stages, gate, tasks, words: found }: Rows): Initiative {
  const words: Words = new Map(Object.entries(found).map(([hash, [salt, value]]) => [hash, { salt, value }]));
  const state = {
    ...initiativeFrom(initiative),
    stages: Object.fromEntries(
      stages.map(stageFrom).map((work) => [work.stage, work]),
    ) as Initiative['stages'],
  };
  return {
    ...withWords(state, words),
    gate: gate === null ? null : gateWithWords(gateFrom(gate, tasks ?? []), words),
  };
}

/** The parts of a gate that have words. */
export function wordedParts({ seats, earlier, referrals, overrides, conditions }: Gate) {
  return {
    seats: seats.map(({ vote, outdated, questions, delegation }) => ({
      vote,
      outdated,
      questions,
      delegation,
    })),
    earlier,
    referrals,
    overrides,
    conditions,
  };
}

/** A gate with its words. */
export function gateWithWords(gate: Gate, words: Words): Gate {
  const { seats, ...parts } = withWords(wordedParts(gate), words);
  return { ...gate, ...parts, seats: gate.seats.map((seat, n) => ({ ...seat, ...seats[n] })) };
}

/** What an initiative's own row holds; words are still hashes. */
export function initiativeFrom(row: Record<string, unknown>): Omit<Initiative, 'stages' | 'gate'> {
  const state = {
    id: row['id'],
    n: row['n'],
    at: instant(row['at']),
    createdAt: instant(row['created_at']),
    status: row['status'],
    owner: row['owner'],
    ownerProfession: row['owner_profession'],
    editors: row['editors'],
    recused: row['recused'],
    salt: stub(row['salt'] as string),
    proposal: stub(row['proposal'] as string),
    facts: row['facts'],
    scope: row['scope'],
    claims: row['claims'] ?? NO_CLAIMS,
    revision: row['revision'],
    stage: row['stage'],
    conditions: row['conditions'],
    approvedMoney: row['approved_money'],
    attachments: row['attachments'],
    // A release that knows nothing of it drafts without.
    attempts: row['attempts'],
    sentBack: row['sent_back'],
  };
  return state as unknown as Omit<Initiative, 'stages' | 'gate'>;
}

/** One stage from its row; words are still hashes. */
export function stageFrom(row: Record<string, unknown>): StageWork {
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
    // The column `brief` is this; 0.1.0 writes the whole alone.
    receipt: briefly(row['receipt'] as Receipt),
    rulesVersion: row['rules_version'],
    quorum: row['quorum'],
    seats: tasks.map(seatFrom),
    // A release that knows nothing of it takes over none.
    earlier: row['earlier'] ?? [],
    moved: row['moved'],
    referrals: row['referrals'],
    overrides: row['overrides'],
    conditions: row['conditions'],
    suspended: row['suspended'],
    contentHash: row['content_hash'],
    openedAt: instant(row['opened_at']),
    // A release that knows nothing of it opens with the shipped one.
    calendar: row['calendar'] ?? SHIPPED_CALENDAR,
    dueAt: instant(row['due_at']),
    nextLookAt: instant(row['next_look_at']),
    reminded: row['reminded'],
    clockStoppedAt: instantOrNull(row['clock_stopped_at']),
    clockStoppedUntil: instantOrNull(row['clock_stopped_until']),
    pastDue: row['past_due'],
    decidedAt: instantOrNull(row['decided_at']),
    returnTo: row['return_to'],
    decision: row['decision'],
  };
  return gate as unknown as Gate;
}

/** How a task stands in queues, from its row. */
export function offerFrom({ offered, closed_to: closedTo, engages }: Row): Offer | null {
  return offered === null ? null : ({ offered, closedTo, engages } as Offer);
}

/** What `seatFrom` takes. */
export const SEAT_COLUMNS = `task.id, task.kind, task.bodies, task.role, task.state, task.claimed_by, task.claimed_as,
  task.vote, task.outdated, task.questions, task.delegation, task.reminded`;

/** One seat from its task's row; words are still hashes. */
export function seatFrom(row: Record<string, unknown>): Seat {
  const seat = {
    task: row['id'],
    kind: row['kind'],
    bodies: row['bodies'],
    role: row['role'],
    state: row['state'],
    claimedBy: row['claimed_by'],
    claimedAs: row['claimed_as'],
    vote: row['vote'],
    // A release that knows nothing of it leaves it beside a vote that took its place.
    outdated: row['vote'] === null ? row['outdated'] : null,
    questions: row['questions'],
    delegation: row['delegation'],
    reminded: row['reminded'],
  };
  return seat as unknown as Seat;
}

/**
 * The parts in an initiative that this connection may see: those of its person's bodies, as they were written. A body
 * that decided keeps its part, whatever the map says today.
 */
export async function readParts(sql: Sql, id: string): Promise<readonly BodyPart[]> {
  const rows: BodyPart[] = await sql.query('select body, part from part where initiative = $1', [id]);
  return rows;
}
