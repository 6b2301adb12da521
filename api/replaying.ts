import type { z } from 'zod';
import type { Policy } from '../domain/policy/policy.ts';
import type { Difference } from '../domain/policy/replay/difference.ts';
import type { KnownPerson } from '../store/registry.ts';
import { readingAs } from '../store/replay/reading-only.ts';
import { beginReplay, replayHistory, type Progress } from '../store/replay/replay-history.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { problem, ProblemError } from './problem.ts';
import { readToken } from './replay-token.ts';
import type { replayQuestion } from './schemas/policy-replay.ts';
import type { Services } from './services.ts';

/** An answer takes about so long, in milliseconds, whatever there is: what is left is asked for again. */
const BUDGET_MS = 2_000;
/** So few at a time that others who ask wait for no more than some milliseconds between. */
const PAGE = 100;
const MOST_WAITING = 4;

/** Those of the whole process: whoever asks, by API or on a page, waits for the same turn. */
const TURNS = new OneAtATime(MOST_WAITING);

/** How far a replay came with one answer, and what it found on that way. */
export interface GoneOn {
  readonly progress: Progress;
  readonly differences: readonly Difference[];
}

/**
 * Replays a policy for about as long as one answer takes, as far as this person may see: from the beginning, or on from `after`.
 * @throws ProblemError 400 `cursor-invalid`, 503 `too-many-replays`
 */
export async function goOnReplaying(
  services: Services,
  person: KnownPerson,
  policy: Policy,
  question: z.output<typeof replayQuestion>,
): Promise<GoneOn> {
  const done = await TURNS.do(() => goOn(services, person, policy, question));
  if (done !== null) return done;
  throw new ProblemError(problem(503, 'too-many-replays', 'As many replays wait as may: ask again later.'));
}

async function goOn(
  services: Services,
  person: KnownPerson,
  policy: Policy,
  { since, after }: z.output<typeof replayQuestion>,
): Promise<GoneOn> {
  const read = readingAs(services.database, person);
  let progress = after === undefined ? await beginReplay(read, since ?? null) : readToken(after, policy.hash);
  if (progress === null || (after !== undefined && since !== undefined && since !== progress.since))
    throw new ProblemError(
      problem(
        400,
        'cursor-invalid',
        'This replay cannot be gone on with: `after` takes the `next` of the answer before, of the same policy and days.',
        { fields: [{ field: 'after', rule: 'cursor', detail: 'Take it from `next`, or leave it out.' }] },
      ),
    );
  const began = performance.now();
  const differences: Difference[] = [];
  for await (const page of replayHistory(read, policy, progress, { page: PAGE, ahead: 0 })) {
    progress = page.progress;
    differences.push(...page.differences);
    if (performance.now() - began > BUDGET_MS) break;
  }
  return { progress, differences };
}
