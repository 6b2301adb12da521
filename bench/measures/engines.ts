import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Compared } from '../lockstep.ts';
import type { Line } from '../table.ts';

interface Found {
  readonly name: string;
  readonly atOnce: number;
  readonly compared: Compared;
}

/** The core that it is held to. */
const CORE = '0';

/**
 * Verdicts of the shipped policy with their receipts, beside other engines that answer which rules match and no more: in turn, in one
 * process, which is held to one core where the system has a way to (`taskset`).
 */
export async function measureEngines({
  rounds,
  facts,
}: {
  rounds: number;
  facts: number;
}): Promise<readonly Line[]> {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const program = join(import.meta.dirname, '..', 'engines', 'main.ts');
  const args = ['--import', tsx, program, String(rounds), String(facts)];
  const oneCore = await hasTaskset();
  const { stdout } = oneCore
    ? await run('taskset', ['--cpu-list', CORE, process.execPath, ...args])
    : await run(process.execPath, args);
  return (JSON.parse(stdout) as readonly Found[]).map(({ name, atOnce, compared }) => ({
    measure: `verdicts with receipts, ${oneCore ? 'one core' : 'all cores'}, beside ${name}`,
    remit: `${compared.ours.toFixed(0)}/s`,
    floor: `${compared.floor.toFixed(0)}/s`,
    ratio: compared.ratio.toFixed(2),
    spread: compared.spread.map((each) => each.toFixed(2)).join('–'),
    rounds: String(compared.rounds),
    atOnce: String(atOnce),
    aim: 'above 1',
  }));
}

const run = promisify(execFile);

async function hasTaskset(): Promise<boolean> {
  return run('taskset', ['--version']).then(
    () => true,
    () => false,
  );
}
