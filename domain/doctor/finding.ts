/**
 * Every kind of difference that the doctor can find. The code is stable: alarms and `docs/operations.md` go by it.
 */
export const CODES = [
  // Events against themselves.
  'event-missing',
  'last-event-missing',
  'event-unreadable',
  'event-out-of-order',
  'event-contradicts-itself',
  'event-astray',
  'initiative-missing',
  // Rows against events.
  'row-behind-events',
  'initiative-row-differs',
  'next-at-differs',
  'stage-row-missing',
  'stage-row-differs',
  'gate-row-missing',
  'gate-row-differs',
  'gate-row-unknown',
  'task-row-missing',
  'task-row-differs',
  'task-row-unknown',
  'offer-differs',
  'claims-differ',
  'part-missing',
  'part-unknown',
  'words-changed',
  'words-missing',
  'map-differs',
  'key-without-answer',
  'priority-differs',
  'file-missing',
  'file-not-kept',
  'file-changed',
  // The registry's rows against its events.
  'registry-event-missing',
  'registry-row-missing',
  'registry-row-differs',
  'registry-row-unknown',
  // Of sittings the same.
  'sitting-event-missing',
  'sitting-row-differs',
  // Temporal against events.
  'workflow-missing',
  'workflow-closed',
  'workflow-not-ended',
  'workflow-task-failing',
  'workflow-of-no-initiative',
  'step-not-taken',
  'nudge-lost',
  'workflow-elsewhere',
  'timer-differs',
  // The outbox.
  'nudge-failing',
  'nudge-given-up',
  'nudge-waiting',
  'nudge-of-no-initiative',
  // What is told.
  'delivery-lost',
  'delivery-stuck',
] as const;

export type FindingCode = (typeof CODES)[number];

/**
 * What `--mend` does about a difference. It changes no event, and no row but for what says nothing that the events do not:
 * how tasks stand in queues, who claimed what, that a file is kept, and messages that are to be sent.
 */
export type Mend =
  /** Signal-with-start, as the relay does: a workflow that runs looks again, one that does not is started. */
  | { readonly by: 'nudge' }
  /** The run is ended and another is started, which asks where the initiative stands. */
  | { readonly by: 'start-anew'; readonly run: string }
  /** The run is ended, since there is nothing that it could do. */
  | { readonly by: 'end'; readonly run: string }
  /** The job is freed, tried again at once, and its attempts are counted anew. */
  | { readonly by: 'reschedule'; readonly job: string }
  /** The job is taken away, since there is nothing that it could do. */
  | { readonly by: 'drop'; readonly job: string }
  /** How its tasks stand in queues is written anew. */
  | { readonly by: 'offer' }
  /** Who asserted and confirmed its facts is written anew, as its events say. */
  | { readonly by: 'claims' }
  /** Where its tasks stand by priority is written anew. */
  | { readonly by: 'priority' }
  /** The bytes of a file that its events name are kept from being swept. */
  | { readonly by: 'keep-file'; readonly file: string }
  /** The messages of some events to a webhook are written down again: their ids follow, so that none is written twice. */
  | { readonly by: 'deliver'; readonly webhook: string; readonly events: readonly string[] }
  /** Whoever works lanes may take this one at once. */
  | { readonly by: 'free-lane'; readonly lane: string }
  /** The rows of a sitting are written anew, as its events say. */
  | { readonly by: 'sitting'; readonly sitting: string };

/** One difference. */
export interface Finding {
  readonly code: FindingCode;
  /** `null` for what belongs to none. */
  readonly initiative: string | null;
  /** What differs: what is stored, and what Temporal says. Sentences. */
  readonly says: string;
  /** The way out, a sentence. */
  readonly wayOut: string;
  /** `null` for what only a person can mend. */
  readonly mend: Mend | null;
}

const RESTORE =
  'Compare with a backup, a witness or an export to see which of them was changed, and restore that one; the doctor changes neither events nor rows.';

/** A difference within the database: named, and never mended. */
export function stored(code: FindingCode, initiative: string | null, says: string): Finding {
  return { code, initiative, says, wayOut: RESTORE, mend: null };
}

/** A finding as one line for a person. */
export function inALine({ code, initiative, says, wayOut, mend }: Finding): string {
  const of = initiative === null ? '' : `Initiative ${initiative}: `;
  return `[${code}] ${of}${says} ${mend === null ? '' : '--mend does this: '}${wayOut}`;
}
