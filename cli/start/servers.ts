import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { TemporalPlace } from '../../worker/temporal.ts';
import { ensureNamespace, readRetentionDays } from '../embedded/namespace.ts';
import { preparePostgres } from '../embedded/postgres-server.ts';
import { messageOf, StartProblem, type Say } from '../embedded/start-problem.ts';
import { findTemporal } from '../embedded/temporal-binary.ts';
import { temporalProgram } from '../embedded/temporal-server.ts';
import type { Supervisor } from '../supervise.ts';
import type { Ports } from './ports.ts';
import type { StartSettings } from './settings.ts';

export interface Surroundings {
  readonly settings: StartSettings;
  readonly folder: string;
  readonly ports: Ports;
  readonly supervisor: Supervisor;
  readonly say: Say;
}

export interface Servers {
  readonly postgres: { readonly superuserUrl: string; readonly ours: boolean };
  readonly temporal: { readonly address: string; readonly uiUrl: string | undefined };
}

/** Postgres: ours, whose cluster is made when it is not there, or the one that was given. Gives what starts it. */
export async function preparePostgresServer({
  settings,
  folder,
  ports,
  supervisor,
  say,
}: Surroundings): Promise<() => Promise<Servers['postgres']>> {
  const { databaseUrl } = settings;
  if (databaseUrl !== undefined) return () => Promise.resolve({ superuserUrl: databaseUrl, ours: false });
  const { program, access } = await preparePostgres(
    { folder: join(folder, 'postgres'), port: ports.postgres },
    say,
  );
  return async () => {
    await supervisor.start(program);
    say('Postgres answers.');
    return { superuserUrl: access.superuserUrl, ours: true };
  };
}

/** Temporal: ours, which is fetched when it is not there, or the one that was given. Gives what starts it. */
export async function prepareTemporalServer({
  settings,
  folder,
  ports,
  supervisor,
  say,
}: Surroundings): Promise<() => Promise<Servers['temporal']>> {
  const { temporal } = settings;
  if (temporal !== undefined) return () => useGivenTemporal(temporal, settings.namespace, say);
  const binary = await findTemporal({ say });
  return async () => {
    await supervisor.start(
      temporalProgram({
        binary,
        folder: join(folder, 'temporal'),
        port: ports.temporal,
        uiPort: ports.temporalUi,
        namespace: settings.namespace,
      }),
    );
    say('Temporal answers.');
    return { address: `127.0.0.1:${ports.temporal}`, uiUrl: `http://127.0.0.1:${ports.temporalUi}` };
  };
}

/** A namespace that is there already is its operator's, with its own retention. */
async function useGivenTemporal(
  place: TemporalPlace,
  namespace: string,
  say: Say,
): Promise<Servers['temporal']> {
  const { address } = place;
  const connection = Connection.lazy({ ...place, connectTimeout: 10_000 });
  try {
    await connection.ensureConnected();
    if ((await readRetentionDays(connection, namespace)) === undefined)
      await ensureNamespace(place, namespace);
    say(`Temporal at ${address} answers.`);
    return { address, uiUrl: undefined };
  } catch (error) {
    throw new StartProblem(
      `Temporal at ${address} cannot be used (${messageOf(error)}): correct TEMPORAL_ADDRESS, or leave it out to have one brought up here.`,
      { cause: error },
    );
  } finally {
    await connection.close();
  }
}
