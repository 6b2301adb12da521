import type { Gate } from '../domain/gate/gate.ts';
import { reachOf } from '../domain/gate/reach.ts';
import type { Given } from '../domain/initiative/decision.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { decidersOf, MOST_DECIDERS } from '../store/registry.ts';
import type { Sql } from '../store/sql.ts';

/** Who could still decide of a gate, of the people of today, and what of it nobody can. */
export async function whoCould(sql: Sql, state: Initiative, gate: Gate, given: Given) {
  const bodies = [...new Set(gate.seats.flatMap((seat) => seat.bodies))];
  const people = gate.state === 'open' ? await decidersOf(sql, bodies, given.now) : [];
  const { eligible, outOfReach } = reachOf(state, gate, people, given.bodies);
  // Of so many not all were looked at: what they cannot give is not known.
  const known = people.length < MOST_DECIDERS;
  return {
    eligibleApprovers: eligible.map(({ id, name }) => ({ id, name })),
    outOfReach: known ? outOfReach : [],
  };
}
