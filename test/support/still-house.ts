import type { Client } from '@temporalio/client';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createActivities } from '../../activities/create-activities.ts';
import { createLog } from '../../contracts/log.ts';
import { CommandHandler } from '../../store/handler.ts';
import { World } from '../../store/world.ts';
import { createWorker } from '../../worker/create-worker.ts';
import { examine, type ExamineOptions, type Report } from '../../worker/doctor/examine.ts';
import { nudge } from '../../worker/nudge.ts';
import { connectClient } from '../../worker/temporal.ts';
import { openHouse, workflowBundle, type House, type HouseOptions } from './house.ts';
import { quietRuntime } from './quiet-runtime.ts';

const clock = () => new Date().toISOString();

/** A house with a worker and no relay: a nudge is carried by hand, or is lost, so that a difference stays as planted. */
export interface StillHouse extends House {
  readonly client: Client;
  /** In the role of the worker. */
  readonly system: DataSource;
  /** As the owner of everything, who can change what nobody may. */
  readonly sql: (statement: string, parameters?: readonly unknown[]) => Promise<Record<string, unknown>[]>;
  /** Carries every nudge of the outbox to Temporal. */
  carry(): Promise<void>;
  /** Loses every nudge of the outbox. */
  lose(): Promise<void>;
  examine(options?: Partial<ExamineOptions>): Promise<Report>;
}

export async function openStillHouse(options: Pick<HouseOptions, 'temporal'> = {}): Promise<StillHouse> {
  quietRuntime();
  const house = await openHouse({ ...options, worker: false });
  const { address, namespace } = house.temporal;
  const { taskQueue } = house;
  const works = await startWorks(house, taskQueue);
  const client = await connectClient({ address }, namespace);
  const system = await house.database.connect('remit_system', 4);
  const admin = new pg.Client({ connectionString: house.database.url, options: '-c search_path=remit' });
  await admin.connect();
  const sql: StillHouse['sql'] = async (statement, parameters = []) =>
    (await admin.query<Record<string, unknown>>(statement, [...parameters])).rows;
  return {
    ...house,
    client,
    system,
    sql,
    carry: async () => {
      const rows = await sql(
        `delete from jobs._private_jobs returning payload ->> 'initiative' as initiative`,
      );
      for (const { initiative } of rows) await nudge(client, taskQueue, String(initiative));
    },
    lose: async () => {
      await sql('delete from jobs._private_jobs');
    },
    examine: (more) =>
      examine({
        database: system,
        temporal: client,
        taskQueue,
        clock,
        settle: 500,
        patience: 3_000,
        ...more,
      }),
    close: async () => {
      await works.stop();
      await client.connection.close();
      await admin.end();
      await house.close();
    },
  };
}

/** A worker of Temporal alone, for a task queue of the house. */
export async function startWorks(house: House, taskQueue: string): Promise<{ stop(): Promise<void> }> {
  const { address, namespace } = house.temporal;
  const handler = new CommandHandler(await house.database.connect('remit_system', 8), new World(), clock);
  const made = await createWorker({
    address,
    namespace,
    taskQueue,
    activities: createActivities({ handler }),
    log: createLog('test', 'silent'),
    workflowBundle: await workflowBundle(),
  });
  const running = made.worker.run();
  return {
    stop: async () => {
      made.worker.shutdown();
      await running;
      await made.close();
    },
  };
}
