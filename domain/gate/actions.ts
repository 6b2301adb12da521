import type { Matter } from '../matter.ts';
import type { Person } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { isHeld, isWaiting, type Gate, type Seat } from './gate.ts';
import { cannotDelegate, cannotResolve, stillDelegated } from './hand-over.ts';
import { leftOf, notYet, setsOf } from './quorum.ts';
import { cannotRemind } from './remind.ts';
import { remitAt } from './remit-at.ts';
import {
  cannotAnswer,
  cannotAsk,
  cannotClaim,
  cannotFill,
  cannotRecall,
  cannotTakeOver,
  heldByAnother,
  notTheirs,
} from './seat.ts';

export const TASK_ACTIONS = [
  'claim',
  'take-over',
  'release',
  'assign',
  'delegate',
  'resolve',
  'request-information',
  'answer',
  'complete',
  'recall',
  'remind',
] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

/** What somebody may do with a task as it stands; for what they may not, why. */
export interface AvailableAction {
  readonly action: TaskAction;
  readonly refused: Refusal | null;
}

/** Says beforehand what a command would answer, by the same rules. */
export function availableActions(
  initiative: Matter,
  gate: Gate,
  seat: Seat,
  anybody: Person,
  now: string,
): readonly AvailableAction[] {
  const person = remitAt(initiative, gate, anybody);
  const over =
    gate.state === 'open' && isWaiting(seat)
      ? null
      : refusal('late', 'This task is over: it waits for nobody.');
  const never = notTheirs(initiative, seat, person);
  const notNow = never ?? over ?? heldByAnother(seat, person);
  const mine = isHeld(seat) && seat.claimedBy === person.id;
  return [
    {
      action: 'claim',
      refused: notNow ?? (mine ? refusal('late', 'You hold it already.') : cannotClaim(gate, seat, person)),
    },
    { action: 'take-over', refused: never ?? over ?? cannotTakeOver(gate, seat, person) },
    {
      action: 'release',
      refused: mine ? null : refusal('not-claimed-by-you', 'Only who holds a task can give it back.'),
    },
    { action: 'assign', refused: notNow },
    { action: 'delegate', refused: never ?? over ?? cannotDelegate(seat, person) },
    { action: 'resolve', refused: over ?? cannotResolve(seat, person) },
    { action: 'request-information', refused: notNow ?? cannotAsk(gate, seat, person) },
    { action: 'answer', refused: cannotAnswer(initiative, gate, seat, person) },
    {
      action: 'complete',
      refused:
        notNow ??
        cannotFill(gate, seat, person) ??
        stillDelegated(seat) ??
        (gate.suspended
          ? refusal('gate-suspended', 'An authority has called this in: the gate is suspended.')
          : null),
    },
    { action: 'recall', refused: cannotRecall(initiative, gate, seat, person) },
    { action: 'remind', refused: over ?? notYet(gate, seat) ?? cannotRemind(initiative, seat, person, now) },
  ];
}

/** How many approvals and signatures a gate still waits for, at the least. */
export function approvalsLeft(gate: Gate): number {
  return setsOf(gate).reduce((left, set) => left + leftOf(gate, set), 0);
}
