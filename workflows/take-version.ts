import { patched } from '@temporalio/workflow';
import { patchOf, WORKFLOW_VERSIONS } from '../contracts/names.ts';

/**
 * The version of the workflow that this run goes by, from its first step to its last: what its history says, and for one
 * that begins now what every worker can (the worker's `patchActivationCallback`). Asked once, as the run begins.
 */
export function takeVersion(): number {
  const { oldest, newest } = WORKFLOW_VERSIONS;
  for (let version = newest; version > 1 && version >= oldest; version -= 1)
    if (patched(patchOf(version))) return version;
  return oldest;
}
