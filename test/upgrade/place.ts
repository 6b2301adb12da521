import { Client, Connection } from '@temporalio/client';
import { v7 as uuid } from 'uuid';
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
  /** Stops what still works, and takes everything away. */
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const database = await createTestDatabase();
  const { address } = await startTestTemporal();
  const connection = await Connection.connect({ address });
  const taskQueue = `test-${uuid()}`;
  const working: CodeProcess[] = [];
  return {
    database,
    taskQueue,
    temporal: new Client({ connection, namespace: TEST_NAMESPACE }),
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
    close: async () => {
      for (const worker of working) await worker.stop();
      await connection.close();
      await database.drop();
    },
  };
}
