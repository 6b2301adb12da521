import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '../contracts/log.ts';
import type { FilesAway } from '../store/files/file-store.ts';
import { sweepUploads, type Swept } from '../store/files/uploads.ts';
import { repeat, type Repeating } from './repeat.ts';

/** Milliseconds between two sweeps, and after one in which some could not be deleted. */
const BETWEEN = 5_000;
const AFTER_FAILURE = 60_000;
/** Milliseconds that a stop waits for a store that does not answer. */
const PATIENCE = 2_000;

interface Options {
  readonly pool: pg.Pool;
  /** Where files are kept. */
  readonly files: Swept;
  readonly log: Log;
}

/** Deletes files that nothing names. Where they are kept may be away or slow, so nothing else waits for it. */
export function startDeletingFiles({ pool, files, log }: Options): Repeating {
  const failed = new Map<string, FilesAway>();
  let stopped = false;
  const sweeps = repeat(async () => {
    try {
      const before = new Set(failed.keys());
      const deleted = await sweepUploads(pool, files, failed, () => !stopped);
      if (deleted > 0) log.info({ files: deleted }, 'relay: files that nothing names were deleted');
      const now = [...failed].filter(([id]) => !before.has(id));
      for (const [file, error] of now)
        log.warn({ file, error: String(error) }, 'relay: a file could not be deleted; it is tried again');
      return now.length > 0 ? AFTER_FAILURE : BETWEEN;
    } catch (error) {
      log.warn({ error: String(error) }, 'relay: files could not be swept; it is tried again');
      return BETWEEN;
    }
  });
  return {
    stop: async () => {
      stopped = true;
      await Promise.race([sweeps.stop(), pause(PATIENCE, undefined, { ref: false })]);
    },
  };
}
