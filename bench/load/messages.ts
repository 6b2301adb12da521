/** A vote to be cast: which task, by whom, on what they were shown. */
export interface Ballot {
  readonly task: string;
  readonly contentHash: string;
  readonly voter: Voter;
}

/** Somebody who votes, as each way needs them: their token for HTTP, who they are for the others. */
export interface Voter {
  readonly issuer: string;
  readonly subject: string;
  readonly token: string;
  readonly id: string;
  readonly body: string;
  readonly profession: string | null;
  readonly registered: boolean;
}

/** What a load process is told to do: so many at once, each with one of these. */
export interface Order<T> {
  readonly each: readonly T[];
  readonly atOnce: number;
}

/** What it managed. */
export interface Done {
  readonly perSecond: number;
  /** Milliseconds, of each by itself. */
  readonly median: number;
  /** The first that failed, where one did: then the figures are worth nothing. */
  readonly failed: string | null;
}

export const REASON = 'It meets what we asked of it.';
