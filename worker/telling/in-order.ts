import type { Delivery } from '../../store/telling/lanes.ts';
import { grouped } from '../../domain/grouped.ts';

/**
 * Sends messages: those of one initiative, or of one sitting, one after the other, in order, and those of some initiatives at once. `send` gives
 * whether to go on; after the first that says no, none is begun.
 */
export async function inOrder(
  due: readonly Delivery[],
  atOnce: number,
  send: (delivery: Delivery) => Promise<boolean>,
): Promise<void> {
  const queues = [...grouped(due, (each) => each.initiative ?? each.sitting).values()].values();
  let goOn = true;
  const one = async (): Promise<void> => {
    for (const queue of queues)
      for (const delivery of queue) {
        if (!goOn) return;
        try {
          goOn = (await send(delivery)) && goOn;
        } catch (error) {
          goOn = false;
          throw error;
        }
      }
  };
  // Those that are under way are waited for, whatever one of them throws: the lane may be another's after that.
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, one));
  const broken = ended.find((each) => each.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}
