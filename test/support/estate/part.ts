import { readdirSync, readFileSync } from 'node:fs';
import { startProgram, type Program, type Running } from '../../../cli/embedded/program.ts';

/** One process of the estate, that can be killed, frozen and brought back. */
export class Part {
  private running: Running | null = null;

  constructor(readonly program: Program) {}

  get name(): string {
    return this.program.name;
  }

  get pid(): number {
    if (this.running === null) throw new Error(`${this.name} is down`);
    return this.running.pid;
  }

  get isUp(): boolean {
    return this.running !== null;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const running = await startProgram(this.program, () => undefined);
    this.running = running;
    void running.exited.then(() => {
      if (this.running === running) this.running = null;
    });
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const { running } = this;
    if (running === null) return;
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
  }

  /** It neither answers nor goes away, as a machine that swaps or a debugger that holds it. */
  freeze(): void {
    for (const pid of family(this.pid)) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of family(this.pid)) process.kill(pid, 'SIGCONT');
  }

  /** As an operator would. */
  async stop(): Promise<void> {
    await this.running?.stop();
  }
}

/** A process and those that it started: Postgres has one for each connection. */
function family(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
  return [pid, ...children];
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses itself.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
