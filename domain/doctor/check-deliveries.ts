import type { BodyCode } from '../body.ts';
import type { Finding } from './finding.ts';

/** An event that was told, which a webhook takes, and of which there is no message to it. */
export interface Unsent {
  readonly initiative: string;
  readonly n: number;
  readonly event: string;
  readonly webhook: string;
  readonly body: BodyCode;
}

/**
 * Which of them are lost. A webhook is told of what its body has a part in as it is told: what happened before the body had
 * one is not for it.
 */
export function lostDeliveries(
  unsent: readonly Unsent[],
  seenFrom: (initiative: string, body: BodyCode) => number | null,
): readonly Finding[] {
  const lost = new Map<string, Unsent[]>();
  for (const each of unsent) {
    const from = seenFrom(each.initiative, each.body);
    if (from === null || each.n < from) continue;
    const key = `${each.initiative} ${each.webhook}`;
    lost.set(key, [...(lost.get(key) ?? []), each]);
  }
  return [...lost.values()].flatMap((all): readonly Finding[] => {
    const [first] = all;
    if (first === undefined) return [];
    const { initiative, webhook, body } = first;
    const numbers = all.map(({ n }) => n);
    return [
      {
        code: 'delivery-lost',
        initiative,
        says: `Of its event${numbers.length === 1 ? '' : 's'} ${numbers.slice(0, 5).join(', ')}${numbers.length > 5 ? ` and ${numbers.length - 5} more` : ''} there is no message to the webhook ${webhook} of ${body}, which takes them.`,
        wayOut: 'The messages are written down again, and sent.',
        mend: { by: 'deliver', webhook, events: all.map(({ event }) => event) },
      },
    ];
  });
}

/** How a lane with something due fares, at an instant. */
export interface WaitingLane {
  readonly lane: string;
  /** How many messages are due for longer than any is that is on its way, and since when the first of them. */
  readonly due: number;
  readonly since: string;
  /** False where the row of the lane is gone, so that nobody takes it. */
  readonly exists: boolean;
  readonly heldUntil: string | null;
  readonly restUntil: string | null;
  /** When its receiver last took something, or failed. */
  readonly workedAt: string | null;
}

/** Milliseconds: a lane is held for seconds at a time, and what is due is tried at once. */
export const LATE = 10 * 60_000;
/** A lane rests for an hour at most, also where its receiver asks for more. */
const LONGEST_REST = 2 * 60 * 60_000;

/** What is the matter with a lane whose messages are late; nothing while it only rests as it should. */
export function checkLane(
  { lane, due, since, exists, heldUntil, restUntil, workedAt }: WaitingLane,
  now: string,
): readonly Finding[] {
  const messages = `${due} message${due === 1 ? '' : 's'} to ${/^[0-9a-f-]{36}$/.test(lane) ? `the webhook ${lane}` : `people (${lane})`} ${due === 1 ? 'is' : 'are'} due since ${since}`;
  const freed: Pick<Finding, 'wayOut' | 'mend'> = {
    wayOut: 'Its lane is freed, and what is due is sent at once.',
    mend: { by: 'free-lane', lane },
  };
  const found = (says: string, way: Pick<Finding, 'wayOut' | 'mend'>): readonly Finding[] => [
    { code: 'delivery-stuck', initiative: null, says: `${messages}, and ${says}.`, ...way },
  ];
  const ahead = (instant: string | null) =>
    instant === null ? -Infinity : Date.parse(instant) - Date.parse(now);
  if (!exists) return found('there is no lane that anybody could take', freed);
  if (ahead(heldUntil) > LATE)
    return found(`the lane is held until ${heldUntil ?? ''}, longer than anybody holds one`, freed);
  if (ahead(restUntil) > LONGEST_REST)
    return found(`the lane rests until ${restUntil ?? ''}, longer than any does`, freed);
  // It rests while its receiver fails; it is held by whoever sends; a little after both it is still being taken.
  if ([restUntil, heldUntil, workedAt].some((each) => ahead(each) > -LATE)) return [];
  return found('no worker sends them', {
    wayOut: 'Start a worker, for mails one with a mail server, or see in its log why it does not.',
    mend: null,
  });
}
