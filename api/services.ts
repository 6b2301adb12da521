import type { DataSource } from 'typeorm';
import type { Log } from '../contracts/log.ts';
import { CommandHandler, type Clock } from '../store/handler.ts';
import { pooled } from '../store/transaction.ts';
import { World } from '../store/world.ts';
import type { Authenticate } from './authenticate.ts';

/** What the API and the pages are made of, wired once. */
export function createServices(given: {
  readonly database: DataSource;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  /** The issuer of the identities that the registry joins people to. */
  readonly issuer: string;
}) {
  const world = new World();
  return {
    ...given,
    sql: pooled(given.database),
    world,
    handler: new CommandHandler(given.database, world, given.clock),
  };
}

export type Services = ReturnType<typeof createServices>;
