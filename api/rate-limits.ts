import { LRUCache } from 'lru-cache';
import type { RateCount } from '../store/rate-counts.ts';

/** Whom a limit is for: somebody who is known, or an address that nobody is known by. */
export type LimitKind = 'caller' | 'address';

/** How many requests a minute; 0 for no limit. */
export type RateLimit = Readonly<Record<LimitKind, number>>;

/** What of their limit somebody has used, and whether that was all before this request. */
export interface Taken {
  readonly kind: LimitKind;
  readonly limit: number;
  readonly left: number;
  /** Seconds until a new minute begins. */
  readonly resets: number;
  readonly refused: boolean;
}

/** What is shared with the other processes. */
export interface Shared {
  readonly add: (counted: readonly RateCount[]) => Promise<readonly RateCount[]>;
  readonly forget: (before: number) => Promise<void>;
}

interface Count {
  /** Of all processes, as it was when this one last asked. */
  known: number;
  /** Counted here and not added yet, and what is on its way. */
  own: number;
  sending: number;
}

const MINUTE = 60_000;
/** What was counted is added after so long, or sooner: once somebody has used so much of their limit since. */
const ADD_AFTER_MS = 1_000;
const ADD_AFTER_PART = 10;
/** So many callers of a minute are told apart. Of more, those that asked longest ago are forgotten. */
const MOST = 20_000;

/**
 * How often each caller may ask in a minute, of all web processes together. A request waits for nothing: it is counted here,
 * and the counts are added to those of the others behind it. So a process knows of what went through another once both have
 * added: somebody may get in, beyond their limit, at most a tenth of it for each other process, and what is on its way.
 * While Postgres is away each process counts by itself.
 */
export class RateLimits {
  private counts = new LRUCache<string, Count>({ max: MOST });
  private minute = 0;
  private forgotten = 0;
  private timer: NodeJS.Timeout | undefined;
  private adding: Promise<void> | undefined;

  constructor(
    private readonly limit: RateLimit,
    private readonly shared: Shared,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts one request; `null` where nothing is limited. What is refused uses nothing up. */
  take(kind: LimitKind, id: string): Taken | null {
    const limit = this.limit[kind];
    if (limit === 0) return null;
    const now = this.now();
    this.turnTo(Math.floor(now / MINUTE));
    const key = `${kind}:${id}`;
    const count = this.counts.get(key) ?? { known: 0, own: 0, sending: 0 };
    this.counts.set(key, count);
    const used = count.known + count.sending + count.own;
    const resets = Math.ceil((MINUTE - (now % MINUTE)) / 1000);
    if (used >= limit) return { kind, limit, left: 0, resets, refused: true };
    count.own += 1;
    this.timer ??= this.addSoon();
    if (count.own * ADD_AFTER_PART >= limit) void this.add();
    return { kind, limit, left: limit - used - 1, resets, refused: false };
  }

  /** Adds what was counted since, and learns what the others did. Never fails: what could not be added stays to be. */
  add(): Promise<void> {
    if (this.adding !== undefined) return this.adding;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.adding = this.addNow().finally(() => {
      this.adding = undefined;
      // What was counted meanwhile is added as any other, whether or not its timer came too soon.
      clearTimeout(this.timer);
      this.timer = this.hasOwn() ? this.addSoon() : undefined;
    });
    return this.adding;
  }

  private addSoon(): NodeJS.Timeout {
    return setTimeout(() => void this.add(), ADD_AFTER_MS).unref();
  }

  private hasOwn(): boolean {
    return [...this.counts.values()].some(({ own }) => own > 0);
  }

  private async addNow(): Promise<void> {
    const { minute, counts } = this;
    const sent = [...counts].filter(([, count]) => count.own > 0);
    if (sent.length === 0) return;
    for (const [, count] of sent) Object.assign(count, { sending: count.own, own: 0 });
    try {
      const sums = await this.shared.add(sent.map(([caller, { sending: n }]) => ({ caller, minute, n })));
      for (const { caller, n } of sums) {
        const count = counts.get(caller);
        if (count !== undefined) Object.assign(count, { known: n, sending: 0 });
      }
      if (this.forgotten >= minute) return;
      this.forgotten = minute;
      await this.shared.forget(minute - 1);
    } catch {
      for (const [, count] of sent) Object.assign(count, { own: count.own + count.sending, sending: 0 });
    }
  }

  private turnTo(minute: number): void {
    if (minute === this.minute) return;
    this.minute = minute;
    this.counts = new LRUCache<string, Count>({ max: MOST });
  }
}
