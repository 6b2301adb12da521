import type { CommandHandler } from '../store/handler.ts';
import type { Activities } from './activities.ts';

/** The activities, made from what they depend on. */
export function createActivities({ handler }: { readonly handler: CommandHandler }): Activities {
  return {
    whereItStands: (initiative) => handler.takeStock(initiative),
    openGate: (initiative) => handler.step(initiative, { type: 'open-gate' }),
    remind: (initiative) => handler.step(initiative, { type: 'remind' }),
    escalateWithinLevel: (initiative) => handler.step(initiative, { type: 'escalate-within-level' }),
    moveOn: (initiative) => handler.step(initiative, { type: 'move-on' }),
  };
}
