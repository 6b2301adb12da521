import { DataSource } from 'typeorm';
import * as entities from './entities/index.ts';
import { TheHouse1700000000001 } from './migrations/0001-the-house.ts';
import { Requests1700000000002 } from './migrations/0002-requests.ts';
import { Fleet1700000000004 } from './migrations/0004-fleet.ts';

/** What a process may do: `remit_app` as one person, `remit_system` as the worker, `remit_owner` to migrate. */
export type DatabaseRole = 'remit_app' | 'remit_system' | 'remit_owner';

/** The schema that holds Remit's tables. */
export const SCHEMA = 'remit';

export const MIGRATIONS = [TheHouse1700000000001, Requests1700000000002, Fleet1700000000004];

export interface DatabaseOptions {
  readonly url: string;
  readonly role: DatabaseRole;
  /** Most connections that this process holds. */
  readonly poolSize?: number;
}

/**
 * A pool that acts in one role, whoever logs in: the role is taken when a connection opens, so that not even a first
 * statement runs as the login. `synchronize` is never used.
 */
export function createDatabase({ url, role, poolSize = 20 }: DatabaseOptions): DataSource {
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
      options: `-c role=${role} -c search_path=${SCHEMA} -c timezone=UTC`,
      // Statements of a transaction are sent without waiting for the ones before: see store/transaction.ts.
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
    },
  });
}
