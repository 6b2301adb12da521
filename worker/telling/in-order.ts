import type { Delivery } from '../../store/telling/lanes.ts';
import { grouped } from '../../store/telling/grouped.ts';

/**
 * Sends messages: those of one initiative one after the other, in order, and those of some initiatives at once. `send` gives
 * whether to go on; after the first that says no, none is begun.
 */
export async function inOrder(
  due: readonly Delivery[],
  atOnce: number,
  send: (delivery: Delivery) => Promise<boolean>,
): Promise<void> {
  const queues = [...grouped(due, (each) => each.initiative).values()].values();
  let goOn = true;
  const one = async (): Promise<void> => {
    for (const queue of queues)
      for (const delivery of queue) {
        if (!goOn) return;
        if (!(await send(delivery))) goOn = false;
      }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
