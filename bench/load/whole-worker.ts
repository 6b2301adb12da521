import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { NAMESPACE } from '../../contracts/names.ts';
import { bareActivities, QUEUE } from '../floors/whole.ts';

// The floor's own worker, with the settings of Remit's.
Runtime.install({ logger: new DefaultLogger('WARN') });
const pool = new pg.Pool({
  connectionString: process.env['BENCH_DATABASE'] ?? '',
  max: 20,
  options: '-c search_path=remit',
});
const connection = await NativeConnection.connect({ address: process.env['BENCH_TEMPORAL'] ?? '' });
const worker = await Worker.create({
  connection,
  namespace: NAMESPACE,
  taskQueue: QUEUE,
  activities: bareActivities(pool),
  workflowsPath: fileURLToPath(new URL('../floors/whole-workflow.ts', import.meta.url)),
  maxConcurrentWorkflowTaskExecutions: 16,
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
await worker.run();
