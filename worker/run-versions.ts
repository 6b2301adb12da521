import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { patchOf, versionOf, WORKFLOW_VERSIONS } from '../contracts/names.ts';
import { runningOn } from './visibility.ts';

/** How many runs are open that go by a version of the workflow. */
export interface VersionCount {
  readonly version: number;
  readonly open: number;
}

// A run of version 1 has no patch, and so no attribute; on Temporal's Postgres nothing is said of it by `!=`.
const is = (version: number) =>
  version === 1 ? 'TemporalChangeVersion is null' : `TemporalChangeVersion = '${patchOf(version)}'`;
const isNot = (version: number) =>
  version === 1
    ? 'TemporalChangeVersion is not null'
    : `(TemporalChangeVersion is null or TemporalChangeVersion != '${patchOf(version)}')`;

/**
 * The open runs by version, with a line for each from 1 to `newest`. Temporal's visibility may be some seconds behind.
 * An old branch may go from the code when no run is below what is then `oldest`.
 */
export async function countRuns(
  temporal: Client,
  taskQueue: string,
  newest = WORKFLOW_VERSIONS.newest,
): Promise<readonly VersionCount[]> {
  return Promise.all(
    Array.from({ length: newest }, async (_, index) => {
      const { count } = await temporal.workflow.count(`${runningOn(taskQueue)} and ${is(index + 1)}`);
      return { version: index + 1, open: count };
    }),
  );
}

/** For so long after it began the list may not yet tell by which version a run goes, in milliseconds. */
const SETTLED_AFTER = 10_000;

/** The open runs that go by any other version than this, but for those that have only just begun. */
export function runsOfAnotherVersion(
  temporal: Client,
  taskQueue: string,
  version: number,
): AsyncIterable<WorkflowExecutionInfo> {
  const before = new Date(Date.now() - SETTLED_AFTER).toISOString();
  const query = `${runningOn(taskQueue)} and StartTime < '${before}' and ${isNot(version)}`;
  return temporal.workflow.list({ query, pageSize: 200 });
}

/** The version of a run, as its search attribute shows it. */
export function versionOfRun(run: WorkflowExecutionInfo): number {
  const patches = run.raw.searchAttributes?.indexedFields?.['TemporalChangeVersion']?.data;
  if (patches === undefined || patches === null) return 1;
  const parsed: unknown = JSON.parse(Buffer.from(patches).toString());
  const versions = (Array.isArray(parsed) ? parsed : [parsed]).map((patch) => versionOf(String(patch)) ?? 1);
  return Math.max(1, ...versions);
}
