import type { DataSource } from 'typeorm';
import type { Log } from '../contracts/log.ts';
import type { Readiness } from '../contracts/readiness.ts';
import { BY_SUBJECT, type ClaimRules } from '../domain/identity-claims.ts';
import { CommandHandler, type Clock } from '../store/handler.ts';
import type { FileStore } from '../store/files/file-store.ts';
import { createFiles } from '../store/files/create-files.ts';
import { pooled } from '../store/transaction.ts';
import { World } from '../store/world.ts';
import { PolicyReader } from './policies/policy-reader.ts';
import { createProbe } from '../store/probe.ts';
import { webReadiness } from './readiness.ts';
import { poolOf } from '../store/database.ts';
import { createApiMetrics } from './metrics.ts';
import type { Authenticate } from './authenticate.ts';
import { Identities } from './identities.ts';
import { RateLimits, type RateLimit } from './rate-limits.ts';
import { addCounts, forgetCounts } from '../store/rate-counts.ts';

/** What the API and the pages are made of, wired once. */
export function createServices(given: {
  readonly database: DataSource;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  /** What must be so before requests are sent here; see `webReadiness`. */
  readonly readiness?: () => Promise<Readiness>;
  /** Where files are kept: beside everything else, in Postgres, unless it is said. */
  readonly files?: FileStore;
  /** What is read of the claims of those identities: their `sub` and nothing else, unless it is said. */
  readonly claims?: ClaimRules;
  /** The issuer of the identities that the registry joins people to. */
  readonly issuer: string;
  /** How often somebody may ask in a minute: as often as they like, unless it is said. */
  readonly rateLimit?: RateLimit;
  /** Milliseconds, for what is counted by the minute. */
  readonly now?: () => number;
  /** How many proxies requests come through: whose word for where they come from is taken. */
  readonly proxies?: number;
}) {
  const world = new World();
  const sql = pooled(given.database);
  const metrics = createApiMetrics();
  const { readiness = webReadiness(createProbe(poolOf(given.database)), given.authenticate) } = given;
  return {
    ...given,
    claims: given.claims ?? BY_SUBJECT,
    files: given.files ?? createFiles(given.database, null),
    sql,
    readiness,
    metrics,
    world,
    identities: new Identities(sql, given.clock),
    rateLimits: new RateLimits(
      given.rateLimit ?? { caller: 0, address: 0 },
      { add: (counted) => addCounts(sql, counted), forget: (before) => forgetCounts(sql, before) },
      given.now,
    ),
    policyReader: new PolicyReader(),
    handler: new CommandHandler(given.database, world, given.clock),
  };
}

export type Services = ReturnType<typeof createServices>;
