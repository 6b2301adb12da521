import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { guardProcess, releaseProcess } from '../../cli/embedded/guard.ts';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import type { Planned } from './plan.ts';

export interface Place {
  /** Where its programs are found. */
  readonly path: string;
  readonly cwd: string;
  /** Of the operating system, when it is not ours. */
  readonly user?: number | undefined;
  /** What it says goes here. */
  readonly log: string;
}

/** How long one may take to be well, in milliseconds. */
const PATIENCE = 180_000;
const STOP_WITHIN = 20_000;

/** One service of the file as a process of this machine: started, killed and started again. */
export class Service {
  private child: ChildProcess | undefined;

  constructor(
    readonly planned: Planned,
    private readonly place: Place,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it, says so, and waits until its health check ends with 0. */
  async start(launched: () => void = () => undefined): Promise<void> {
    this.launch();
    launched();
    const { name, health } = this.planned;
    if (health === undefined) return;
    const until = Date.now() + PATIENCE;
    while (!(await isWell(health, this.surroundings()))) {
      if (!this.isRunning) throw new StartProblem(`${name} ended before it was well. ${this.lastWords()}`);
      if (Date.now() > until) throw new StartProblem(`${name} is not well yet. ${this.lastWords()}`);
      await pause(1000);
    }
  }

  /** For a job: runs it to its end, which must be 0. */
  async complete(): Promise<void> {
    const child = this.launch();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    if (child.exitCode !== 0)
      throw new StartProblem(
        `${this.planned.name} ended with ${child.exitCode ?? 'a signal'}. ${this.lastWords()}`,
      );
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL', 0);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.end(signal, STOP_WITHIN);
  }

  private launch(): ChildProcess {
    const { name, command } = this.planned;
    const [program = '', ...args] = command;
    const log = openSync(this.place.log, 'a');
    const child = spawn(program, args, { ...this.surroundings(), stdio: ['ignore', log, log] });
    closeSync(log);
    child.on('error', () => undefined);
    const { pid } = child;
    if (pid === undefined) throw new StartProblem(`${name}: ${program} cannot be started`);
    guardProcess(pid, 'SIGTERM', 5000);
    child.once('exit', () => releaseProcess(pid));
    this.child = child;
    return child;
  }

  /** Its own environment and nothing of ours. */
  private surroundings() {
    const { cwd, path, user } = this.place;
    const identity = user === undefined ? {} : { uid: user, gid: user };
    return { cwd, env: { PATH: path, ...this.planned.env }, ...identity };
  }

  private async end(signal: NodeJS.Signals, within: number): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.isRunning) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const impatient = setTimeout(() => child.kill('SIGKILL'), within);
    await gone;
    clearTimeout(impatient);
  }

  private lastWords(): string {
    return readFileSync(this.place.log, 'utf8').trim().split('\n').slice(-3).join('\n');
  }
}

async function isWell(
  health: readonly string[],
  surroundings: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<boolean> {
  const [program = '', ...args] = health;
  // Both only ask whether somebody listens, and neither is on every machine.
  if (program === 'nc') return listens(args.at(-2) ?? '', Number(args.at(-1)));
  if (program === 'pg_isready') return listens(args[args.indexOf('--host') + 1] ?? '', 5432);
  const child = spawn(program, args, { ...surroundings, stdio: 'ignore' });
  child.on('error', () => undefined);
  const [code] = (await once(child, 'exit').catch(() => [1])) as [number | null];
  return code === 0;
}

async function listens(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const answer = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    pause(2000, false, { ref: false }),
  ]);
  socket.destroy();
  return answer;
}
