import { median } from '../lockstep.ts';
import type { Cast, Done, Order } from './messages.ts';

/** Makes a process a load process: for each order it casts the votes, so many at once, and says what it managed. */
export function serveOrders(cast: Cast): void {
  process.on('message', (order: Order) => {
    void work(order, cast).then((done) => process.send?.(done));
  });
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}

async function work({ ballots, atOnce }: Order, cast: Cast): Promise<Done> {
  const times: number[] = [];
  const waiting = [...ballots].reverse();
  let failed: string | null = null;
  const began = performance.now();
  const one = async () => {
    for (let ballot = waiting.pop(); ballot !== undefined; ballot = waiting.pop()) {
      const start = performance.now();
      await cast(ballot).catch((error: unknown) => (failed ??= String(error)));
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: ballots.length / seconds, median: median(times), failed };
}
