import { CONTENT, QUIET_FACTS } from '../initiatives.ts';
import type { Desk, Told } from './desk.ts';
import type { Seen, Sight } from './sight.ts';
import { atOnce } from '../at-once.ts';

/** One answer that somebody may give now. */
export interface Waiting {
  readonly initiative: string;
  readonly task: string;
  readonly by: string;
  readonly contentHash: string;
}

const PLACES = ['place:QHL:west-birmingham', 'place:QJK:torbay', 'place:QNC:royal-stoke'] as const;

/** Drafts and submits an initiative of one place. */
export async function submitOne(desk: Desk, index = 0): Promise<string> {
  const body = PLACES[index % PLACES.length] ?? PLACES[0];
  const by = `owner.${body}`;
  const made = await done(desk, by, 'POST', '/v1/initiatives', {
    title: 'Shorter waits',
    aim: 'Halve the wait',
    lead: { code: body },
    affected: [body],
    team: ['doctor', 'registered-nurse'],
    facts: QUIET_FACTS,
  });
  const id = String(made.body['id']);
  await done(desk, by, 'PUT', `/v1/initiatives/${id}/stages/develop-plan`, CONTENT['develop-plan']);
  await done(desk, by, 'POST', `/v1/initiatives/${id}/submit`);
  return id;
}

/** Submits so many, waits until the workflow has opened their first gates, and gives the two votes of each. */
export async function openGates(desk: Desk, sight: Sight, count: number): Promise<readonly Waiting[]> {
  const ids = await atOnce(
    Array.from({ length: count }, (_, index) => index),
    8,
    (index) => submitOne(desk, index),
  );
  const votes = ids.map(async (id) => {
    sight.follow(id);
    return votesOf(
      await sight.until(id, 'its gate', (seen) => (seen.gate_state === 'open' ? seen : undefined)),
    );
  });
  return (await Promise.all(votes)).flat();
}

function votesOf({ id, seats, content_hash: contentHash }: Seen): readonly Waiting[] {
  return seats
    .filter((seat) => seat.kind === 'approval')
    .map(({ task, bodies }, index) => ({
      initiative: id,
      task,
      by: `approver-${index + 1}.${bodies[0] ?? ''}`,
      contentHash,
    }));
}

/** Casts a vote and gives how long it took, in milliseconds. */
export async function cast(desk: Desk, { task, by, contentHash }: Waiting): Promise<number> {
  const told = await done(desk, by, 'POST', `/v1/tasks/${task}/complete`, {
    outcome: 'approve',
    contentHash,
  });
  return told.took;
}

async function done(
  desk: Desk,
  by: string,
  method: 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Told> {
  const told = await desk.send({ by, method, path, body });
  if (told.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
  return told;
}

/** "median 12 ms, 95 % within 30 ms". */
export function inWords(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return `median ${at(0.5)} ms, 95 % within ${at(0.95)} ms (${sorted.length})`;
}
