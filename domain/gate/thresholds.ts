import type { BodyCode } from '../body.ts';
import {
  neverCounts,
  professionOf,
  PROFESSION_CODES,
  isRegistered,
  type StaffGroup,
} from '../professions.ts';
import type { Section } from './sections.ts';

export type SeatRole = 'approver' | 'signatory';

/** Of whom something is asked. What is left out is asked of everybody; of what is named, any one is enough. */
export interface Filter {
  readonly professions?: readonly string[];
  readonly notProfessions?: readonly string[];
  readonly staffGroups?: readonly StaffGroup[];
  readonly registered?: boolean;
  readonly bodies?: readonly BodyCode[];
  readonly roles?: readonly SeatRole[];
}

/** So many approvals of people whom the filter names, and what they must have between them; so many declines end it. */
export interface Threshold {
  readonly approve: number;
  readonly decline: number;
  readonly filter: Filter;
  /** So many different professions, and bodies, at least. */
  readonly professions: number;
  readonly bodies: number;
  readonly among: readonly { readonly atLeast: number; readonly filter: Filter }[];
  /** What those read whom the filter names, where it is not what the set reads. */
  readonly reads: readonly Section[] | null;
}

/**
 * One of the things that all must be met at a gate: any one of its thresholds, by people in its places and no others, so
 * nobody is counted twice. It opens once those before it are met.
 */
export interface ThresholdSet {
  readonly id: string;
  readonly name: string;
  /** Whose people fill its places. */
  readonly bodies: readonly BodyCode[];
  readonly places: readonly { readonly task: string; readonly role: SeatRole }[];
  /** Empty where nothing waits for it, as for advice. */
  readonly anyOf: readonly Threshold[];
  readonly after: readonly string[];
  /** `null`: everything. */
  readonly reads: readonly Section[] | null;
  readonly vetoes: readonly Filter[];
  readonly onDecline: 'ends' | 'returns';
  /** Whether it counts people by profession: approvals do, signatures do not. */
  readonly byProfession: boolean;
}

/** Somebody's approval or decline, as far as it is counted. */
export interface Counted {
  readonly profession: string | null;
  readonly body: BodyCode;
  readonly role: SeatRole;
  readonly outcome: 'approve' | 'decline';
}

export function matches(filter: Filter, { profession, body, role }: Omit<Counted, 'outcome'>): boolean {
  const { professions, notProfessions, staffGroups, registered, bodies, roles } = filter;
  return (
    (professions === undefined || (profession !== null && professions.includes(profession))) &&
    (notProfessions === undefined || profession === null || !notProfessions.includes(profession)) &&
    (staffGroups === undefined || isOfGroup(profession, staffGroups)) &&
    (registered === undefined || (profession !== null && isRegistered(profession)) === registered) &&
    (bodies === undefined || bodies.includes(body)) &&
    (roles === undefined || roles.includes(role))
  );
}

function isOfGroup(profession: string | null, groups: readonly StaffGroup[]): boolean {
  const group = profession === null ? undefined : professionOf(profession)?.staffGroup;
  return group !== undefined && groups.includes(group);
}

function countedBy(threshold: Threshold, votes: readonly Counted[], outcome: Counted['outcome']) {
  return votes.filter((vote) => vote.outcome === outcome && matches(threshold.filter, vote));
}

function distinct(values: readonly unknown[]): number {
  return new Set(values).size;
}

export function isMet(threshold: Threshold, votes: readonly Counted[]): boolean {
  const yes = countedBy(threshold, votes, 'approve');
  return (
    yes.length >= threshold.approve &&
    distinct(yes.map(({ profession }) => profession)) >= threshold.professions &&
    distinct(yes.map(({ body }) => body)) >= threshold.bodies &&
    threshold.among.every(
      ({ atLeast, filter }) => yes.filter((vote) => matches(filter, vote)).length >= atLeast,
    )
  );
}

export function setIsMet({ anyOf }: ThresholdSet, votes: readonly Counted[]): boolean {
  return anyOf.length === 0 || anyOf.some((threshold) => isMet(threshold, votes));
}

/** Places of a set that are free, by their role, and the bodies that they may be filled for. */
export interface Free {
  readonly approver: number;
  readonly signatory: number;
  readonly bodies: readonly BodyCode[];
}

/**
 * How many more approvals a set needs at least, were there people of every profession; `null` where what is free is not
 * enough. Whether there are such people is another question: see `reach`.
 */
export function leftToMeet(set: ThresholdSet, votes: readonly Counted[], free: Free): number | null {
  if (set.anyOf.length === 0) return 0;
  const each = set.anyOf.flatMap((threshold) => {
    const left = leftFor(threshold, votes, free, set.byProfession);
    return left === null ? [] : [left];
  });
  return each.length === 0 ? null : Math.min(...each);
}

function leftFor(
  threshold: Threshold,
  votes: readonly Counted[],
  free: Free,
  byProfession: boolean,
): number | null {
  const most = free.approver + free.signatory;
  const least = leastFor(threshold, votes);
  if (least > most) return null;
  const professions = byProfession ? professionsFor(threshold, most + votes.length) : [null];
  for (let left = least; left <= most; left += 1)
    if (canBeMetWith(threshold, votes, free, left, professions)) return left;
  return null;
}

/** With fewer more it cannot be met, whoever they are. */
function leastFor(threshold: Threshold, votes: readonly Counted[]): number {
  const yes = countedBy(threshold, votes, 'approve');
  return Math.max(
    threshold.approve - yes.length,
    threshold.professions - distinct(yes.map(({ profession }) => profession)),
    threshold.bodies - distinct(yes.map(({ body }) => body)),
    ...threshold.among.map(
      ({ atLeast, filter }) => atLeast - yes.filter((vote) => matches(filter, vote)).length,
    ),
    0,
  );
}

const TOLD_APART = new WeakMap<
  Threshold,
  { readonly most: number; readonly professions: readonly string[] }
>();

/** Of professions that a threshold tells not apart as many as it could ever count: the others add nothing. */
function professionsFor(threshold: Threshold, most: number): readonly string[] {
  const known = TOLD_APART.get(threshold);
  if (known?.most === most) return known.professions;
  const filters = [threshold.filter, ...threshold.among.map((each) => each.filter)];
  const kinds = new Map<string, number>();
  const professions = COUNTING.filter((profession) => {
    const kind = filters
      .map(({ bodies: _, roles: __, ...of }) => matches(of, { profession, body: '', role: 'approver' }))
      .join();
    const kept = kinds.get(kind) ?? 0;
    kinds.set(kind, kept + 1);
    return kept <= most;
  });
  TOLD_APART.set(threshold, { most, professions });
  return professions;
}

/** Whether exactly so many more approvals of this threshold's could meet it. */
function canBeMetWith(
  threshold: Threshold,
  votes: readonly Counted[],
  free: Free,
  left: number,
  professions: readonly (string | null)[],
): boolean {
  if (left === 0) return isMet(threshold, votes);
  const yes = countedBy(threshold, votes, 'approve');
  if (yes.length + left < threshold.approve) return false;
  const roles = (['approver', 'signatory'] as const).filter((role) => free[role] > 0);
  const tried = new Set<string>();
  for (const role of roles)
    for (const body of free.bodies)
      for (const profession of professions) {
        const vote: Counted = { profession, body, role, outcome: 'approve' };
        if (!matches(threshold.filter, vote)) continue;
        // Those who count alike stand for each other.
        const kind = [
          role,
          yes.some((other) => other.profession === profession),
          yes.some((other) => other.body === body),
          ...threshold.among.map(({ filter }) => matches(filter, vote)),
        ].join();
        if (tried.has(kind)) continue;
        tried.add(kind);
        const rest = { ...free, [role]: free[role] - 1 };
        if (canBeMetWith(threshold, [...votes, vote], rest, left - 1, professions)) return true;
      }
  return false;
}

const COUNTING: readonly string[] = PROFESSION_CODES.filter((code) => !neverCounts(code));

/** Whether declines end a set: those of one threshold are enough, or with them it cannot be met any more. */
export function setIsDeclined(set: ThresholdSet, votes: readonly Counted[], free: Free): boolean {
  if (!votes.some(({ outcome }) => outcome === 'decline')) return false;
  return (
    set.vetoes.some((filter) => votes.some((vote) => vote.outcome === 'decline' && matches(filter, vote))) ||
    set.anyOf.some((threshold) => countedBy(threshold, votes, 'decline').length >= threshold.decline) ||
    leftToMeet(set, votes, free) === null
  );
}

/** A threshold of so many approvals that says nothing else. */
export function plainly(approve: number): Threshold {
  return { approve, decline: 1, filter: {}, professions: 1, bodies: 1, among: [], reads: null };
}
