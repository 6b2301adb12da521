import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Asked, Reading } from './read-one.ts';

/** Milliseconds that one text may take, of a machine that is busy: the largest that can be read take some 3 seconds. */
const MOST = 20_000;
/** Megabytes. */
const MEMORY = 512;
/** So many texts wait at most. */
const MOST_WAITING = 20;
/** Milliseconds after which a process that nobody needs is ended. */
const IDLE = 30_000;

/** Nobody read the text: it took too long, or too many others wait. */
export class NotRead extends Error {
  constructor(readonly why: 'too-long' | 'too-many') {
    super(why === 'too-long' ? 'A policy took too long to be read' : 'Too many policies wait to be read');
    this.name = 'NotRead';
  }
}

interface Waiting extends Asked {
  readonly done: (reading: Reading) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Reads and analyses policies in a process of its own, one after the other: what somebody sends may be as large and as
 * wicked as it likes, and takes neither the thread nor the memory of the API. It is started when it is wanted.
 */
export class PolicyReader {
  private child: ChildProcess | null = null;
  private waiting: Waiting[] = [];
  private now: { readonly asked: Waiting; readonly timer: NodeJS.Timeout } | null = null;
  private idle: NodeJS.Timeout | undefined;
  private n = 0;

  constructor(private readonly most = MOST) {}

  /** @throws NotRead */
  read(dmn: string, want: Asked['want']): Promise<Reading> {
    if (this.waiting.length >= MOST_WAITING) return Promise.reject(new NotRead('too-many'));
    return new Promise((done, failed) => {
      this.n += 1;
      this.waiting.push({ n: this.n, dmn, want, done, failed });
      this.next();
    });
  }

  /** Ends the process; who still waits is told so. */
  close(): void {
    clearTimeout(this.idle);
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private next(): void {
    const asked = this.now === null ? this.waiting.shift() : undefined;
    if (asked === undefined) return;
    clearTimeout(this.idle);
    const child = (this.child ??= this.start());
    // A text that is broken in no other way than by its size ends the process, and the next one is read by another.
    const timer = setTimeout(() => child.kill('SIGKILL'), this.most);
    this.now = { asked, timer };
    const { n, dmn, want } = asked;
    child.send({ n, dmn, want } satisfies Asked);
  }

  private start(): ChildProcess {
    const ending = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
    const program = fileURLToPath(new URL(`./reader.${ending}`, import.meta.url));
    const child = fork(program, {
      execArgv: [...process.execArgv, `--max-old-space-size=${MEMORY}`],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', ({ n, reading }: { n: number; reading: Reading }) => {
      if (this.now?.asked.n === n) this.over(({ done }) => done(reading));
    });
    child.on('error', () => undefined);
    child.on('exit', () => {
      if (this.child === child) this.child = null;
      this.over(({ failed }) => failed(new NotRead('too-long')));
    });
    // It keeps nothing running by itself.
    child.unref();
    child.channel?.unref();
    return child;
  }

  private over(tell: (asked: Waiting) => void): void {
    const { now } = this;
    if (now === null) return;
    this.now = null;
    clearTimeout(now.timer);
    tell(now.asked);
    this.idle = setTimeout(() => {
      this.close();
    }, IDLE).unref();
    this.next();
  }
}
