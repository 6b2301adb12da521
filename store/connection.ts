import pg from 'pg';
import type { DatabaseLimits } from '../contracts/config.ts';

/** Milliseconds that the server has to end a statement that took too long, before the connection is given up. */
const GRACE = 1_000;

/**
 * A connection that is lost makes what is asked of it fail, which says enough. Without anybody who listens the process would
 * end: nobody does yet where Postgres says in one breath that a new connection is ready and that it ends.
 */
const lost = (): void => undefined;

/**
 * A connection that does not wait for ever. The server ends a statement that takes too long; where the server is frozen
 * or out of reach, nobody ends it, so the connection is broken off and its transaction with it. A connection is never
 * used again after that: what is left of a transaction on it must not meet the next one.
 */
export class ImpatientClient extends pg.Client {
  constructor(config: pg.ClientConfig & { readonly statement_timeout?: number | false }) {
    super(config);
    this.on('error', lost);
    const limit = typeof config.statement_timeout === 'number' ? config.statement_timeout : 0;
    if (limit > 0) this.giveUpAfter(limit + GRACE);
  }

  private giveUpAfter(milliseconds: number): void {
    let waiting: NodeJS.Timeout | undefined;
    const stop = (): void => {
      clearTimeout(waiting);
      waiting = undefined;
    };
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]): unknown => {
      stop();
      waiting = setTimeout(() => this.breakOff(milliseconds), milliseconds);
      return query(...args);
    };
    this.query = watched as typeof this.query;
    // Said by the driver when nothing is asked any more.
    this.on('drain', stop);
    this.on('end', stop);
  }

  private breakOff(milliseconds: number): void {
    const { stream } = (this as unknown as { connection: { stream: { destroy(error: Error): void } } })
      .connection;
    const error = new Error(`Postgres did not answer within ${milliseconds} ms`);
    stream.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }
}

/** What every pool of ours has in common: its role, its limits, and that dead peers are noticed. */
export function poolOptions(role: string, schema: string, limits: DatabaseLimits) {
  return {
    Client: ImpatientClient,
    // Row-level security makes every plan look dear to Postgres, which would compile each: that takes longer than the plan.
    // Planning takes longer than the rest too, so what a command asks is planned once on a connection: see readAs.
    options: `-c role=${role} -c search_path=${schema} -c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan`,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}
