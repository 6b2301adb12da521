import { makeBallots } from '../ballots.ts';
import { inLockstep, type Compared } from '../lockstep.ts';
import type { Done } from '../load/messages.ts';
import { startLoad, type Load } from '../load/start-load.ts';
import type { BenchRemit } from '../remit.ts';
import type { Line } from '../table.ts';

export interface Size {
  readonly rounds: number;
  /** Votes of one way in one round. */
  readonly votes: number;
}

const AT_ONCE = [1, 8, 32];

/**
 * Votes that decide nothing: through HTTP, through the handler, and as bare statements, in turn. One vote alone is told
 * by its milliseconds, many at once by how many a second.
 */
export async function measureVotes(remit: BenchRemit, { rounds, votes }: Size): Promise<readonly Line[]> {
  const ballots = [...(await makeBallots(remit, AT_ONCE.length * 3 * (rounds + 1) * votes + 1))];
  const database = { BENCH_DATABASE: remit.databases.api, BENCH_ISSUER: remit.issuer };
  const answer = await firstAnswer(remit, ballots.pop());
  const loads = await Promise.all([
    startLoad('http', { BENCH_URL: remit.url }),
    startLoad('handler', database),
    startLoad('floor', { ...database, BENCH_ANSWER: answer }),
  ]);
  try {
    const lines: Line[] = [];
    for (const atOnce of AT_ONCE) {
      const seen: Done[][] = loads.map(() => []);
      const arm = (load: Load, index: number) => async (round: number) => {
        const done = await load.does({ atOnce, each: ballots.splice(-votes) });
        if (round > 0) seen[index]?.push(done);
        return atOnce === 1 ? done.median : done.perSecond;
      };
      const [http, handler] = await inLockstep(loads.map(arm), rounds);
      if (http === undefined || handler === undefined) throw new Error('Nothing was measured');
      lines.push(
        lineOf('votes through HTTP', http, atOnce, atOnce === 1 ? 'median 15 ms' : 'ratio 0.5'),
        lineOf('votes in the handler', handler, atOnce, atOnce === 1 ? '' : 'ratio 0.8'),
      );
    }
    return lines;
  } finally {
    for (const load of loads) load.stop();
  }
}

/** What the API answers to such a vote: the floor keeps as much with its key. */
async function firstAnswer(
  remit: BenchRemit,
  ballot: Awaited<ReturnType<typeof makeBallots>>[number] | undefined,
): Promise<string> {
  if (ballot === undefined) throw new Error('There is no vote to cast');
  const answer = await fetch(`${remit.url}/v1/tasks/${ballot.task}/complete`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ballot.voter.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'approve', contentHash: ballot.contentHash }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

function lineOf(measure: string, compared: Compared, atOnce: number, aim: string): Line {
  const { ours, floor, ratio, spread, rounds } = compared;
  const alone = atOnce === 1;
  // Alone the figure is a time: the floor's is the smaller one, and the ratio is turned round.
  const [share, low, high] = alone
    ? [1 / ratio, 1 / spread[1], 1 / spread[0]]
    : [ratio, spread[0], spread[1]];
  const told = (value: number) => (alone ? `${value.toFixed(1)} ms` : `${Math.round(value)}/s`);
  return {
    measure,
    remit: told(ours),
    floor: told(floor),
    ratio: share.toFixed(2),
    spread: `${low.toFixed(2)}–${high.toFixed(2)}`,
    rounds: String(rounds),
    atOnce: String(atOnce),
    aim,
  };
}
