import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { preparePostgres } from '../../cli/embedded/postgres-server.ts';
import { startProgram, type Running } from '../../cli/embedded/program.ts';
import type { Say } from '../../cli/embedded/start-problem.ts';
import type { Planned } from './plan.ts';

/**
 * Postgres as its image brings it up: makes the data folder at first with POSTGRES_PASSWORD, starts the server with the
 * command's settings, makes POSTGRES_DB, and runs what lies in /docker-entrypoint-initdb.d.
 */
export async function startPostgresOf(
  planned: Planned,
  { folder, initial, say }: { readonly folder: string; readonly initial: string; readonly say: Say },
): Promise<Running> {
  const { address, env, command } = planned;
  const password = env['POSTGRES_PASSWORD'] ?? '';
  const { program } = await preparePostgres(
    {
      folder,
      port: 5432,
      superuserPassword: password,
      settings: { ...settingsOf(command), listen_addresses: address },
    },
    say,
  );
  const url = (database: string) => `postgres://postgres:${password}@${address}:5432/${database}`;
  const running = await startProgram({ ...program, ready: () => ask(url('postgres'), ['select 1']) }, say);
  await ask(url('postgres'), [`create database ${env['POSTGRES_DB'] ?? ''}`]);
  for (const file of readdirSync(initial)
    .filter((name) => name.endsWith('.sql'))
    .sort())
    await ask(url(env['POSTGRES_DB'] ?? ''), [asPsql(readFileSync(join(initial, file), 'utf8'), env)]);
  return running;
}

/** `-c name=value` of the command. */
function settingsOf([, ...words]: readonly string[]): Record<string, string> {
  const pairs = words.filter((_, at) => words[at - 1] === '-c').map((word) => word.split('='));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

/** What psql makes of a script that uses `\getenv NAME VARIABLE` and `:'NAME'`. */
function asPsql(script: string, env: Planned['env']): string {
  const named = new Map(
    [...script.matchAll(/^\\getenv (\w+) (\w+)$/gm)].map(([, name = '', of = '']) => [name, env[of] ?? '']),
  );
  return script
    .replaceAll(/^\\.*$/gm, '')
    .replaceAll(/:'(\w+)'/g, (_, name: string) => pg.escapeLiteral(named.get(name) ?? ''));
}

async function ask(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}
