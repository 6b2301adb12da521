import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstWritable, toolsFolders } from '../../../cli/embedded/folders.ts';
import { StartProblem, type Say } from '../../../cli/embedded/start-problem.ts';

const run = promisify(execFile);

/** A program of Python's that is installed with all that it needs, each at one version, into a folder of its own. */
export interface PythonTool {
  /** For sentences, and the name of its folder with its version. */
  readonly name: string;
  readonly version: string;
  /** A file of pip's with each package at one version. */
  readonly requirements: string;
  /** The oldest Python that it runs on. */
  readonly python: readonly [major: number, minor: number];
}

/** Where a tool is and with which Python it runs. */
export interface InstalledTool {
  readonly python: string;
  readonly folder: string;
}

/** The tool as it was installed earlier, else it is installed; what is missing for that is said. */
export async function installPythonTool(
  tool: PythonTool,
  { say, env = process.env }: { readonly say: Say; readonly env?: NodeJS.ProcessEnv },
): Promise<InstalledTool> {
  const python = await findPython(tool, env);
  const name = `${tool.name}-${tool.version}`;
  const folders = toolsFolders(env);
  const earlier = folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder));
  if (earlier !== undefined) return { python, folder: earlier };
  const tools = firstWritable(folders);
  const folder = join(tools, name);
  const half = join(tools, `.installing-${process.pid}-${name}`);
  mkdirSync(half, { recursive: true });
  try {
    await install(tool, python, half, say, env);
    // Another run may have been quicker.
    if (!existsSync(folder)) renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  say(`${name} is here: ${folder}`);
  return { python, folder };
}

async function install(tool: PythonTool, python: string, to: string, say: Say, env: NodeJS.ProcessEnv) {
  say(`Installing ${tool.name} ${tool.version} with what it needs (from PyPI), once.`);
  const flags = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--progress-bar=off'];
  const child = spawn(
    python,
    ['-m', 'pip', 'install', ...flags, '--no-warn-script-location', '--target', to, '-r', tool.requirements],
    { stdio: ['ignore', 'pipe', 'pipe'], env },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) if (line.startsWith('Collecting ')) say(`  ${line}`);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  const why = errors.split('\n').findLast((line) => line.startsWith('ERROR:')) ?? 'pip did not say why';
  throw new StartProblem(
    `${tool.name} ${tool.version} could not be installed (${why}): try again with PyPI or a mirror of it within reach.`,
  );
}

async function findPython({ name, python: [major, minor] }: PythonTool, env: NodeJS.ProcessEnv) {
  for (const command of ['python3', 'python'])
    try {
      await run(command, ['-c', `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`], { env });
      await run(command, ['-m', 'pip', '--version'], { env });
      return command;
    } catch {
      // The next name, or the sentence below.
    }
  throw new StartProblem(
    `${name} needs Python ${major}.${minor} or later with pip, and none was found: install it (Debian: apt-get install python3-pip).`,
  );
}
