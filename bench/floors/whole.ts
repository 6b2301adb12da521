import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import pg from 'pg';

/** What Temporal and Postgres do for one whole initiative, as counted from one that was played. */
export interface WholeWork {
  readonly signals: number;
  readonly localActivities: number;
  /** Of people. */
  readonly transactions: number;
  readonly rows: number;
}

export interface BareActivities {
  /** A transaction of the workflow's; `last` numbers the signal whose last one it is, and is told to whoever waits. */
  step(id: string, last: number | null): Promise<void>;
}

export const QUEUE = 'bench';
const CHANNEL = 'bench_step';
export const TABLE = `create table if not exists bench_row (id uuid primary key, stream uuid not null, data jsonb not null)`;
const INSERT = `insert into bench_row select gen_random_uuid(), $1::uuid, $3::jsonb from generate_series(1, $2::int)`;
/** About as much as an event has. */
const DATA = JSON.stringify({ words: 'x'.repeat(400) });

/** The activities of the floor: one row, and word of it. */
export function bareActivities(pool: pg.Pool): BareActivities {
  return {
    step: async (id, last) => {
      await pool.query({ name: 'row', text: INSERT, values: [id, 1, DATA] });
      if (last !== null) await pool.query(`select pg_notify('${CHANNEL}', $1)`, [`${id} ${last}`]);
    },
  };
}

/**
 * The floor beneath a whole initiative: a bare workflow that is signalled as often, does as many local activities, and
 * beside which as many transactions write as many rows. Each signal waits for what the one before did, as people do.
 */
export class BareWholes {
  private readonly waiting = new Map<string, () => void>();

  private constructor(
    private readonly client: Client,
    private readonly pool: pg.Pool,
    private readonly listener: pg.Client,
  ) {
    listener.on('notification', ({ payload = '' }) => this.waiting.get(payload)?.());
  }

  static async open(client: Client, url: string): Promise<BareWholes> {
    const options = '-c search_path=remit';
    const listener = new pg.Client({ connectionString: url, options });
    await listener.connect();
    await listener.query(TABLE);
    await listener.query(`listen ${CHANNEL}`);
    return new BareWholes(client, new pg.Pool({ connectionString: url, max: 20, options }), listener);
  }

  async one({ signals, localActivities, transactions, rows }: WholeWork): Promise<void> {
    const id = randomUUID();
    const share = (whole: number, index: number) =>
      Math.floor((whole * (index + 1)) / signals) - Math.floor((whole * index) / signals);
    const activitiesAt = Array.from({ length: signals }, (_, index) => share(localActivities, index));
    // What activities write is written by them; people's transactions write the rest.
    const each = Math.round((rows - localActivities) / transactions);
    for (const index of activitiesAt.keys()) {
      for (let done = 0; done < share(transactions, index); done += 1)
        await this.pool.query({ name: 'rows', text: INSERT, values: [id, each, DATA] });
      const stepped = new Promise<void>((resolve) => this.waiting.set(`${id} ${index}`, resolve));
      await this.client.workflow.signalWithStart('bare', {
        ...{ workflowId: `bench-${id}`, taskQueue: QUEUE, args: [id, activitiesAt] },
        ...{ signal: 'go-on', signalArgs: [] },
      });
      // A signal after which nothing is done is waited for by nobody.
      if (activitiesAt[index] !== 0) await stepped;
      this.waiting.delete(`${id} ${index}`);
    }
    await this.client.workflow.getHandle(`bench-${id}`).result();
  }

  async close(): Promise<void> {
    await this.listener.end();
    await this.pool.end();
  }
}
