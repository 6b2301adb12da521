import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from '../api/errors.ts';
import type { Log } from '../contracts/log.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/**
 * Tries until the database is there: processes of one installation start in any order. `null` when it was asked to
 * stop meanwhile. What is wrong otherwise, a password or a missing role, does not mend itself and is thrown.
 */
export async function whenReachable<T>(
  connect: () => Promise<T>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<T | null> {
  for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      return await connect();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.warn({ error: error instanceof Error ? error.message : String(error) }, 'web: no database yet');
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}
