import type { NewSeat } from '../initiative/events.ts';
import { canonical } from '../log/canonical.ts';
import type { Quorum } from './gate.ts';
import type { RoutedSet } from './route-sets.ts';
import { plainly, type Filter, type Threshold } from './thresholds.ts';

/**
 * A set as its gate keeps it. Approvals of which no more is said than version 1 of the gate rules could are kept as it kept them,
 * and what a signature or advice is without being said is not kept: so a release that knows nothing of sets can go on with a gate
 * of such rules. `setsOf` reads what this writes.
 */
export function asKept(
  set: RoutedSet,
  seats: readonly NewSeat[],
  { isAwaited, isAlone }: { readonly isAwaited: boolean; readonly isAlone: boolean },
): readonly Quorum[] {
  // What is kept plainly names no places: it has all that its body approves in, so no other set may have some of them.
  const plain = isAlone ? asPlain(set) : null;
  if (plain !== null) return [plain];
  if (!isAwaited && saysNothing(set, seats)) return [];
  const { seats: _, ...rest } = set;
  return [{ ...rest, places: seats.map(({ task, role }) => ({ task, role })) }];
}

function asPlain(set: RoutedSet): Quorum | null {
  const [body, ...bodies] = set.bodies;
  const [threshold, ...thresholds] = set.anyOf;
  if (body === undefined || threshold === undefined || bodies.length + thresholds.length > 0) return null;
  const { approve, filter, professions, among } = threshold;
  const [least, ...more] = among;
  const { notProfessions, ...others } = filter;
  const plain: Threshold = { ...plainly(approve), professions, filter, among };
  const fits =
    set.byProfession &&
    set.id === `approvals:${body}` &&
    set.name === 'Approvals' &&
    set.after.length + set.vetoes.length + more.length + Object.keys(others).length === 0 &&
    set.reads === null &&
    (notProfessions === undefined || notProfessions.length === 1) &&
    (least === undefined || isRegisteredAlone(least.filter)) &&
    canonical(threshold) === canonical(plain);
  if (!fits) return null;
  return {
    body,
    approvals: approve,
    professions,
    registered: least?.atLeast ?? 0,
    notProfession: notProfessions?.[0] ?? null,
  };
}

function isRegisteredAlone(filter: Filter): boolean {
  return canonical(filter) === canonical({ registered: true });
}

function saysNothing(set: RoutedSet, seats: readonly NewSeat[]): boolean {
  return (
    !set.byProfession &&
    seats.length === 1 &&
    set.after.length + set.vetoes.length === 0 &&
    set.reads === null
  );
}
