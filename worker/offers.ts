import type { DataSource } from 'typeorm';
import type { Log } from '../contracts/log.ts';
import { writeMissingOffers } from '../store/write-offers.ts';
import { repeat, type Repeating } from './repeat.ts';

/** Milliseconds until it is looked again: where there were as many as are done at once, and where there were fewer. */
const SOON = 100;
const LATER = 30_000;
const AT_ONCE = 100;

/**
 * Writes how tasks stand in queues where it is missing: a release that knows nothing of it opened their gates, before an
 * upgrade or beside this one. Without it they are offered to everybody of the role.
 */
export function startOffers(database: DataSource, log: Log): Repeating {
  return repeat(async () => {
    try {
      const written = await writeMissingOffers(database, AT_ONCE);
      if (written > 0) log.info({ initiatives: written }, 'worker: wrote how tasks stand in queues');
      return written === AT_ONCE ? SOON : LATER;
    } catch (error) {
      log.warn(
        { error: String(error) },
        'worker: how tasks stand in queues could not be written; it is tried again',
      );
      return LATER;
    }
  });
}
