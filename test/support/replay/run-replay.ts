import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../../cli/embedded/folders.ts';
import { replayPolicy, type ReplayOptions } from '../../../cli/policy/replay-policy.ts';
import type { ReplayState } from '../../../cli/policy/replay/state-file.ts';

/** The same in this process, which takes no time to begin: what it says on its way is not heard. */
export async function replayHere(
  databaseUrl: string,
  named: string,
  options: ReplayOptions,
): Promise<string> {
  const lines: string[] = [];
  const code = await replayPolicy(
    named,
    options,
    (line) => lines.push(line),
    { ...process.env, DATABASE_URL: databaseUrl },
    () => undefined,
  );
  if (code !== 0) throw new Error(`It ended with ${code}: ${lines.join(' ')}`);
  return `${lines.join('\n')}\n`;
}

/** What a command said, and how it ended: by itself, with a code, or killed. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `remit policy replay` on a database, as an operator would. */
export async function runReplay(
  databaseUrl: string,
  words: readonly string[],
  { killWhen }: { readonly killWhen?: () => boolean } = {},
): Promise<Ran> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join('cli', 'main.ts'), 'policy', 'replay', ...words],
    {
      cwd: projectRoot(),
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const end = once(child, 'close');
  while (killWhen !== undefined && child.exitCode === null && child.signalCode === null) {
    if (killWhen()) child.kill('SIGKILL');
    await pause(1);
  }
  await end;
  return { code: child.exitCode, out, err };
}

/** How far a state file says that a replay is; `null` where there is none yet. */
export function stateIn(path: string): ReplayState | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ReplayState) : null;
}
