/** Milliseconds until a receiver that failed is tried again: the first time, and at most. */
const FIRST = 5_000;
const LONGEST = 60 * 60_000;
/** For so long a message is tried, in milliseconds: three days. */
export const TRIED_FOR = 3 * 24 * 60 * 60_000;
/** So often a message is tried in its place; after that it lets those behind it go first. */
const TRIES_IN_PLACE = 3;

/** Milliseconds to wait after so many failures one after the other: doubling, up to an hour. */
export function restAfter(failures: number): number {
  return Math.min(FIRST * 2 ** Math.min(Math.max(failures - 1, 0), 20), LONGEST);
}

/** What becomes of a message that could not be delivered. */
export type Fate =
  | { readonly is: 'dead' }
  /** `at` is when it is tried again; `null`: in its place, as soon as its receiver is. */
  | { readonly is: 'waiting'; readonly at: string | null };

/**
 * What becomes of a message after a try that failed.
 * @param attempts how often it was tried, this time counted
 * @param since when it was first due, or was replayed
 * @param receiver whether its receiver failed, and not this message alone
 */
export function fateOf(
  { attempts, since, receiver }: { attempts: number; since: string; receiver: boolean },
  now: string,
): Fate {
  if (isTooOld(since, now)) return { is: 'dead' };
  if (receiver && attempts < TRIES_IN_PLACE) return { is: 'waiting', at: null };
  return { is: 'waiting', at: new Date(Date.parse(now) + restAfter(attempts)).toISOString() };
}

/** Whether a message has been tried for as long as one is. */
export function isTooOld(since: string, now: string): boolean {
  return Date.parse(now) - Date.parse(since) >= TRIED_FOR;
}

/** The instant before which what was first due is too old. */
export function tooOldBefore(now: string): string {
  return new Date(Date.parse(now) - TRIED_FOR).toISOString();
}
