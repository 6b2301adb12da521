import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';
import type { Log } from '../contracts/log.ts';
import type { WorkerMetrics } from './metrics.ts';
import { originOfActivities, spansOfWorkflows } from './origins.ts';
import { connectWorker, type TemporalPlace } from './temporal.ts';

export interface CreateWorkerOptions extends TemporalPlace {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: Activities;
  readonly log: Log;
  readonly metrics?: WorkerMetrics;
  /** May a run that begins now take this version of the workflow? Without it each takes the newest. */
  readonly takes?: WorkerOptions['patchActivationCallback'];
  /** A bundle made beforehand; without it the workflows are bundled as the worker starts. */
  readonly workflowBundle?: WorkerOptions['workflowBundle'];
}

/**
 * Where a machine stands still for five seconds, the SDK breaks off the workflow that it happens to be in, and Node ends with it: "async
 * hook stack has become corrupted" (nodejs/node#38503). A minute is more than machines stand still for. The SDK takes this
 * option and has no type for it.
 */
const PATIENT: object = { isolateExecutionTimeout: '1 minute' };

/** The Temporal worker with its connection. A built checkout carries its bundle of workflows beside it. */
export async function createWorker(
  options: CreateWorkerOptions,
): Promise<{ worker: Worker; close(): Promise<void> }> {
  const { namespace, taskQueue, activities, log, takes } = options;
  const workflowBundle = options.workflowBundle ?? builtBundle();
  const { workflowsPath, workflowInterceptorModules } = workflowSources();
  const connection = await connectWorker(options);
  const creating = Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    sinks: spansOfWorkflows,
    interceptors: {
      activity: [originOfActivities(log, options.metrics)],
      ...(workflowBundle ? {} : { workflowModules: workflowInterceptorModules }),
    },
    ...(workflowBundle ? { workflowBundle } : { workflowsPath }),
    ...(takes && { patchActivationCallback: takes }),
    // What a worker takes it must finish within its workflow task's time, also on a machine that is short of it.
    maxConcurrentWorkflowTaskExecutions: 16,
    // A workflow is looked for at the worker that knows it for this long, and then goes to any.
    stickyQueueScheduleToStartTimeout: '2 seconds',
    shutdownGraceTime: '5 seconds',
    ...PATIENT,
  });
  const worker = await creating.catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return { worker, close: () => connection.close() };
}

/** What a bundle of the workflows is made of, in this checkout or in its build. */
export function workflowSources(): { workflowsPath: string; workflowInterceptorModules: string[] } {
  const here = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const path = (file: string) => fileURLToPath(new URL(`../workflows/${file}.${here}`, import.meta.url));
  return { workflowsPath: path('index'), workflowInterceptorModules: [path('interceptors')] };
}

function builtBundle(): { codePath: string } | undefined {
  const codePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return existsSync(codePath) ? { codePath } : undefined;
}
