import type { Finding } from './finding.ts';

/** A nudge that waits in the outbox. */
export interface WaitingNudge {
  readonly job: string;
  readonly initiative: string;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly lastError: string | null;
  /** The relay that holds it, and whether that relay still says that it lives. */
  readonly heldBy: string | null;
  readonly holderLives: boolean;
  readonly since: string;
}

const RELAY = 'The relay is part of the worker: start one, or see in its log why it does not take the job.';

/** What is wrong with a nudge that has waited for longer than one that is merely on its way. */
export function checkNudge(nudge: WaitingNudge): Finding {
  const { job, initiative, attempts, maxAttempts, lastError, heldBy, holderLives, since } = nudge;
  const error = lastError === null ? '' : `, the last time with “${lastError}”`;
  const again =
    'The nudge is freed and tried again at once; where it fails again, its error says what to repair.';
  const mend = { by: 'reschedule', job } as const;
  if (heldBy === null && attempts >= maxAttempts)
    return {
      code: 'nudge-given-up',
      initiative,
      says: `Its nudge of ${since} failed ${attempts} times${error}, and is not tried any more.`,
      wayOut: again,
      mend,
    };
  if (attempts > 0 && lastError !== null)
    return {
      code: 'nudge-failing',
      initiative,
      says: `Its nudge of ${since} fails again and again${error}.`,
      wayOut: again,
      mend,
    };
  if (heldBy !== null && !holderLives)
    return {
      code: 'nudge-waiting',
      initiative,
      says: `Its nudge of ${since} is held by the relay ${heldBy}, which is gone.`,
      wayOut: again,
      mend,
    };
  return {
    code: 'nudge-waiting',
    initiative,
    says: `Its nudge of ${since} waits in the outbox and no relay carries it to Temporal.`,
    wayOut: RELAY,
    mend: null,
  };
}
