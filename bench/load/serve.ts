import { median } from '../lockstep.ts';
import type { Done, Order } from './messages.ts';

/** Makes a process a load process: for each order it does what it does, so many at once, and says what it managed. */
export function serveOrders(doOne: (each: never) => Promise<void>): void {
  process.on('message', (order: Order<never>) => {
    void work(order, doOne).then((done) => process.send?.(done));
  });
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}

async function work<T>({ each, atOnce }: Order<T>, doOne: (each: T) => Promise<void>): Promise<Done> {
  const times: number[] = [];
  const waiting = each.map((given) => ({ given })).reverse();
  let failed: string | null = null;
  const began = performance.now();
  const one = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const start = performance.now();
      await doOne(next.given).catch((error: unknown) => (failed ??= String(error)));
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: each.length / seconds, median: median(times), failed };
}
