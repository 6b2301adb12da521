import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NAMESPACE } from '../../contracts/names.ts';
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

/** Postgres: ours, or the one that was given. */
export async function startPostgres({
  settings,
  folder,
  ports,
  supervisor,
  say,
}: Surroundings): Promise<Servers['postgres']> {
  if (settings.databaseUrl !== undefined) return { superuserUrl: settings.databaseUrl, ours: false };
  const { program, access } = await preparePostgres(
    { folder: join(folder, 'postgres'), port: ports.postgres },
    say,
  );
  await supervisor.start(program);
  say('Postgres answers.');
  return { superuserUrl: access.superuserUrl, ours: true };
}

/** Temporal: ours, or the one that was given. */
export async function startTemporal({
  settings,
  folder,
  ports,
  supervisor,
  say,
}: Surroundings): Promise<Servers['temporal']> {
  const { temporalAddress } = settings;
  if (temporalAddress !== undefined) {
    await useGivenTemporal(temporalAddress);
    say(`Temporal at ${temporalAddress} answers.`);
    return { address: temporalAddress, uiUrl: undefined };
  }
  const binary = await findTemporal({ say });
  await supervisor.start(
    temporalProgram({
      binary,
      folder: join(folder, 'temporal'),
      port: ports.temporal,
      uiPort: ports.temporalUi,
      namespace: NAMESPACE,
    }),
  );
  say('Temporal answers.');
  return { address: `127.0.0.1:${ports.temporal}`, uiUrl: `http://127.0.0.1:${ports.temporalUi}` };
}

/** A namespace that is there already is its operator's, with its own retention. */
async function useGivenTemporal(address: string): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: 10_000 });
  try {
    await connection.ensureConnected();
    if ((await readRetentionDays(connection, NAMESPACE)) === undefined)
      await ensureNamespace(address, NAMESPACE);
  } catch (error) {
    throw new StartProblem(
      `Temporal at ${address} cannot be used (${messageOf(error)}): correct TEMPORAL_ADDRESS, or leave it out to have one brought up here.`,
      { cause: error },
    );
  } finally {
    await connection.close();
  }
}
