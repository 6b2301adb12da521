import {
  TOLD_FOR_VERDICTS,
  verdictsOf,
  type PastVerdict,
  type ToldForVerdicts,
} from '../../domain/policy/replay/past-verdict.ts';
import type { Sql } from '../sql.ts';
import { EVENT_VERSION, upcast } from '../upcast.ts';
import { CALENDAR } from '../world.ts';

/** Reads in a transaction that writes nothing, of one moment; as whom, and so what is seen, is the caller's to say. */
export type Read = <T>(what: (sql: Sql) => Promise<T>) => Promise<T>;

/**
 * How far the history is read: every change that was committed before it was taken, and none that came after, whoever reads and
 * however often. `xid` is the first transaction that is not counted; `at` when that was.
 */
export interface Position {
  readonly xid: string;
  readonly at: string;
}

/** So long it is waited, at most, for changes that are under way to end, in milliseconds; of what takes longer nothing later counts. */
const SETTLES_WITHIN_MS = 2_000;

/** Where the history stands now. Each look is a transaction of its own, since a transaction sees one moment. */
export async function positionNow(read: Read, pause: (ms: number) => Promise<unknown>): Promise<Position> {
  const begun = await read(snapshot);
  let { oldest } = begun;
  for (let waited = 0; isEarlier(oldest, begun.next) && waited < SETTLES_WITHIN_MS; waited += 50) {
    await pause(50);
    ({ oldest } = await read(snapshot));
  }
  return { xid: isEarlier(oldest, begun.next) ? oldest : begun.next, at: begun.at.toISOString() };
}

const isEarlier = (one: string, other: string) => BigInt(one) < BigInt(other);

/** The oldest transaction that is under way, and the next that there will be. */
async function snapshot(sql: Sql): Promise<{ oldest: string; next: string; at: Date }> {
  const [row]: { oldest: string; next: string; at: Date }[] = await sql.query(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as oldest,
            pg_snapshot_xmax(pg_current_snapshot())::text as next, clock_timestamp() as at`,
  );
  if (row === undefined) throw new Error('Postgres tells of no snapshot');
  return row;
}

/** No transaction lasts a day: what was written that long before a position was committed by then. */
const SURELY_BEFORE = `event.at < $4::timestamptz - interval '1 day'`;

/**
 * A row remembers the transaction that wrote it by the lower 32 bits of its number. Held against those of the position, what is
 * behind it by less than half of all of them came before. Events are never updated, so it is the one that appended them.
 */
const BEFORE = `((event.xmin::text::bigint - $3::bigint % 4294967296 + 4294967296) % 4294967296) >= 2147483648`;

/** The initiatives after one, up to another. Said so that an index begins there, also where the plan knows neither. */
const BETWEEN = `id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
  and id <= coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')`;

/** What ends a gate says so by its type: the rest of it need not be unpacked. */
const UNPACKED = `case when event.type in ('gate-decided', 'initiative-withdrawn') then '{}'::jsonb else event.data end`;

const OF_VERDICTS = TOLD_FOR_VERDICTS.map((type) => `'${type}'`).join(', ');

/**
 * What verdicts follow from, of a page of initiatives in order of id. Receipts lie apart from their rows, compressed: each is
 * unpacked once, and of it is sent what another policy is asked, which is a tenth. What another version wrote is sent whole.
 * `offset 0` keeps it by the index of each stream: joined, a small page would be found by reading everything.
 */
const TOLD = `
  with page as (select id from initiative where ${BETWEEN})
  select page.id as initiative, told.* from page
  left join lateral (
    select event.n, event.type, event.at, event.version,
           case when event.version <> ${EVENT_VERSION} then event.data end as whole,
           d.gate, d.stage, d.round, d.home, d.bodies, d."rulesVersion", d.owner, d."ownerProfession", d.lead, d.affected,
           r.policy, r.facts, r.level, r.deciding, r."referTo", r.basis
      from event
      cross join lateral jsonb_to_record(${UNPACKED}) as d(
        gate text, stage text, round int, home text, bodies jsonb, "rulesVersion" int, owner text, "ownerProfession" text,
        lead text, affected jsonb, receipt jsonb)
      left join lateral jsonb_to_record(d.receipt) as r(
        policy jsonb, facts jsonb, level text, deciding jsonb, "referTo" jsonb, basis jsonb)
        on jsonb_typeof(d.receipt) = 'object'
     where event.stream = page.id and event.initiative = page.id and event.type in (${OF_VERDICTS})
       and (${SURELY_BEFORE} or ${BEFORE}) offset 0) as told on true
  order by page.id, told.n`;

interface Row {
  readonly initiative: string;
  /** `null` where the initiative has none of these events up to the position. */
  readonly n: number | null;
  readonly type: ToldForVerdicts['type'];
  readonly at: Date;
  readonly version: number;
  readonly whole: Readonly<Record<string, unknown>> | null;
  readonly [column: string]: unknown;
}

/** Some of the initiatives, in order of id: those after one, up to another. `null` stands for the first, and for the last. */
export interface Stretch {
  readonly after: string | null;
  readonly upTo: string | null;
}

/** The stretch of so many initiatives after one. */
export async function stretchAfter(sql: Sql, after: string | null, many: number): Promise<Stretch> {
  const rows: { id: string }[] = await sql.query(
    `select id from initiative where ${BETWEEN} order by id offset $3 limit 2`,
    [after, null, many - 1],
  );
  const [last, next] = rows;
  return { after, upTo: last === undefined || next === undefined ? null : last.id };
}

/** The verdicts of some initiatives, and how many of these were looked at. */
export interface VerdictPage {
  readonly verdicts: readonly PastVerdict[];
  readonly looked: number;
}

/** Reads the verdicts of a stretch, as far as they were taken before a position; `since` a day, in local time. */
export async function readVerdicts(
  sql: Sql,
  { after, upTo }: Stretch,
  { position, since }: { readonly position: Position; readonly since: string | null },
): Promise<VerdictPage> {
  const rows: Row[] = await sql.query(TOLD, [after, upTo, position.xid, position.at]);
  const from = since === null ? null : await beginningOf(sql, since);
  const streams = new Map<string, ToldForVerdicts[]>();
  for (const row of rows) {
    const events = streams.get(row.initiative) ?? [];
    streams.set(row.initiative, events);
    if (row.n !== null) events.push(toldIn(row, row.n));
  }
  const verdicts = [...streams].flatMap(([initiative, events]) => verdictsOf(initiative, events));
  return {
    verdicts: from === null ? verdicts : verdicts.filter(({ at }) => at >= from),
    looked: streams.size,
  };
}

/** How many initiatives there are to look at, for telling how far a replay is. */
export async function countInitiatives(sql: Sql): Promise<number> {
  const [row]: { n: number }[] = await sql.query('select count(*)::int as n from initiative');
  return row?.n ?? 0;
}

async function beginningOf(sql: Sql, day: string): Promise<string> {
  const [row]: { at: Date }[] = await sql.query('select ($1::date::timestamp at time zone $2) as at', [
    day,
    CALENDAR.timeZone,
  ]);
  return row?.at.toISOString() ?? day;
}

/** What a row says, of its type; what another version wrote is brought to this one first. */
function toldIn(row: Row, n: number): ToldForVerdicts {
  const { type, version, whole } = row;
  const data = whole === null ? row : upcast({ type, version, data: whole }).data;
  const told: Record<string, unknown> = { type, n, at: row.at.toISOString() };
  for (const field of FIELDS[type]) told[field] = data[field];
  if (type === 'gate-opened' || type === 'verdict-retaken')
    told['receipt'] = whole === null ? receiptIn(row) : data['receipt'];
  return told as unknown as ToldForVerdicts;
}

/** The fields of each type, but for the receipt. */
const FIELDS: Readonly<Record<ToldForVerdicts['type'], readonly string[]>> = {
  'initiative-drafted': ['owner', 'ownerProfession', 'lead', 'affected'],
  'initiative-edited': ['lead', 'affected'],
  'gate-opened': ['gate', 'stage', 'round', 'home', 'bodies', 'rulesVersion'],
  'verdict-retaken': ['gate'],
  'gate-decided': [],
  'initiative-withdrawn': [],
};

/** A receipt without what was not said in it: what has no basis has none. */
function receiptIn({ policy, facts, level, deciding, referTo, basis }: Row) {
  const receipt = { policy, facts, level, deciding, referTo };
  return basis === null ? receipt : { ...receipt, basis };
}
