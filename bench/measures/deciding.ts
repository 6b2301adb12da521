import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { Cast } from '../../cli/play/cast.ts';
import { readCase } from '../../cli/play/case-file.ts';
import { playCase } from '../../cli/play/play-case.ts';
import { median, quantile } from '../lockstep.ts';
import { asSuperuser, type BenchRemit } from '../remit.ts';
import type { Line } from '../table.ts';

const CASE = 'examples/care-home-medicines-torbay.json';

/**
 * From the vote that decides a gate to the start of the next stage, through outbox, relay, Temporal and worker: the
 * instants of the two events, which are written by web and worker of one machine. One initiative at a time, each gate
 * of it once.
 */
export async function measureDeciding(
  remit: BenchRemit,
  { initiatives }: { readonly initiatives: number },
): Promise<readonly Line[]> {
  const read = await readCase(join(projectRoot(), CASE));
  if (!read.ok) throw new Error(read.error);
  const times: number[] = [];
  for (let played = 0; played < initiatives; played += 1) {
    const { initiative, problems } = await playCase(await Cast.of(remit.url), read.value);
    if (initiative === null || problems.length > 0) throw new Error(problems.join('; '));
    times.push(...(await movesOf(remit, initiative)));
  }
  return [
    {
      measure: 'deciding vote to next stage',
      remit: `${median(times).toFixed(0)} ms`,
      spread: `${quantile(times, 0.25).toFixed(0)}–${quantile(times, 0.75).toFixed(0)} ms`,
      rounds: `${times.length} moves`,
      atOnce: '1',
      aim: 'median 40 ms',
    },
  ];
}

/** Milliseconds from each approval of a gate to the start of what comes after it. */
function movesOf(remit: BenchRemit, initiative: string): Promise<readonly number[]> {
  return asSuperuser(remit, async (client) => {
    const { rows } = await client.query<{ ms: number }>(
      `select (extract(epoch from next.at - decided.at) * 1000)::float as ms
         from event decided
         join event next on next.stream = decided.stream and next.n = decided.n + 1
        where decided.stream = $1 and decided.type = 'gate-decided' and next.type in ('stage-started', 'initiative-closed')`,
      [initiative],
    );
    return rows.map((row) => row.ms);
  });
}
