import pg from 'pg';
import type { Counted } from './count-commands.ts';

interface Row {
  readonly initiative: string;
  readonly type: string;
  readonly data: { readonly stage?: string; readonly task?: string; readonly gate?: string; readonly authority?: string };
}

/** How an acknowledged command is found again among the events. `put`: sent without a key, so it may be there twice. */
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
    const drafts = commands.filter(({ method, path }) => method === 'POST' && path === '/v1/initiatives');
    const drafted = rows.filter(({ type }) => type === 'initiative-drafted').map((row) => row.initiative);
    const wrong = drafted
      .filter((id) => !drafts.some((each) => each.id === id))
      .map((id) => `initiative ${id} was drafted, and nobody was told`);
    let [acknowledged, found] = [0, 0];
    for (const { method, path, id, ...sent } of commands) {
      if (!sent.acknowledged) continue;
      const trace = TRACES.find((each) => each.method === method && each.path.test(path));
      const parts = trace?.path.exec(path)?.slice(1) ?? [];
      const isDraft = method === 'POST' && path === '/v1/initiatives';
      // Registering people and partners leaves no trace with an initiative.
      if (trace === undefined && !isDraft) continue;
      acknowledged += 1;
      const times = isDraft
        ? drafted.filter((each) => each === id).length
        : rows.filter((row) => trace?.is(row, parts)).length;
      const once = times === 1 || (method === 'PUT' && times > 0);
      if (once) found += 1;
      else wrong.push(`${method} ${path} was acknowledged and is there ${times} times`);
    }
    return { acknowledged, found, wrong };
  } finally {
    await client.end();
  }
}
