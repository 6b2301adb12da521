import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Stage } from '../../../domain/stage.ts';
import type { Estate } from './estate.ts';

/** Where an initiative stands, as stored. */
export interface Seen {
  readonly id: string;
  readonly status: string;
  readonly stage: Stage;
  readonly stage_state: string;
  readonly round: number;
  readonly gate: string | null;
  readonly gate_stage: string | null;
  readonly gate_state: string | null;
  readonly gate_round: number | null;
  readonly content_hash: string;
  readonly seats: readonly {
    readonly task: string;
    readonly kind: 'approval' | 'signature' | 'advice';
    readonly role: string;
    readonly state: string;
    readonly bodies: readonly string[];
  }[];
}

/** What was waited for may have come: it is not looked for any more. */
export class NobodyLooks extends Error {}

const LOOK = `
  select i.id, i.status, i.stage, s.state as stage_state, s.round, g.id as gate, g.stage as gate_stage,
         g.state as gate_state, g.round as gate_round, g.content_hash,
         coalesce((select json_agg(json_build_object('task', t.id, 'kind', t.kind, 'role', t.role,
           'state', t.state, 'bodies', t.bodies) order by t.seat) from task t where t.gate = g.id), '[]') as seats
    from initiative i join stage s on s.initiative = i.id and s.stage = i.stage left join gate g on g.id = i.gate
   where i.id = any ($1)`;

/**
 * Sees for many at once how far the workflow has brought each initiative; past the links, and without asking the API a
 * thousand times. While the database is away it sees nothing and says nothing.
 */
export class Sight {
  private readonly followed = new Set<string>();
  private readonly watched = new Map<string, Set<(seen: Seen) => void>>();
  private readonly waiting = new Set<() => void>();
  private latest: readonly Seen[] = [];
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  /** It looks every so many milliseconds. */
  constructor(
    private readonly estate: Estate,
    private readonly every = 40,
  ) {}

  start(): void {
    this.running = this.loop();
  }

  /** Whoever still waits is told that there is nothing more to see. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    for (const stop of [...this.waiting]) stop();
  }

  follow(id: string): void {
    this.followed.add(id);
  }

  /** It has ended. */
  leave(id: string): void {
    this.followed.delete(id);
  }

  /** Of those that are followed. */
  get openGates(): number {
    return this.latest.filter((seen) => seen.gate_state === 'open').length;
  }

  /** The first sight of an initiative in which something is so. */
  async until<T>(
    id: string,
    what: string,
    find: (seen: Seen) => T | undefined,
    withinMs = 300_000,
  ): Promise<T> {
    if (this.stopped) throw new NobodyLooks();
    let last: Seen | undefined;
    return new Promise<T>((resolve, reject) => {
      const waiting = this.watched.get(id) ?? new Set();
      this.watched.set(id, waiting);
      const stop = () => {
        end();
        reject(new NobodyLooks());
      };
      this.waiting.add(stop);
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(stop);
        waiting.delete(look);
        if (waiting.size === 0) this.watched.delete(id);
      };
      const look = (seen: Seen) => {
        last = seen;
        try {
          const found = find(seen);
          if (found === undefined) return;
          end();
          resolve(found);
        } catch (error) {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${id}: waited ${withinMs / 1000} s for ${what}; it is ${JSON.stringify(last)}`));
      }, withinMs);
      waiting.add(look);
    });
  }

  private async loop(): Promise<void> {
    let client: pg.Client | null = null;
    while (this.goesOn()) {
      try {
        client ??= await this.connect();
        const { rows } = await client.query<Seen>(LOOK, [[...this.followed]]);
        this.latest = rows;
        for (const seen of rows) for (const look of this.watched.get(seen.id) ?? []) look(seen);
      } catch {
        await client?.end().catch(() => undefined);
        client = null;
      }
      await pause(this.every);
    }
    await client?.end().catch(() => undefined);
  }

  private goesOn(): boolean {
    return !this.stopped;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.estate.databaseUrls.worker,
      options: '-c role=remit_system -c search_path=remit -c statement_timeout=5000',
      connectionTimeoutMillis: 2_000,
      query_timeout: 8_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
