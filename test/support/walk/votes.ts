import { OUTCOMES, type Seat } from '../../../domain/gate/gate.ts';
import type { PersonCommand } from '../../../domain/initiative/commands.ts';
import { STAGES } from '../../../domain/stage.ts';
import type { Asked } from '../given.ts';
import { answering, fillerOf, submitting } from '../stories.ts';
import { of } from './people.ts';
import type { Next, Standing } from './standing.ts';

/** The next seat is filled, by somebody who can. */
export function nextVote(
  { seats, own, pick, more }: Standing,
  answer: (pick: number) => 'approve' | 'decline' | 'request-changes',
): Next {
  const seat = seats.find((each) => each.vote === null) ?? seats[0];
  if (seat === undefined) return { by: own, asked: submitting };
  const index = seats.indexOf(seat);
  const outcome = seat.kind === 'advice' ? 'advise' : answer(pick);
  return { by: fillerOf(seat, index + more), asked: answering(outcome, { seat: index }) };
}

/** Any answer, to any task, right or wrong. */
export function anyVote(seats: readonly Seat[], pick: number, more: number): Asked {
  return (state, by): PersonCommand => {
    const outcome = of([...OUTCOMES, 'approve', 'approve', 'approve'] as const, more);
    if (state.gate === null || seats.length === 0) return { type: 'claim-task', task: 'none' };
    const asked = answering(outcome, {
      seat: pick % seats.length,
      reason: of(['It should be so.', '', null], more),
      ...(outcome === 'return' ? { returnTo: of(STAGES, pick) } : {}),
      ...(more % 7 === 0 ? { contentHash: 'f'.repeat(64) } : {}),
      ...(more % 5 === 0 ? { conditions: [{ text: 'Ask again', owner: 'Lead', due: '2027-01-31' }] } : {}),
    });
    return typeof asked === 'function' ? asked(state, by) : asked;
  };
}
