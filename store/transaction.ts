import type { Writable } from 'node:stream';
import type { DataSource, QueryRunner } from 'typeorm';
import type { ClientBase } from 'pg';
import type { Sql, Statement, Value } from './sql.ts';

/**
 * One transaction on one connection of the pool, for what has to be quick. Statements are sent as they are asked, without
 * waiting for the ones before; Postgres does them in order. So whoever asks five and waits for the last has waited once.
 * Where one fails, those behind it fail too, and the commit with them.
 *
 * Each statement is prepared once on a connection and known there by its text: texts are written in code, never made
 * from what somebody sent.
 */
export class Transaction implements Sql {
  private ended = false;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: ClientBase,
  ) {}

  static async begin(database: DataSource, how = 'begin'): Promise<Transaction> {
    const runner = database.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    const transaction = new Transaction(runner, client);
    void transaction.query(how);
    return transaction;
  }

  query<T>(text: string, values?: Value[]): Promise<T> {
    this.together();
    const rows = ask<T>(this.client, text, values);
    // Whoever waits for it hears of a failure; where nobody does, the commit tells.
    rows.catch(() => undefined);
    return rows;
  }

  /** The driver writes each statement to its socket by itself: those that are asked together leave together. */
  private together(): void {
    const { stream } = (this.client as unknown as { connection: { stream: Writable } }).connection;
    if (stream.writableCorked > 0) return;
    stream.cork();
    process.nextTick(() => {
      stream.uncork();
    });
  }

  /** Sends what is to be written and the commit behind it, and waits once: what it resolves for is durable. */
  async commit(statements: readonly Statement[]): Promise<void> {
    const written = statements.map(({ text, values }) => this.query(text, [...values]));
    const committed = this.client.query({ name: 'commit', text: 'commit' });
    // The first that fails says why; Postgres answers the commit of what has failed by taking it back.
    const { command } = (await Promise.all([committed, ...written]))[0];
    this.ended = true;
    if (command !== 'COMMIT') throw new Error('The transaction was not committed');
  }

  /** Gives the connection back; what was not committed is taken back. Never fails. */
  async close(): Promise<void> {
    try {
      if (!this.ended) await this.client.query('rollback');
    } catch {
      // The connection is gone, and the transaction with it.
    } finally {
      await this.runner.release();
    }
  }
}

/** A pool, for one prepared statement at a time outside any transaction. */
export function pooled(database: DataSource): Sql {
  return {
    query: async <T>(text: string, values?: Value[]): Promise<T> => {
      const runner = database.createQueryRunner();
      try {
        return await ask<T>((await runner.connect()) as ClientBase, text, values);
      } finally {
        await runner.release();
      }
    },
  };
}

const names = new Map<string, string>();

async function ask<T>(client: ClientBase, text: string, values: readonly Value[] = []): Promise<T> {
  const name = names.get(text) ?? `remit_${names.size + 1}`;
  names.set(text, name);
  const { rows } = await client.query({ name, text, values: [...values] });
  return rows as T;
}
