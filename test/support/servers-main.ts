import { startTestPostgres, startTestTemporal } from './servers.ts';

// A test process of its own, to be killed in the middle of a run.
const [postgres, temporal] = await Promise.all([startTestPostgres(), startTestTemporal()]);
console.log(`started ${JSON.stringify({ pids: [postgres.pid, temporal.pid], data: postgres.dataFolder })}`);
