import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from './log.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/**
 * Tries until a dependency is there: processes of one installation start in any order. `null` when it was asked to stop
 * meanwhile. What does not mend itself, a password or a missing role, is thrown. `what` is what is waited for, as in
 * `web: no database yet`.
 */
export async function whenReachable<T>(
  connect: () => Promise<T>,
  {
    log,
    signal,
    what,
    isAway,
  }: {
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly what: string;
    readonly isAway: (error: unknown) => boolean;
  },
): Promise<T | null> {
  for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      return await connect();
    } catch (error) {
      if (!isAway(error)) throw error;
      const told = { error: error instanceof Error ? error.message : String(error), again: wait };
      log.warn(told, `${what} yet`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}
