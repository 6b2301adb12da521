import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { analysePolicy } from '../../domain/policy/analysis/analyse.ts';
import { loadPolicy } from '../../domain/policy/policy.ts';
import { median, quantile } from '../lockstep.ts';
import type { Line } from '../table.ts';

/** The shipped policy analysed over every fact that can be, in this process; the first time, when nothing is warm yet, is told apart. */
export async function measureAnalysis({ rounds }: { readonly rounds: number }): Promise<readonly Line[]> {
  const loaded = await loadPolicy(
    await readFile(join(projectRoot(), 'policies', 'subsidiarity-1.dmn'), 'utf8'),
  );
  if (!loaded.ok) throw new Error(loaded.error.map(({ detail }) => detail).join('; '));
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const began = performance.now();
    analysePolicy(loaded.value);
    times.push(performance.now() - began);
  }
  const [first = 0, ...others] = times;
  const plain = { atOnce: '1', aim: '2 s' };
  return [
    {
      measure: 'analysis of the shipped policy, the first time',
      remit: `${first.toFixed(0)} ms`,
      rounds: '1',
      ...plain,
    },
    {
      measure: 'analysis of the shipped policy',
      remit: `${median(others).toFixed(0)} ms`,
      spread: `${quantile(others, 0.25).toFixed(0)}–${quantile(others, 0.75).toFixed(0)} ms`,
      rounds: String(rounds),
      ...plain,
    },
  ];
}
