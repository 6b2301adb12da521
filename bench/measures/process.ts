import type { BenchRemit } from '../remit.ts';
import type { Line } from '../table.ts';

/** How long `npm start` took to be ready on an empty folder, and the resident memory of each process now. */
export function measureProcesses(remit: BenchRemit): Promise<readonly Line[]> {
  const memory = Object.entries(remit.memory()).map(([name, megabytes]) => ({
    measure: `memory of ${name}`,
    remit: `${megabytes} MB`,
  }));
  return Promise.resolve([
    { measure: 'npm start, until ready', remit: `${remit.readyAfter.toFixed(1)} s`, aim: '20 s' },
    ...memory,
  ]);
}
