import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../store/handler.ts';

/** What the doctor looks at. */
export interface Patient {
  /** In the role `remit_system`. */
  readonly database: DataSource;
  readonly temporal: Client;
  readonly taskQueue: string;
  readonly clock: Clock;
}

/** The doctor could not look: the database, Temporal or the files are away. Nothing is known, which is not the same as well. */
export class CouldNotLook extends Error {
  constructor(what: 'database' | 'temporal' | 'files', cause: unknown, at?: string) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const why = at === undefined ? said : `at ${at}: ${said}`;
    const could = {
      database: 'The database could not be read',
      temporal: 'Temporal could not be asked',
      files: 'Where files are kept could not be read',
    };
    super(`${could[what]} (${why}): nothing is known until it can.`, { cause });
    this.name = 'CouldNotLook';
  }
}

/** What is asked of the database; that it does not answer is said by its name. */
export function fromDatabase<T>(ask: () => Promise<T>): Promise<T> {
  return orSay('database', ask);
}

/** How long one question to Temporal may take, in milliseconds. */
const DEADLINE = 20_000;

/** What is asked of Temporal; that it does not answer, or not in time, is said by its name. */
export function fromTemporal<T>(temporal: Client, ask: () => Promise<T>): Promise<T> {
  return orSay('temporal', () => temporal.withDeadline(Date.now() + DEADLINE, ask));
}

async function orSay<T>(what: 'database' | 'temporal', ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof CouldNotLook ? error : new CouldNotLook(what, error);
  }
}
