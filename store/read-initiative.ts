import type { EntityManager } from 'typeorm';
import type { Gate, Seat } from '../domain/gate/gate.ts';
import type { Initiative, StageWork } from '../domain/initiative/initiative.ts';
import type { BodyPart } from '../domain/initiative/parts.ts';
import { readWords, stub, withWords } from './sealed.ts';

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

function fromRows({ initiative, stages, gate, tasks }: Rows): Initiative {
  const state = {
    ...initiativeFrom(initiative),
    stages: Object.fromEntries(stages.map(stageFrom).map((work) => [work.stage, work])),
    gate: gate === null ? null : gateFrom(gate, tasks ?? []),
  };
  return state as unknown as Initiative;
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
    salt: stub(row['salt'] as string),
    proposal: stub(row['proposal'] as string),
    facts: row['facts'],
    scope: row['scope'],
    revision: row['revision'],
    stage: row['stage'],
    conditions: row['conditions'],
    approvedMoney: row['approved_money'],
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
    receipt: row['receipt'],
    rulesVersion: row['rules_version'],
    quorum: row['quorum'],
    seats: tasks.map(seatFrom),
    referrals: row['referrals'],
    overrides: row['overrides'],
    conditions: row['conditions'],
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

/** One seat from its task's row; words are still hashes. */
export function seatFrom(row: Record<string, unknown>): Seat {
  const { id: task, kind, bodies, role, state, claimed_by: claimedBy, claimed_as: claimedAs, vote } = row;
  return { task, kind, bodies, role, state, claimedBy, claimedAs, vote } as Seat;
}

/**
 * The parts in an initiative that this connection may see: those of its person's bodies, as they were written. A body
 * that decided keeps its part, whatever the map says today.
 */
export async function readParts(manager: EntityManager, id: string): Promise<readonly BodyPart[]> {
  const rows: BodyPart[] = await manager.query('select body, part from part where initiative = $1', [id]);
  return rows;
}
