import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { wrongWithStored } from '../support/estate/count.ts';
import { examined } from '../support/estate/doctor.ts';
import { lookInto, openEstate, type Estate } from '../support/estate/estate.ts';
import { Load } from '../support/estate/load.ts';
import { isFlat, slopeOf, type Sample } from './slope.ts';

/**
 * An hour of steady work on the real processes: many initiatives alive, gates answered at a steady rate; memory of each
 * process and the outbox are looked at every half minute. By hand:
 *
 *     node --import tsx test/soak/main.ts --minutes 60 --warm-up 40 --alive 2000 --rate 4
 *
 * Ends with 1 when something was lost, differs, or grew. The warm-up comes before the hour and is printed, not judged: all
 * begin together, so what they take grows until the first of them have ended and others of all ages are there, which is
 * five gates for each: 40 minutes of 2,000 at four gates a second.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '40' },
    alive: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '4' },
  },
});
const [minutes, warmUp] = [Number(values.minutes), Number(values['warm-up'])];
const [alive, rate] = [Number(values.alive), Number(values.rate)];

const estate = await openEstate();
let next = Date.now();
const load = new Load(estate, 1, {
  lookEvery: 1_000,
  // One gate after the other, so many a second, however many wait.
  pace: async () => {
    next = Math.max(Date.now(), next + 1_000 / rate);
    await pause(next - Date.now());
  },
});
load.start(alive);
console.log(`drafting and submitting ${alive} initiatives`);
while (load.moving < alive * 0.95) await pause(1_000);
const samples: Sample[] = [];
const began = Date.now();
while (Date.now() - began < (warmUp + minutes) * 60_000) {
  const sample = { minutes: (Date.now() - began) / 60_000, values: await figures(estate, load) };
  samples.push(sample);
  console.log(
    [
      sample.minutes.toFixed(1),
      ...Object.entries(sample.values).map(([name, value]) => `${name} ${value}`),
    ].join('  '),
  );
  await pause(30_000);
}
const steady = samples.filter((sample) => sample.minutes >= warmUp);
const growing: string[] = [];
for (const name of Object.keys(samples[0]?.values ?? {})) {
  const flat = isFlat(steady, name);
  console.log(`${name}: ${slopeOf(steady, name).toFixed(2)} an hour${flat ? '' : '  GROWS'}`);
  if (!flat && name !== 'acknowledged' && name !== 'moving') growing.push(name);
}
await load.rest();
const report = await examined(estate);
const wrong = [
  ...load.desk.broken,
  ...load.problems,
  ...(await wrongWithStored(estate, load.acknowledged, load.scripts, { stoppedInTheMiddle: true })),
  ...report.findings.map((finding) => finding.says),
  ...growing.map((name) => `${name} grows`),
];
console.log(`${load.acknowledged.length} commands acknowledged; ${wrong.length} wrong`);
for (const each of wrong.slice(0, 20)) console.log(each);
await estate.close();
process.exit(wrong.length === 0 ? 0 : 1);

/** Megabytes of each process, and how much waits in the outbox. */
async function figures(
  of: Estate,
  { acknowledged, moving }: Load,
): Promise<Readonly<Record<string, number>>> {
  const memory = [...of.webs, ...of.workers, of.temporal].map(
    (part) => [part.name, residentMegabytes(part.pid)] as const,
  );
  const waiting = await lookInto(of, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from jobs._private_jobs where run_at < now() - interval '10 seconds'`,
    );
    return rows[0]?.n ?? NaN;
  });
  return { ...Object.fromEntries(memory), outbox: waiting, acknowledged: acknowledged.length, moving };
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024);
}
