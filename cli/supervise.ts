import { setTimeout as pause } from 'node:timers/promises';
import { describeExit, startProgram, type Program, type Running } from './embedded/program.ts';
import { messageOf, StartProblem, type Say } from './embedded/start-problem.ts';

export interface SupervisorOptions {
  readonly say: Say;
  /** Before restart 1, 2, … of a program in a row; the last counts for all that follow. */
  readonly delaysMs?: readonly number[];
  /** A program that ran this long was well: the next restart is number 1 again. */
  readonly wellAfterMs?: number;
}

export interface Supervisor {
  /** Starts one more program and waits until it is ready; rejects with a `StartProblem` when it does not get there. */
  start(program: Program): Promise<void>;
  /** The process id now, `undefined` while it is down. */
  pidOf(name: string): number | undefined;
  /** True from the moment that somebody asked it to stop. */
  isStopping(): boolean;
  /** Stops all, last started first. May be called again: it is the same stop. */
  stop(): Promise<void>;
  /** Ctrl-C, a polite kill and a closed terminal all stop. Resolves when everything has stopped. */
  untilSignal(): Promise<NodeJS.Signals>;
}

interface Watched {
  readonly program: Program;
  running: Running | undefined;
  /** Resolves when it is not going to be started any more. */
  done: Promise<void>;
}

const defaultDelays = [250, 500, 1000, 2000, 5000, 10_000, 30_000];

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { say, delaysMs = defaultDelays, wellAfterMs = 60_000 } = options;
  const watched: Watched[] = [];
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;

  const isStopping = (): boolean => stopping.signal.aborted;

  async function start(program: Program): Promise<void> {
    if (isStopping()) throw new StartProblem('Remit is stopping.');
    const entry: Watched = { program, running: undefined, done: Promise.resolve() };
    // It is known from now on, so that a stop that comes while it starts waits for it and stops it.
    watched.push(entry);
    const starting = startProgram(program, say, stopping.signal);
    entry.done = starting.then(
      (running) => keepRunning(entry, running),
      () => undefined,
    );
    await starting;
  }

  async function keepRunning(entry: Watched, first: Running): Promise<void> {
    const { name } = entry.program;
    let running: Running | undefined = first;
    let inARow = 0;
    while (running !== undefined) {
      entry.running = running;
      const since = Date.now();
      if (isStopping()) await running.stop();
      const exit = await running.exited;
      entry.running = undefined;
      if (isStopping()) return;
      if (Date.now() - since > wellAfterMs) inARow = 0;
      say(`${name} (process ${running.pid}) ${describeExit(exit)}.`);
      running = undefined;
      while (running === undefined && !isStopping()) {
        inARow += 1;
        running = await restart(entry.program, inARow);
      }
    }
  }

  async function restart(program: Program, inARow: number): Promise<Running | undefined> {
    const delay = delaysMs[Math.min(inARow, delaysMs.length) - 1] ?? 0;
    say(`${program.name}: restart ${inARow} in ${delay / 1000} s.`);
    await pause(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (isStopping()) return undefined;
    try {
      const running = await startProgram(program, say, stopping.signal);
      say(`${program.name} is back (process ${running.pid}).`);
      return running;
    } catch (error) {
      if (!isStopping()) say(messageOf(error));
      return undefined;
    }
  }

  async function stopAll(): Promise<void> {
    stopping.abort();
    for (const entry of watched.toReversed()) {
      await entry.running?.stop();
      await entry.done;
    }
  }

  const stop = (): Promise<void> => (stopped ??= stopAll());

  return {
    start,
    isStopping,
    stop,
    pidOf: (name) => watched.find((entry) => entry.program.name === name)?.running?.pid,
    untilSignal: () => untilSignal(stop, say),
  };
}

const stopSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** npm passes a Ctrl-C on that the terminal has sent us already, so a second signal means nothing new. */
function untilSignal(stop: () => Promise<void>, say: Say): Promise<NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    let heard = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (heard) return;
      heard = true;
      say('Stopping.');
      stop().then(() => resolve(signal), reject);
    };
    for (const signal of stopSignals) process.on(signal, onSignal);
  });
}
