import pg from 'pg';
import type { Counted, Sent } from './count-commands.ts';

export interface Row {
  readonly initiative: string;
  readonly type: string;
  readonly data: {
    readonly stage?: string;
    readonly task?: string;
    readonly gate?: string;
    readonly authority?: string;
  };
}

/** How an acknowledged command is found again among the events. */
const TRACES: readonly {
  readonly method: 'POST' | 'PUT';
  readonly path: RegExp;
  readonly is: (row: Row, part: readonly string[]) => boolean;
}[] = [
  {
    method: 'POST',
    path: /^\/v1\/initiatives\/([^/]+)\/submit$/,
    is: (row, [id]) => row.type === 'initiative-submitted' && row.initiative === id,
  },
  {
    method: 'POST',
    path: /^\/v1\/initiatives\/([^/]+)\/stages\/([^/]+)\/present$/,
    is: (row, [id, stage]) =>
      row.type === 'stage-presented' && row.initiative === id && row.data.stage === stage,
  },
  {
    method: 'PUT',
    path: /^\/v1\/initiatives\/([^/]+)\/stages\/([^/]+)$/,
    is: (row, [id, stage]) =>
      row.type === 'stage-content-sent' && row.initiative === id && row.data.stage === stage,
  },
  {
    method: 'POST',
    path: /^\/v1\/tasks\/([^/]+)\/claim$/,
    is: (row, [task]) => row.type === 'task-claimed' && row.data.task === task,
  },
  {
    method: 'POST',
    path: /^\/v1\/tasks\/([^/]+)\/complete$/,
    is: (row, [task]) => row.type === 'task-completed' && row.data.task === task,
  },
  {
    method: 'POST',
    path: /^\/v1\/gates\/([^/]+)\/referrals\/([^/]+)$/,
    is: (row, [gate, authority]) =>
      row.type === 'referral-answered' && row.data.gate === gate && row.data.authority === authority,
  },
];

export interface Recounted {
  readonly acknowledged: number;
  readonly found: number;
  /** Each command that was acknowledged and is not there exactly once, a sentence each. */
  readonly wrong: readonly string[];
}

/** Holds what was acknowledged against the events in the database, read past the API. */
export async function recount(databaseUrl: string, { commands }: Counted): Promise<Recounted> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>('select stream as initiative, type, data from remit.event');
    return compare(rows, commands);
  } finally {
    await client.end();
  }
}

/** Who holds how many connections now: `temporal 43`. */
export async function connectionsOf(databaseUrl: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ login: string; held: string }>(
      `select usename as login, count(*) as held from pg_stat_activity
         where backend_type = 'client backend' group by 1 order by 1`,
    );
    return rows.map(({ login, held }) => `${login} ${held}`);
  } finally {
    await client.end();
  }
}

export function compare(rows: readonly Row[], commands: readonly Sent[]): Recounted {
  const drafted = rows.filter(({ type }) => type === 'initiative-drafted').map((row) => row.initiative);
  const told = new Set(commands.filter(isDraft).map(({ id }) => id));
  const wrong = drafted
    .filter((id) => !told.has(id))
    .map((id) => `initiative ${id} was drafted, and nobody was told`);
  let [acknowledged, found] = [0, 0];
  for (const sent of commands) {
    const { method, path, id } = sent;
    const trace = TRACES.find((each) => each.method === method && each.path.test(path));
    // Registering people and partners leaves no trace with an initiative.
    if (!sent.acknowledged || (trace === undefined && !isDraft(sent))) continue;
    acknowledged += 1;
    const parts = trace?.path.exec(path)?.slice(1) ?? [];
    const times = isDraft(sent)
      ? drafted.filter((each) => each === id).length
      : rows.filter((row) => trace?.is(row, parts)).length;
    // Content is sent without a key, so sending it again may have written it again.
    if (times === 1 || (method === 'PUT' && times > 0)) found += 1;
    else wrong.push(`${method} ${path} was acknowledged and is there ${times} times`);
  }
  return { acknowledged, found, wrong };
}

const isDraft = ({ method, path }: Sent) => method === 'POST' && path === '/v1/initiatives';
