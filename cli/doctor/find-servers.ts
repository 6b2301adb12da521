import { join } from 'node:path';
import {
  bucketOf,
  FILES_KEYS,
  isGiven,
  readConfig,
  TEMPORAL_KEYS,
  type Bucket,
} from '../../contracts/config.ts';
import { temporalPlace, type TemporalPlace } from '../../worker/temporal.ts';
import { dataFolderPath } from '../embedded/folders.ts';
import { messageOf, StartProblem } from '../embedded/start-problem.ts';
import { readKept } from '../start/kept-file.ts';
import { readPorts } from '../start/ports.ts';

/** Where the worker's database, its files and Temporal are. */
export interface FoundServers {
  readonly databaseUrl: string;
  readonly temporal: TemporalPlace;
  readonly namespace: string;
  readonly taskQueue: string;
  /** `null` where files are kept in Postgres. */
  readonly bucket: Bucket | null;
}

/**
 * `DATABASE_URL` and `TEMPORAL_ADDRESS` as the worker is given them, else the servers that `npm start` keeps in its
 * folder (`REMIT_DATA`), with the worker's login.
 */
export function findServers(env: NodeJS.ProcessEnv = process.env): FoundServers {
  try {
    const queue = readConfig(['TEMPORAL_NAMESPACE', 'TEMPORAL_TASK_QUEUE'], env);
    const names = { namespace: queue.TEMPORAL_NAMESPACE, taskQueue: queue.TEMPORAL_TASK_QUEUE };
    const given = isGiven('DATABASE_URL', env);
    const { databaseUrl, temporalAddress } = given ? givenIn(env) : keptIn(dataFolderPath(env));
    const address = isGiven('TEMPORAL_ADDRESS', env) ? {} : { TEMPORAL_ADDRESS: temporalAddress };
    const temporal = temporalPlace(readConfig(TEMPORAL_KEYS, { ...env, ...address }));
    return { ...names, databaseUrl, temporal, bucket: bucketOf(readConfig(FILES_KEYS, env)) };
  } catch (error) {
    throw error instanceof StartProblem ? error : new StartProblem(messageOf(error), { cause: error });
  }
}

/** The worker's database alone, for what asks nothing of Temporal: `DATABASE_URL`, else that of `npm start`. */
export function findDatabaseUrl(env: NodeJS.ProcessEnv = process.env): string {
  try {
    return isGiven('DATABASE_URL', env)
      ? readConfig(['DATABASE_URL'], env).DATABASE_URL
      : keptIn(dataFolderPath(env)).databaseUrl;
  } catch (error) {
    throw error instanceof StartProblem ? error : new StartProblem(messageOf(error), { cause: error });
  }
}

interface Addresses {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
}

function givenIn(env: NodeJS.ProcessEnv): Addresses {
  const { DATABASE_URL, TEMPORAL_ADDRESS } = readConfig(['DATABASE_URL', 'TEMPORAL_ADDRESS'], env);
  return { databaseUrl: DATABASE_URL, temporalAddress: TEMPORAL_ADDRESS };
}

function keptIn(folder: string): Addresses {
  const ports = readPorts(join(folder, 'ports.json'));
  const password = readKept(join(folder, 'secrets', 'worker-database-password'));
  if (ports === undefined || password === undefined)
    throw new StartProblem(
      `No Remit has been started with the data in ${folder}: start it (npm start), set REMIT_DATA to its folder, or set DATABASE_URL and TEMPORAL_ADDRESS as the worker has them.`,
    );
  return {
    databaseUrl: `postgres://remit_worker:${encodeURIComponent(password)}@127.0.0.1:${ports.postgres}/remit`,
    temporalAddress: `127.0.0.1:${ports.temporal}`,
  };
}
