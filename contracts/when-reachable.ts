import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from './log.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/**
 * Tries until a dependency is there: processes of one installation start in any order. `null` when it was asked to stop
 * meanwhile. What does not mend itself, a password or a missing role, is thrown, with `settings`, which say
 * where it is. `what` is what is waited for, as in `web: no database yet`.
 */
export async function whenReachable<T>(
  connect: () => Promise<T>,
  {
    log,
    signal,
    what,
    settings,
    isAway,
  }: {
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly what: string;
    readonly settings?: string;
    readonly isAway: (error: unknown) => boolean;
  },
): Promise<T | null> {
  for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      return await connect();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!isAway(error))
        throw settings === undefined
          ? error
          : new Error(`${settings} cannot be used: ${why}`, { cause: error });
      log.warn({ error: why, again: wait }, `${what} yet`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}
