import { makeBallots } from '../ballots.ts';
import { median } from '../lockstep.ts';
import { startLoad } from '../load/start-load.ts';
import type { BenchRemit } from '../remit.ts';
import type { Line } from '../table.ts';

const AT_ONCE = [1, 32];

/** Claims of the next task through HTTP, by approvers of one region and signatories of its ICSs, with all else waiting. */
export async function measureClaims(
  remit: BenchRemit,
  { rounds, claims }: { readonly rounds: number; readonly claims: number },
): Promise<readonly Line[]> {
  const ballots = [...(await makeBallots(remit, AT_ONCE.length * (rounds + 1) * claims * 2))];
  const load = await startLoad('claims', { BENCH_URL: remit.url });
  try {
    const lines: Line[] = [];
    for (const atOnce of AT_ONCE) {
      const rates: number[] = [];
      const times: number[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const done = await load.does({ atOnce, each: ballots.splice(-claims) });
        if (round === 0) continue;
        rates.push(done.perSecond);
        times.push(done.median);
      }
      const range = (all: readonly number[], digits: number) =>
        `${Math.min(...all).toFixed(digits)}–${Math.max(...all).toFixed(digits)}`;
      const [rate, time] = [`${Math.round(median(rates))}/s`, `${median(times).toFixed(1)} ms`];
      lines.push({
        measure: atOnce === 1 ? 'claims of the next task' : `claims of the next task (each ${time})`,
        remit: atOnce === 1 ? time : rate,
        floor: '',
        ratio: '',
        spread: atOnce === 1 ? `${range(times, 1)} ms` : `${range(rates, 0)}/s`,
        rounds: String(rounds),
        atOnce: String(atOnce),
        aim: '',
      });
    }
    return lines;
  } finally {
    load.stop();
  }
}
