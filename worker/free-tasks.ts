import type pg from 'pg';
import type { Log } from '../contracts/log.ts';
import { localDay } from '../domain/calendar.ts';
import type { Clock, CommandHandler } from '../store/handler.ts';
import { initiativesToFree } from '../store/read/in-hand.ts';
import type { Sql } from '../store/sql.ts';
import { CALENDAR } from '../store/world.ts';
import { alone } from './alone.ts';
import { repeat, type Repeating } from './repeat.ts';

/** Milliseconds between two looks. */
const BETWEEN = 5_000;

interface Options {
  readonly sql: Sql;
  readonly handler: Pick<CommandHandler, 'free'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks every few seconds for tasks that somebody has in hand who may not have them any more, and gives them back to
 * their queues; one worker looks at a time. What is to be done follows from how things stand: a look that was cut off is
 * made up for by the next.
 */
export function startFreeing(options: Options & { readonly pool: pg.Pool }): Repeating {
  const { log, pool } = options;
  return repeat(async () => {
    try {
      const freed = (await alone(pool, 'freeing', () => freeOnce(options))) ?? 0;
      if (freed > 0)
        log.info(
          { initiatives: freed },
          'worker: tasks went back to their queues, whose holders may not decide them',
        );
    } catch (error) {
      log.warn(
        { error: String(error) },
        'worker: it could not be looked who may not hold their tasks any more; it is tried again',
      );
    }
    return BETWEEN;
  });
}

/** One look; gives of how many initiatives something went back. One that fails does not keep the others from theirs. */
export async function freeOnce({ sql, handler, clock, log }: Options): Promise<number> {
  const now = await clock();
  let freed = 0;
  for (const initiative of await initiativesToFree(sql, now, localDay(now, CALENDAR.timeZone)))
    try {
      if (await handler.free(initiative)) freed += 1;
    } catch (error) {
      log.warn(
        { initiative, error: String(error) },
        'worker: its tasks could not be given back; it is tried again',
      );
    }
  return freed;
}
