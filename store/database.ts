import pg from 'pg';
import { DataSource } from 'typeorm';
import { DATABASE_LIMITS, type DatabaseLimits } from '../contracts/config.ts';
import { poolOptions } from './connection.ts';
import * as entities from './entities/index.ts';
import { TheHouse1700000000001 } from './migrations/0001-the-house.ts';
import { Requests1700000000002 } from './migrations/0002-requests.ts';
import { SeenRowByRow1700000000003 } from './migrations/0003-seen-row-by-row.ts';
import { Fleet1700000000004 } from './migrations/0004-fleet.ts';
import { Readiness1700000000005 } from './migrations/0005-readiness.ts';
import { Queues1700000000006 } from './migrations/0006-queues.ts';
import { Questions1700000000007 } from './migrations/0007-questions.ts';
import { Delegation1700000000008 } from './migrations/0008-delegation.ts';
import { Offers1700000000009 } from './migrations/0009-offers.ts';
import { QueuesAsBefore1700000000010 } from './migrations/0010-queues-as-before.ts';
import { Engages1700000000011 } from './migrations/0011-engages.ts';
import { Reminders1700000000012 } from './migrations/0012-reminders.ts';
import { EngagedNoMore1700000000013 } from './migrations/0013-engaged-no-more.ts';
import { CoverAndInterests1700000000014 } from './migrations/0014-cover-and-interests.ts';
import { Told1700000000015 } from './migrations/0015-told.ts';
import { Doors1700000000016 } from './migrations/0016-doors.ts';
import { OutdatedVotes1700000000017 } from './migrations/0017-outdated-votes.ts';
import { Claims1700000000018 } from './migrations/0018-claims.ts';
import { SearchAndSaved1700000000019 } from './migrations/0019-search-and-saved.ts';
import { Attachments1700000000020 } from './migrations/0020-attachments.ts';
import { Links1700000000028 } from './migrations/0028-links.ts';
import { FoundByWords1700000000029 } from './migrations/0029-found-by-words.ts';
import { Attempts1700000000030 } from './migrations/0030-attempts.ts';
import { RateCounts1700000000031 } from './migrations/0031-rate-counts.ts';
import { Sittings1700000000032 } from './migrations/0032-sittings.ts';
import { WordsOfSittings1700000000033 } from './migrations/0033-words-of-sittings.ts';
import { LooksByIndex1700000000037 } from './migrations/0037-looks-by-index.ts';
import { KeptApart1700000000038 } from './migrations/0038-kept-apart.ts';
import { SecondWallMended1700000000039 } from './migrations/0039-second-wall-mended.ts';
import { SittingsTold1700000000040 } from './migrations/0040-sittings-told.ts';
import { Calendars1700000000042 } from './migrations/0042-calendars.ts';
import { SittingsHeld1700000000043 } from './migrations/0043-sittings-held.ts';
import { LifeOfPolicies1700000000044 } from './migrations/0044-life-of-policies.ts';
import { EarlierVotes1700000000045 } from './migrations/0045-earlier-votes.ts';

/** What a process may do: `remit_app` as one person, `remit_system` as the worker, `remit_owner` to migrate. */
export type DatabaseRole = 'remit_app' | 'remit_system' | 'remit_owner';

/** The schema that holds Remit's tables. */
export const SCHEMA = 'remit';

export const MIGRATIONS = [
  TheHouse1700000000001,
  Requests1700000000002,
  SeenRowByRow1700000000003,
  Fleet1700000000004,
  Readiness1700000000005,
  Queues1700000000006,
  Questions1700000000007,
  Delegation1700000000008,
  Offers1700000000009,
  QueuesAsBefore1700000000010,
  Engages1700000000011,
  Reminders1700000000012,
  EngagedNoMore1700000000013,
  CoverAndInterests1700000000014,
  Told1700000000015,
  Doors1700000000016,
  OutdatedVotes1700000000017,
  Claims1700000000018,
  Links1700000000028,
  SearchAndSaved1700000000019,
  Attachments1700000000020,
  FoundByWords1700000000029,
  Attempts1700000000030,
  RateCounts1700000000031,
  Sittings1700000000032,
  WordsOfSittings1700000000033,
  LooksByIndex1700000000037,
  KeptApart1700000000038,
  SecondWallMended1700000000039,
  SittingsTold1700000000040,
  Calendars1700000000042,
  SittingsHeld1700000000043,
  LifeOfPolicies1700000000044,
  EarlierVotes1700000000045,
];

export interface DatabaseOptions {
  readonly url: string;
  readonly role: DatabaseRole;
  /** Most connections that this process holds. */
  readonly poolSize?: number;
  /** How long it waits. The owner, who migrates, waits as long as a statement takes. */
  readonly limits?: Omit<DatabaseLimits, 'poolSize'>;
  /** For a migration: how long it waits for a lock, in milliseconds. */
  readonly migrating?: number;
}

/**
 * A pool that acts in one role, whoever logs in: the role is taken when a connection opens, so that not even a first
 * statement runs as the login. `synchronize` is never used.
 */
export function createDatabase({ url, role, ...given }: DatabaseOptions): DataSource {
  const { migrating, poolSize = DATABASE_LIMITS.poolSize, limits = DATABASE_LIMITS } = given;
  return new DataSource({
    type: 'postgres',
    url,
    schema: SCHEMA,
    entities: Object.values(entities),
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    poolSize,
    applicationName: role,
    logging: false,
    extra: {
      ...poolOptions(role, SCHEMA, {
        ...limits,
        poolSize,
        ...(role === 'remit_owner' && { statementMs: 0 }),
      }),
      // Statements of a transaction are sent without waiting for the ones before: see store/transaction.ts.
      pipeline: true,
      ...(migrating !== undefined && { lock_timeout: migrating }),
    },
  });
}

/** A pool of the driver alone, for the relay and for probes. `onLost` is told of connections that end by themselves. */
export function createPool(
  { url, role, poolSize = DATABASE_LIMITS.poolSize, limits = DATABASE_LIMITS }: DatabaseOptions,
  name: string,
  onLost: (error: Error) => void,
): pg.Pool {
  const options = {
    connectionString: url,
    max: poolSize,
    application_name: name,
    ...poolOptions(role, SCHEMA, { ...limits, poolSize }),
  };
  // The driver's types have a pool whose connections take no settings.
  const pool = new pg.Pool(options as unknown as pg.PoolConfig);
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
}

/** The pool inside a database of `createDatabase`. */
export function poolOf(database: DataSource): pg.Pool {
  return (database.driver as unknown as { master: pg.Pool }).master;
}
