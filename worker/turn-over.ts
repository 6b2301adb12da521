import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import type { Log } from '../contracts/log.ts';
import { initiativeOf, TURN_OVER_SIGNAL } from '../contracts/names.ts';
import type { Fleet } from './fleet.ts';
import { beginAgain } from './nudge.ts';
import { hasNoVisibility } from './visibility.ts';
import { NEVER, repeat, type Repeating } from './repeat.ts';
import { runsOfAnotherVersion, versionOfRun } from './run-versions.ts';

/** How many runs are turned over at once, at most. */
const AT_ONCE = 200;

/** Milliseconds until it is looked again: when there were some, and when there were none. */
const SOON = 5_000;
const LATER = 60_000;

interface Options {
  readonly temporal: Client;
  readonly taskQueue: string;
  readonly fleet: Fleet;
  readonly log: Log;
}

/** Turns runs over for as long as there are some, and looks for more each minute, or as soon as the fleet changed. */
export function startTurns({ temporal, taskQueue, fleet, log }: Options): Repeating {
  // A worker with much to do takes a while to go on in a new run: asked each time, a run would have more and more to take in.
  const asked = new LRUCache<string, true>({ max: 10_000, ttl: LATER });
  let turnedTo: number | null = null;
  let next = 0;
  return repeat(async () => {
    if (!fleet.isKnown || (fleet.agreed === turnedTo && Date.now() < next)) return SOON;
    try {
      const version = fleet.agreed;
      const found = await turnOver(temporal, taskQueue, fleet, asked);
      if (found > 0) log.info({ runs: found, version }, 'relay: workflows turned over');
      [turnedTo, next] = [version, Date.now() + (found > 0 ? SOON : LATER)];
    } catch (error) {
      if (hasNoVisibility(error)) return NEVER;
      log.warn({ error: String(error) }, 'relay: workflows could not be turned over; it is tried again');
    }
    return SOON;
  });
}

/**
 * Turns over the runs that go by another version of the workflow than the workers agree on: each goes on in a new run.
 * Waits last months, so without this an old branch would have to stay for as long. A run that none of the workers can go
 * on with (its version is past, or of a release that was rolled back) is ended and begun again from where its
 * initiative stands. Those that were asked a moment ago are not asked again. Gives how many there were.
 */
export async function turnOver(
  temporal: Client,
  taskQueue: string,
  fleet: Fleet,
  asked: LRUCache<string, true>,
): Promise<number> {
  let found = 0;
  for await (const run of runsOfAnotherVersion(temporal, taskQueue, fleet.agreed)) {
    const version = versionOfRun(run);
    if (fleet.can(version)) {
      const asking = `${run.runId} ${fleet.agreed}`;
      if (!asked.has(asking)) {
        await askToTurnOver(temporal, run.workflowId, run.runId);
        asked.set(asking, true);
      }
    } else if (!fleet.anotherMay(version)) {
      const initiative = initiativeOf(run.workflowId);
      if (initiative !== null) await beginAgain(temporal, taskQueue, initiative);
    }
    found += 1;
    if (found >= AT_ONCE) break;
  }
  return found;
}

async function askToTurnOver(temporal: Client, workflowId: string, runId: string): Promise<void> {
  try {
    await temporal.workflow.getHandle(workflowId, runId).signal(TURN_OVER_SIGNAL);
  } catch (error) {
    // It ended, or turned over, while visibility still told of it.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
