import { Client, Connection } from '@temporalio/client';
import { v7 as uuid } from 'uuid';
import { countRuns } from '../../worker/run-versions.ts';
import { until } from '../support/initiatives.ts';
import { startTestTemporal, TEST_NAMESPACE } from '../support/servers.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { startCode, type CodeProcess } from './code-processes.ts';
import { Many } from './many.ts';

/** A database and a task queue where workers of several versions work side by side. */
export interface Place {
  readonly database: TestDatabase;
  readonly taskQueue: string;
  readonly temporal: Client;
  readonly many: Many;
  /** A worker of the code in this folder. */
  work(folder: string, settings?: Readonly<Record<string, string>>): Promise<CodeProcess>;
  /** Waits until Temporal's visibility tells of no open run by another version of the workflow than this. */
  allBy(version: number): Promise<void>;
  /** Stops what still works, and takes everything away. */
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  // As the last release left it: it decides by the rules that it can read.
  const database = await createTestDatabase('gates-1.json');
  const { address } = await startTestTemporal();
  const connection = await Connection.connect({ address });
  const taskQueue = `test-${uuid()}`;
  const temporal = new Client({ connection, namespace: TEST_NAMESPACE });
  const working: CodeProcess[] = [];
  return {
    database,
    taskQueue,
    temporal,
    many: await Many.at(database),
    work: async (folder, settings = {}) => {
      const worker = await startCode(folder, 'worker/main.ts', {
        DATABASE_URL: database.url,
        TEMPORAL_ADDRESS: address,
        TEMPORAL_NAMESPACE: TEST_NAMESPACE,
        TEMPORAL_TASK_QUEUE: taskQueue,
        ...settings,
      });
      working.push(worker);
      return worker;
    },
    allBy: async (version) => {
      await until(
        `every run to go by version ${version}`,
        async () => {
          const counts = await countRuns(temporal, taskQueue, version + 1);
          return counts.every((each) => each.version === version || each.open === 0) ? true : undefined;
        },
        60_000,
      );
    },
    close: async () => {
      for (const worker of working) await worker.stop();
      await connection.close();
      await database.drop();
    },
  };
}
