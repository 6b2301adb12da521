import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './whole.ts';

const { step } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '30 seconds' });
const signal = defineSignal('go-on');

/** A workflow and nothing of Remit's: at each signal so many local activities, one after the other. */
export async function bare(id: string, activitiesAt: readonly number[]): Promise<void> {
  let signals = 0;
  setHandler(signal, () => {
    signals += 1;
  });
  for (const [index, activities] of activitiesAt.entries()) {
    await condition(() => signals > index);
    for (let done = 1; done <= activities; done += 1) await step(id, done === activities ? index : null);
  }
}
