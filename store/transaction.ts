import type { Writable } from 'node:stream';
import type { ClientBase, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from './database.ts';
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

  private constructor(private readonly client: PoolClient) {}

  static async begin(database: DataSource, how = 'begin'): Promise<Transaction> {
    const transaction = new Transaction(await poolOf(database).connect());
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

  /** Ends what only read, and waits for nothing: whoever is given the connection next asks behind it. */
  leave(): void {
    this.client.query('rollback').catch(() => undefined);
    this.client.release();
  }

  /** Gives the connection back; what was not committed is taken back. Never fails. */
  async close(): Promise<void> {
    try {
      if (!this.ended) await this.client.query('rollback');
      this.client.release();
    } catch {
      // The connection is gone, and the transaction with it.
      this.client.release(true);
    }
  }
}

/** A pool, for one prepared statement at a time outside any transaction. */
export function pooled(database: DataSource): Sql {
  return {
    query: (text, values) => ask(poolOf(database), text, values),
  };
}

const names = new Map<string, string>();

async function ask<T>(
  client: Pick<ClientBase, 'query'>,
  text: string,
  values: readonly Value[] = [],
): Promise<T> {
  const name = names.get(text) ?? `remit_${names.size + 1}`;
  names.set(text, name);
  const { rows } = await client.query({ name, text, values: [...values] });
  return rows as T;
}
