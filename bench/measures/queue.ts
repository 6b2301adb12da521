import pg from 'pg';
import { migrate } from '../../store/migrate.ts';
import { createDatabase } from '../../store/database.ts';
import { countTasks, type Counted } from '../../store/read/task-counts.ts';
import { listTasks } from '../../store/read/tasks.ts';
import { listInitiatives } from '../../store/read/initiatives.ts';
import { readAs } from '../../store/reading.ts';
import { personBySubject, type KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';
import { pooled } from '../../store/transaction.ts';
import { waitingInitiative } from '../ballots.ts';
import { copyInitiative, copyRows } from '../copies.ts';
import { inLockstep, median, type Compared } from '../lockstep.ts';
import { asSuperuser, type BenchRemit } from '../remit.ts';
import type { Line } from '../table.ts';

export interface QueueSize {
  readonly rounds: number;
  /** Pages read in a round of one arm. */
  readonly pages: number;
}

const FEW = 1_000;
const MANY = 100_000;
/** Open tasks of the initiative that is copied. */
const SEATS = 6;
const LIMIT = 25;
/** As many filters as a list of them has, of four kinds. */
const KEPT = Array.from({ length: 200 }, (_, at): Counted => {
  const queue = at % 2 === 0 ? 'mine' : undefined;
  const state = at % 4 < 2 ? undefined : (['ready', 'claimed', 'info-requested'] as const)[at % 3];
  return { queue, state, dueBefore: `2026-12-${String((at % 28) + 1).padStart(2, '0')}T00:00:00.000Z` };
});
/** Of the title of every copy. */
const WORDS = 'podiatry';

type Read = (sql: Sql, person: KnownPerson) => Promise<unknown>;

/** What is read: the first page, as the API reads it, without HTTP and without its presenting. */
const READS: readonly (readonly [name: string, read: Read, aim: string])[] = [
  [
    'my queue',
    (sql, person) => listTasks(sql, person, { queue: 'mine', sort: 'dueAt', after: null, limit: LIMIT }),
    'median 5 ms, ratio 2',
  ],
  [
    'tasks that are ready',
    (sql, person) => listTasks(sql, person, { state: 'ready', sort: 'dueAt', after: null, limit: LIMIT }),
    'ratio 2',
  ],
  [
    'my queue, by priority',
    (sql, person) => listTasks(sql, person, { queue: 'mine', sort: 'priority', after: null, limit: LIMIT }),
    'median 5 ms, ratio 2',
  ],
  [
    'my queue, by words',
    (sql, person) =>
      listTasks(sql, person, { queue: 'mine', q: WORDS, sort: 'dueAt', after: null, limit: LIMIT }),
    '',
  ],
  [
    'my queue, by words of none',
    (sql, person) =>
      listTasks(sql, person, { queue: 'mine', q: 'zebra', sort: 'dueAt', after: null, limit: LIMIT }),
    'ratio 2',
  ],
  ['how many in my queue, to 1,000', (sql, person) => countTasks(sql, person, [{ queue: 'mine' }]), ''],
  ['how many each of 200 filters leaves', (sql, person) => countTasks(sql, person, KEPT), ''],
  [
    'initiatives',
    (sql, person) => listInitiatives(sql, person, { sort: '-updatedAt', after: null, limit: LIMIT }),
    'ratio 2',
  ],
];

/**
 * The first page with 100,000 open tasks beside the first page with 1,000, in two databases of one Postgres, in turn; and
 * for somebody who sees none of the 100,000 but what they are shown anyway.
 */
export async function measureQueue(
  remit: BenchRemit,
  { rounds, pages }: QueueSize,
): Promise<readonly Line[]> {
  const initiative = await waitingInitiative(remit);
  const few = await databaseWith(remit, 'bench_few', initiative, FEW / SEATS);
  const many = await databaseWith(remit, 'bench_many', initiative, MANY / SEATS);
  const [approver, stranger] = await asSuperuser(remit, (client) => peopleFor(client, initiative));
  const open = async (url: string) => createDatabase({ url, role: 'remit_app' }).initialize();
  const [small, large] = await Promise.all([open(few), open(many)]);
  try {
    const arm = (database: typeof small, subject: string, read: Read) => async () => {
      const now = new Date().toISOString();
      const person = await personBySubject(pooled(database), remit.issuer, subject, now);
      if (person === null) throw new Error(`Nobody is ${subject}`);
      const times: number[] = [];
      for (let page = 0; page < pages; page += 1) {
        const began = performance.now();
        await readAs(database, person, (sql) => read(sql, person));
        times.push(performance.now() - began);
      }
      return median(times);
    };
    const lines: Line[] = [];
    for (const [name, read, aim] of READS) {
      const arms = [arm(large, approver, read), arm(large, stranger, read), arm(small, approver, read)];
      const [all, none] = await inLockstep(arms, rounds);
      if (all === undefined || none === undefined) throw new Error('Nothing was measured');
      lines.push(lineOf(`${name}: 100,000 beside 1,000 open`, all, aim));
      lines.push(lineOf(`${name}: sees few of 100,000`, none, 'ratio 2'));
    }
    return lines;
  } finally {
    await Promise.all([small.destroy(), large.destroy()]);
  }
}

/** Another database of the same Postgres: what is registered, one initiative as it stands, and so many copies. */
async function databaseWith(
  remit: BenchRemit,
  name: string,
  initiative: string,
  copies: number,
): Promise<string> {
  await asSuperuser(remit, (client) => client.query(`create database ${name}`));
  const at = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const superuser = at(remit.databases.superuser);
  await migrate(superuser);
  const options = '-c search_path=remit -c timezone=UTC';
  const to = new pg.Client({ connectionString: superuser, options });
  await to.connect();
  try {
    await asSuperuser(remit, (from) => copyRows(from, to));
    await copyInitiative(to, initiative, 'queue', Math.ceil(copies));
  } finally {
    await to.end();
  }
  return at(remit.databases.api);
}

/** An approver of the body that decides, and one of a body that has no part in it. */
async function peopleFor(client: pg.Client, initiative: string): Promise<readonly [string, string]> {
  const find = async (having: string) => {
    const { rows } = await client.query<{ subject: string }>(
      `select p.subject from person p join role_held r on r.person = p.id
        where r.role = 'approver' and ${having} order by p.subject limit 1`,
      [initiative],
    );
    return rows[0]?.subject ?? '';
  };
  return [
    await find(`r.body in (select body from part where initiative = $1 and part = 'deciding')`),
    await find(`r.body in (select body from part where part = 'deciding')
                and r.body not in (select body from part where initiative = $1)`),
  ];
}

function lineOf(measure: string, { ours, floor, ratio, spread, rounds }: Compared, aim: string): Line {
  const told = (value: number) => `${value.toFixed(1)} ms`;
  return {
    measure,
    remit: told(ours),
    floor: told(floor),
    ratio: ratio.toFixed(2),
    spread: `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
    rounds: String(rounds),
    atOnce: '1',
    aim,
  };
}
