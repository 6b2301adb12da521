import { availableParallelism, cpus, totalmem } from 'node:os';
import { measureAnalysis } from './measures/analysis.ts';
import { measureClaims } from './measures/claims.ts';
import { measureDeciding } from './measures/deciding.ts';
import { measureEngines } from './measures/engines.ts';
import { measureProcesses } from './measures/process.ts';
import { measureReplay } from './measures/replay.ts';
import { measureQueue } from './measures/queue.ts';
import { measureVotes } from './measures/votes.ts';
import { measureWhole } from './measures/whole.ts';
import { startBenchRemit, type BenchRemit } from './remit.ts';
import { tableOf, type Line } from './table.ts';

/** What can be measured, by the name that `npm run bench -- NAME…` takes. `quick` is for seeing that it runs. */
const MEASURES: Readonly<Record<string, (remit: BenchRemit, quick: boolean) => Promise<readonly Line[]>>> = {
  process: (remit) => measureProcesses(remit),
  deciding: (remit, quick) => measureDeciding(remit, { initiatives: quick ? 3 : 12 }),
  whole: (remit, quick) =>
    measureWhole(remit, quick ? { rounds: 3, initiatives: 8 } : { rounds: 7, initiatives: 24 }),
  queue: (remit, quick) => measureQueue(remit, quick ? { rounds: 3, pages: 10 } : { rounds: 11, pages: 40 }),
  claims: (remit, quick) =>
    measureClaims(remit, quick ? { rounds: 3, claims: 96 } : { rounds: 7, claims: 320 }),
  votes: (remit, quick) =>
    measureVotes(remit, quick ? { rounds: 3, votes: 120 } : { rounds: 11, votes: 400 }),
};

/** What needs no Remit that runs. */
const ALONE: Readonly<Record<string, (quick: boolean) => Promise<readonly Line[]>>> = {
  analysis: (quick) => measureAnalysis({ rounds: quick ? 3 : 21 }),
  replay: (quick) => measureReplay(quick ? { rounds: 3, facts: 1_000 } : { rounds: 11, facts: 10_000 }),
  engines: (quick) => measureEngines(quick ? { rounds: 3, facts: 1_000 } : { rounds: 11, facts: 4_000 }),
};

/** `npm run bench [-- [--quick] [NAME…]]`: measures all of it, or what is named, and prints a table. */
export async function bench(words: readonly string[]): Promise<void> {
  const quick = words.includes('--quick');
  const named = words.filter((word) => word !== '--quick');
  const known = [...Object.keys(ALONE), ...Object.keys(MEASURES)];
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`Nothing is called ${unknown.join(', ')}: name some of ${known.join(', ')}.`);
  console.log(machine());
  const lines: Line[] = [];
  const wanted = (name: string): boolean => named.length === 0 || named.includes(name);
  for (const [name, measure] of Object.entries(ALONE).filter(([each]) => wanted(each))) {
    console.log(`Measuring ${name} …`);
    lines.push(...(await measure(quick)));
  }
  if (Object.keys(MEASURES).some(wanted)) lines.push(...(await measureRemit(wanted, quick)));
  console.log(`\n${tableOf(lines)}`);
}

async function measureRemit(wanted: (name: string) => boolean, quick: boolean): Promise<readonly Line[]> {
  const remit = await startBenchRemit();
  try {
    const lines: Line[] = [];
    for (const [name, measure] of Object.entries(MEASURES).filter(([each]) => wanted(each))) {
      console.log(`Measuring ${name} …`);
      lines.push(...(await measure(remit, quick)));
    }
    return lines;
  } finally {
    await remit.stop();
  }
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${memory} GB`;
}
