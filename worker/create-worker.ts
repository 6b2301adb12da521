import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';

export interface CreateWorkerOptions {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: Activities;
  /** A bundle made beforehand; without it the workflows are bundled as the worker starts. */
  readonly workflowBundle?: WorkerOptions['workflowBundle'];
}

/** The Temporal worker with its connection. A built checkout carries its bundle of workflows beside it. */
export async function createWorker(
  options: CreateWorkerOptions,
): Promise<{ worker: Worker; close(): Promise<void> }> {
  const { address, namespace, taskQueue, activities } = options;
  const workflowBundle = options.workflowBundle ?? builtBundle();
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    ...(workflowBundle ? { workflowBundle } : { workflowsPath: workflowsPath() }),
    maxConcurrentWorkflowTaskExecutions: 40,
    // A workflow is looked for at the worker that knows it for this long, and then goes to any.
    stickyQueueScheduleToStartTimeout: '2 seconds',
    shutdownGraceTime: '5 seconds',
  });
  return { worker, close: () => connection.close() };
}

/** Where the workflows are, in this checkout or in its build. */
export function workflowsPath(): string {
  const here = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../workflows/index.${here}`, import.meta.url));
}

function builtBundle(): { codePath: string } | undefined {
  const codePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return existsSync(codePath) ? { codePath } : undefined;
}
