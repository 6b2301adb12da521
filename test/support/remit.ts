import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { Lines } from './eventually.ts';

/** What `npm start` and its kin run, as processes of their own. */
const bootstrap = join(projectRoot(), 'cli', 'bootstrap.mjs');

type Settings = Readonly<Record<string, string | undefined>>;

/** Nothing that was set for the tests reaches what they start. */
const unset: Settings = {
  DATABASE_URL: undefined,
  TEMPORAL_ADDRESS: undefined,
  TEMPORAL_NAMESPACE: undefined,
  HOST: undefined,
  OIDC_ISSUER: undefined,
  REMIT_PUBLIC_URL: undefined,
  REMIT_URL: undefined,
};

function launch(args: readonly string[], settings: Settings): ChildProcess {
  return spawn(process.execPath, [bootstrap, ...args], {
    env: { ...process.env, ...unset, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A Remit that stays up, with what it says. */
export interface StartedRemit {
  readonly lines: Lines;
  readonly child: ChildProcess;
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number | null>;
}

export function startRemit(settings: Settings): StartedRemit {
  const child = launch(['start'], settings);
  const lines = new Lines();
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', lines.say);
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => {
    lines.say(`(ended with ${code ?? 'a signal'})`);
    return code ?? null;
  });
  return { lines, child, exited };
}

/** A command that ends by itself. */
export async function runRemit(
  args: readonly string[],
  settings: Settings,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = launch(args, settings);
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

/** The processes that serve the data of a folder, by the names of their pid files. */
export function processesOf(folder: string): Readonly<Record<string, number>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.pid') && !name.endsWith('postmaster.pid'),
  );
  return Object.fromEntries(
    files
      .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown] as const)
      .flatMap(([file, entry]) =>
        typeof entry === 'object' && entry !== null && 'pid' in entry && typeof entry.pid === 'number'
          ? [[file.split('/').at(-1)?.replace('.pid', '') ?? file, entry.pid]]
          : [],
      ),
  );
}
