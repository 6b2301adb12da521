import type { Facts } from '../facts.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { Gate } from './gate.ts';

export const PRIORITIES = ['high', 'usual'] as const;

/** How urgent a decision is beside others that are due at the same time. */
export type Priority = (typeof PRIORITIES)[number];

/** From here a risk is extreme on the scale of likelihood × impact. */
const EXTREME_RISK = 15;

/** So much sooner a task of high priority stands in queues than it is due: two weeks, in milliseconds. */
const SOONER = 14 * 24 * 60 * 60 * 1000;

/** What priority follows from. */
export type Urged = Pick<Initiative, 'facts' | 'claims'>;

/**
 * The priority of an initiative's decisions. It follows from facts that routing reads as well, so it is not the owner's word
 * alone, and nobody sets it. As of verdicts, the higher holds of what is asserted and what is challenged.
 */
export function priorityOf({ facts, claims }: Urged): Priority {
  const readings = [facts, ...claims.challenges.map(({ fact, value }) => ({ [fact]: value }))];
  return readings.some(isUrgent) ? 'high' : 'usual';
}

function isUrgent({ residualRisk, qualityConcernUnresolved }: Partial<Facts>): boolean {
  return qualityConcernUnresolved === true || (residualRisk ?? 0) >= EXTREME_RISK;
}

/**
 * Where a gate's tasks stand in queues by priority: by due date, those of high priority as though they were due two weeks
 * sooner. So what is overdue longest is first, and nothing waits for ever behind what is more urgent.
 */
export function priorityAt({ dueAt }: Pick<Gate, 'dueAt'>, urged: Urged): string {
  if (priorityOf(urged) === 'usual') return dueAt;
  return new Date(Date.parse(dueAt) - SOONER).toISOString();
}
