import { type Seat } from '../../../domain/gate/gate.ts';
import type { Initiative } from '../../../domain/initiative/initiative.ts';
import type { Person } from '../../../domain/person.ts';
import { BIRMINGHAM } from '../bodies.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../people.ts';
import { fillerOf } from '../stories.ts';

export const of = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Somebody with something to do with it, or with nothing. */
export function somebody(state: Initiative, index: number): Person {
  const seats = state.gate?.seats ?? [];
  const lead = state.proposal.value?.lead ?? BIRMINGHAM;
  const bodies = [...new Set([...seats.flatMap((seat) => seat.bodies), lead, 'QHL', 'Y58', 'national'])];
  const body = of(bodies, index);
  const each = Math.floor(index / bodies.length);
  const professions = ['doctor', 'registered-nurse', 'manager', 'analyst', 'student', null] as const;
  const makers = [approverOf, approverOf, approverOf, signatoryOf] as const;
  if (each % 9 === 7) return boardOf(body);
  if (each % 9 === 8) return owner(state);
  return of(makers, each)(body, of(professions, each + index));
}

/** The owner, with more roles than anybody should have. */
export function owner(state: Initiative): Person {
  const lead = state.proposal.value?.lead ?? BIRMINGHAM;
  return {
    ...ownerOf(lead),
    id: state.owner,
    roles: (['owner', 'approver', 'signatory'] as const).map((role) => ({ role, body: lead })),
  };
}

export const fillers = (seat: Seat) => [0, 1, 2, 3, 4].map((index) => fillerOf(seat, index));

/** Where no gate is open. */
export const NO_SEAT: Seat = {
  task: '',
  kind: 'approval',
  bodies: [BIRMINGHAM],
  role: 'approver',
  state: 'ready',
  claimedBy: null,
  claimedAs: null,
  vote: null,
  outdated: null,
  questions: [],
  delegation: null,
  reminded: null,
};
