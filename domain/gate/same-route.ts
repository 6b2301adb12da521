import { canonical } from '../log/canonical.ts';
import { gateId, type Gate } from './gate.ts';
import { withTasks, type Route } from './route.ts';
import type { GateRules } from './rules.ts';

/**
 * Whether a gate is where a route leads, and of whom it leads there. What a quorum asks beside its seats is left out where other rules
 * have come into force since: an open gate keeps those it opened with.
 */
export function sameRoute(route: Route, initiative: string, gate: Gate, rules: GateRules): boolean {
  const seats = gate.seats.map(({ task, kind, bodies, role }) => ({ task, kind, bodies, role }));
  const wanted = withTasks(route, gateId(initiative, gate.stage, gate.round));
  const referrals = gate.referrals.map(({ authority, kind }) => ({ authority, kind }));
  const isOfItsRules = gate.rulesVersion === rules.version;
  return (
    route.level === gate.level &&
    canonical([route.bodies, wanted.seats, route.referrals]) === canonical([gate.bodies, seats, referrals]) &&
    (!isOfItsRules || canonical(wanted.quorum) === canonical(gate.quorum))
  );
}
