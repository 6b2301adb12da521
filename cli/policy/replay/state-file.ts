import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { Progress } from '../../../store/replay/replay-history.ts';
import { explainWriting, messageOf, StartProblem } from '../../embedded/start-problem.ts';

/** What a state file holds: of which policy and history a replay is, how far it came, and how much of its CSV is written. */
export interface ReplayState {
  readonly format: typeof FORMAT;
  readonly policy: { readonly version: string; readonly hash: string };
  readonly csvBytes: number | null;
  readonly progress: Progress;
}

const FORMAT = 'remit-replay-1';

/** How far a replay came that was begun before; `null` where none was. One of something else is not gone on with. */
export function readState(
  path: string,
  { version, hash }: Policy,
  { since, csv }: { readonly since: string | null; readonly csv: boolean },
): ReplayState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StartProblem(`${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  const state = parsed(text);
  if (state === null) throw other(path, 'is not the state of a replay');
  if (state.policy.version !== version || state.policy.hash !== hash)
    throw other(
      path,
      `is of another policy, version ${state.policy.version} (${state.policy.hash.slice(0, 12)})`,
    );
  if (state.progress.since !== since)
    throw other(
      path,
      `is of verdicts ${state.progress.since === null ? 'of all days' : `since ${state.progress.since}`}`,
    );
  if ((state.csvBytes !== null) !== csv)
    throw other(path, csv ? 'is of a replay that wrote no CSV' : 'is of a replay that writes a CSV');
  return state;
}

function other(path: string, what: string): StartProblem {
  return new StartProblem(`${path} ${what}: ask as before to go on with it, or delete it to begin anew.`);
}

function parsed(text: string): ReplayState | null {
  try {
    const state = JSON.parse(text) as ReplayState | null;
    return state?.format === FORMAT ? state : null;
  } catch {
    return null;
  }
}

/** Keeps how far a replay came. The file is whole at any time, also where the machine stops. */
export function keepState(
  path: string,
  { version, hash }: Policy,
  progress: Progress,
  csvBytes: number | null,
): void {
  const state: ReplayState = { format: FORMAT, policy: { version, hash }, csvBytes, progress };
  try {
    const file = openSync(`${path}.new`, 'w', 0o600);
    writeSync(file, JSON.stringify(state));
    fsyncSync(file);
    closeSync(file);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw explainWriting(error, path);
  }
}
