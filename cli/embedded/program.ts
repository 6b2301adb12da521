import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { guardProcess, releaseProcess } from './guard.ts';
import { removePidFile, stopLeftover, writePidFile } from './pid-file.ts';
import { explainWriting, messageOf, StartProblem, type Say } from './start-problem.ts';

/** A program that can be started, waited for and stopped, again and again. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to our own environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The operating system's user to run as, when it is not ours. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** A file that its output is added to, or the terminal. */
  readonly output: { readonly file: string } | 'terminal';
  /** For a Node program that stops when the channel to us closes (see `nodeProgram`). */
  readonly ipc?: boolean;
  readonly pidFile?: string;
  /** Runs before each start, for what an earlier one may have left. */
  readonly prepare?: (say: Say) => Promise<void>;
  /**
   * One try: resolves when it answers, rejects when it does not yet. What it is given resolves when a Node program has
   * sent us the message `ready`.
   */
  readonly ready: (saidReady: Promise<void>) => Promise<void>;
  readonly readyWithinMs: number;
  readonly stopSignal: NodeJS.Signals;
  readonly stopWithinMs: number;
  /** Makes a sentence of the end of its output, when it stopped before it was ready. */
  readonly explain?: (output: string) => string | undefined;
  /** Tells from the same output a reason that passes by itself in a moment: it is started again. */
  readonly passes?: (output: string) => boolean;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Running {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  stop(): Promise<Exit>;
}

class PassingProblem extends StartProblem {}

/** Starts it and waits until it is ready. When `cancelled` fires before that, it is stopped and this rejects. */
export async function startProgram(program: Program, say: Say, cancelled?: AbortSignal): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(program, say, cancelled);
    } catch (error) {
      if (!(error instanceof PassingProblem) || attempt >= 20 || cancelled?.aborted === true) throw error;
      await pause(250);
    }
  }
}

async function startOnce(program: Program, say: Say, cancelled?: AbortSignal): Promise<Running> {
  if (program.pidFile !== undefined) {
    await stopLeftover(program.pidFile, program.name, program.stopSignal, program.stopWithinMs, say);
  }
  await program.prepare?.(say);
  const { child, outputFrom } = launchOrExplain(program);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const saidReady = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (message === 'ready') resolve();
    });
  });
  await once(child, 'spawn').catch((error: unknown) => {
    throw new StartProblem(`${program.name} cannot be started: ${messageOf(error)}.`, { cause: error });
  });
  const pid = child.pid ?? 0;
  guardProcess(pid, program.stopSignal, program.stopWithinMs);
  const finished = exited.then((exit) => {
    releaseProcess(pid);
    if (program.pidFile !== undefined) removePidFile(program.pidFile);
    return exit;
  });
  const running = {
    name: program.name,
    pid,
    exited: finished,
    stop: () => stopChild(child, finished, program),
  };
  try {
    if (program.pidFile !== undefined) writePidFile(program.pidFile, pid);
    await untilReady(program, { exited: finished, saidReady, outputFrom }, cancelled);
  } catch (error) {
    await running.stop();
    throw explainWriting(error, folderOf(program));
  }
  return running;
}

function folderOf(program: Program): string {
  return program.output === 'terminal' ? process.cwd() : dirname(program.output.file);
}

function launchOrExplain(program: Program): Launched {
  try {
    return launch(program);
  } catch (error) {
    throw explainWriting(error, folderOf(program));
  }
}

interface Launched {
  readonly child: ChildProcess;
  readonly outputFrom: number;
}

/** Our own environment, without what would name by a file (`NAME_FILE`) a setting that the program is given. */
function inherited({ env = {} }: Program): NodeJS.ProcessEnv {
  const given = new Set(Object.keys(env).map((name) => `${name}_FILE`));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !given.has(name)));
}

function launch(program: Program): Launched {
  const log = program.output === 'terminal' ? undefined : openLog(program.output.file);
  const out = log?.descriptor ?? 'inherit';
  try {
    const child = spawn(program.command, program.args, {
      // Its own process group: Ctrl-C reaches everything in the foreground group at once, and the order of
      // stopping is ours to keep.
      detached: true,
      // Another user may not be able to enter the folder that we were started in.
      ...(program.user === undefined ? {} : { ...program.user, cwd: '/' }),
      env: { ...inherited(program), ...program.env },
      stdio: ['ignore', out, out, ...(program.ipc === true ? (['ipc'] as const) : [])],
    });
    return { child, outputFrom: log?.size ?? 0 };
  } finally {
    if (log !== undefined) closeSync(log.descriptor);
  }
}

const largestLog = 20 * 1024 * 1024;

/** Its output goes straight to the file, so that a program does not choke on our pipe when we are gone. */
function openLog(path: string): { descriptor: number; size: number } {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > largestLog) renameSync(path, `${path}.1`);
  const descriptor = openSync(path, 'a', 0o640);
  return { descriptor, size: fstatSync(descriptor).size };
}

interface Starting {
  readonly exited: Promise<Exit>;
  readonly saidReady: Promise<void>;
  readonly outputFrom: number;
}

async function untilReady(
  program: Program,
  { exited, saidReady, outputFrom }: Starting,
  cancelled?: AbortSignal,
): Promise<void> {
  const stopped = exited.then((exit): never => {
    throw exitProblem(program, exit, outputFrom);
  });
  let refuse = (): void => undefined;
  const called = new Promise<never>((_, reject) => {
    refuse = () => reject(new StartProblem(`${program.name} was stopped before it was ready.`));
  });
  if (cancelled?.aborted === true) refuse();
  cancelled?.addEventListener('abort', refuse, { once: true });
  // The races take up its rejection, so one that comes after we are ready is nobody's surprise.
  const interrupted = Promise.race([stopped, called]);
  const deadline = Date.now() + program.readyWithinMs;
  let reason: unknown;
  try {
    while (Date.now() < deadline) {
      const attempt = program.ready(saidReady).then(
        () => true,
        (error: unknown) => {
          reason = error;
          return false;
        },
      );
      const limit = pause(deadline - Date.now(), false, { ref: false });
      if (await Promise.race([attempt, interrupted, limit])) return;
      await Promise.race([pause(40), interrupted]);
    }
  } finally {
    cancelled?.removeEventListener('abort', refuse);
  }
  const why = reason === undefined ? '' : ` (${messageOf(reason)})`;
  throw new StartProblem(
    `${program.name} did not answer within ${program.readyWithinMs / 1000} seconds${why}${seeLog(program)}.`,
  );
}

function exitProblem(program: Program, exit: Exit, outputFrom: number): StartProblem {
  const output = program.output === 'terminal' ? '' : readFrom(program.output.file, outputFrom);
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  const sentence =
    program.explain?.(output) ??
    `${program.name} ${describeExit(exit)} before it was ready${lastLine === '' ? '' : `: ${lastLine}`}${seeLog(program)}`;
  return program.passes?.(output) === true ? new PassingProblem(sentence) : new StartProblem(sentence);
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `stopped with exit code ${code ?? '?'}` : `was ended by ${signal}`;
}

function seeLog(program: Program): string {
  return program.output === 'terminal' ? '' : ` (see ${program.output.file})`;
}

function readFrom(path: string, position: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const start = Math.max(position > size ? 0 : position, size - 16_384);
    const buffer = Buffer.alloc(size - start);
    readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

async function stopChild(child: ChildProcess, exited: Promise<Exit>, program: Program): Promise<Exit> {
  if (child.exitCode !== null || child.signalCode !== null) return exited;
  child.kill(program.stopSignal);
  const inTime = new AbortController();
  const limit = pause(program.stopWithinMs, undefined, { signal: inTime.signal }).then(
    () => child.kill('SIGKILL'),
    () => false,
  );
  const exit = await exited;
  inTime.abort();
  await limit;
  return exit;
}
