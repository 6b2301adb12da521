/** What a statement takes: plain values, so that sending one cannot fail on this side. */
export type Value = string | number | boolean | null | Buffer | readonly string[];

/** A statement that is ready to be sent. Made apart from sending, so that all are made before the first is sent. */
export interface Statement {
  readonly text: string;
  readonly values: readonly Value[];
}

/** What can be asked: a transaction, or a pool for one statement alone. Gives the rows. */
export interface Sql {
  query<T>(text: string, values?: Value[]): Promise<T>;
}
