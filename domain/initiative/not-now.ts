import { refusal, type Refusal } from '../refusal.ts';
import { stageAfter } from '../stage.ts';
import type { Initiative } from './initiative.ts';

/** That an initiative is not where this may be done; `null` where it is. */
export function notNow(
  state: Initiative,
  statuses: readonly Initiative['status'][],
  done: string,
): Refusal | null {
  if (statuses.includes(state.status)) return state.status === 'under-way' ? decidedForGood(state) : null;
  return refusal('status-conflict', `An initiative that is ${state.status} cannot be ${done}.`, {
    data: { initiativeStatus: state.status },
  });
}

/** A decline, and the last approval, are decisions: nothing overtakes them before the workflow has moved on. */
function decidedForGood({ gate, stage, stages }: Initiative): Refusal | null {
  if (gate?.stage !== stage || gate.round !== stages[stage].round) return null;
  const over = gate.state === 'declined' || (gate.state === 'approved' && stageAfter(stage) === null);
  if (!over) return null;
  return refusal('status-conflict', `It has been decided: ${stage} was ${gate.state}.`, {
    data: { gate: gate.id, gateState: gate.state },
  });
}
