import type { BodyMap } from '../../body.ts';
import { SHIPPED_CALENDAR } from '../../calendars/calendars.ts';
import type { Gate } from '../../gate/gate.ts';
import { reachOf, type OutOfReach } from '../../gate/reach.ts';
import { withTasks } from '../../gate/route.ts';
import type { Matter } from '../../matter.ts';
import type { Person } from '../../person.ts';
import type { Receipt } from '../receipt.ts';
import type { SeatsAt } from './seats-at.ts';

/** Nobody in particular owns it: whose own work a gate is, is asked of each when it opens, and not of thousands. */
const NOBODYS: Matter = { owner: '', editors: [], recused: [], proposal: { value: null } };

/** What nobody of these people could give of a gate that is decided there, whoever's work it is; empty where they could. */
export function outOfReachAt(seats: SeatsAt, people: readonly Person[], map: BodyMap): readonly OutOfReach[] {
  return reachOf(NOBODYS, gateOf(seats), people, map).outOfReach;
}

/** A gate that has opened there, and that nobody has answered. */
function gateOf({ stage, level, bodies, sets }: SeatsAt): Gate {
  const { seats, quorum } = withTasks({ sets }, 'replayed');
  return {
    id: 'replayed',
    stage,
    round: 1,
    state: 'open',
    home: level,
    level,
    bodies,
    // Who could decide does not follow from why it is theirs.
    receipt: {} as Receipt,
    rulesVersion: 0,
    quorum,
    seats: seats.map((seat) => ({
      ...seat,
      state: 'ready',
      claimedBy: null,
      claimedAs: null,
      vote: null,
      outdated: null,
      questions: [],
      delegation: null,
      reminded: null,
    })),
    moved: null,
    earlier: [],
    referrals: [],
    overrides: [],
    conditions: [],
    suspended: false,
    contentHash: '',
    openedAt: '',
    calendar: SHIPPED_CALENDAR,
    dueAt: '',
    nextLookAt: '',
    reminded: false,
    clockStoppedAt: null,
    clockStoppedUntil: null,
    pastDue: 0,
    decidedAt: null,
    returnTo: null,
    decision: null,
  };
}
