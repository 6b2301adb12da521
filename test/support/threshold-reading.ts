import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/*
 * What a set of thresholds says, read again by counting everything there is to count, and with nothing of the code that decides
 * by it. Its words are those of the file of gate rules.
 */

export interface FilterText {
  readonly professions?: readonly string[];
  readonly staffGroups?: readonly string[];
  readonly registered?: boolean;
  readonly roles?: readonly ('approver' | 'signatory')[];
}

export interface ThresholdText {
  readonly approve: number;
  readonly decline?: number;
  readonly filter?: FilterText;
  readonly professions?: number;
  readonly bodies?: number;
  readonly among?: readonly { readonly atLeast: number; readonly filter: FilterText }[];
  readonly notOwnersProfession?: boolean;
}

export interface SetText {
  readonly id: string;
  readonly name: string;
  readonly of: 'each-deciding-body' | 'deciding-bodies-together';
  readonly anyOf: readonly ThresholdText[];
  readonly after?: readonly string[];
}

export interface Voted {
  readonly profession: string | null;
  readonly body: string;
  readonly role: 'approver' | 'signatory';
  readonly yes: boolean;
}

const rows: { code: string; staff_group: string; regulator: string }[] = parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'reference', 'professions.csv')),
  { columns: true },
);
const OF = new Map(rows.map((row) => [row.code, row]));

function named(filter: FilterText = {}, vote: Voted, owner: string, notOwner = false): boolean {
  const row = OF.get(vote.profession ?? '');
  if (row === undefined) return false;
  if (notOwner && vote.profession === owner) return false;
  if (filter.professions && !filter.professions.includes(row.code)) return false;
  if (filter.staffGroups && !filter.staffGroups.includes(row.staff_group)) return false;
  if (filter.registered !== undefined && filter.registered !== (row.regulator !== '')) return false;
  return !(filter.roles && !filter.roles.includes(vote.role));
}

export function met(set: SetText, votes: readonly Voted[], owner: string): boolean {
  return set.anyOf.some((threshold) => {
    const yes = votes.filter(
      (vote) => vote.yes && named(threshold.filter, vote, owner, threshold.notOwnersProfession),
    );
    return (
      yes.length >= threshold.approve &&
      new Set(yes.map((vote) => vote.profession)).size >= (threshold.professions ?? 1) &&
      new Set(yes.map((vote) => vote.body)).size >= (threshold.bodies ?? 1) &&
      (threshold.among ?? []).every(
        (each) => yes.filter((vote) => named(each.filter, vote, owner)).length >= each.atLeast,
      )
    );
  });
}

/** Where an ICS decides, one of the approvals of its first set is its signature. */
export function withSignature(set: SetText): SetText {
  const signed = { atLeast: 1, filter: { roles: ['signatory'] } } as const;
  return { ...set, anyOf: set.anyOf.map((each) => ({ ...each, among: [...(each.among ?? []), signed] })) };
}

/** Enough of each kind that a rule of the tests tells apart. */
const ANYBODY = [
  'doctor',
  'dentist',
  'registered-nurse',
  'midwife',
  'physiotherapist',
  'pharmacist',
  'manager',
  'analyst',
  'estates',
] as const;

export interface Place {
  readonly bodies: readonly string[];
  readonly role: 'approver' | 'signatory';
}

/** Whether some people or other, in the places that are left or in some of them, could meet a set. */
export function couldBeMet(
  set: SetText,
  votes: readonly Voted[],
  left: readonly Place[],
  owner: string,
): boolean {
  if (met(set, votes, owner)) return true;
  const [place, ...rest] = left;
  if (place === undefined) return false;
  if (couldBeMet(set, votes, rest, owner)) return true;
  return place.bodies.some((body) =>
    ANYBODY.some((profession) =>
      couldBeMet(set, [...votes, { profession, body, role: place.role, yes: true }], rest, owner),
    ),
  );
}

/** Whether declines end it: enough of them by one threshold, or so many that the rest cannot meet it. */
export function declined(
  set: SetText,
  votes: readonly Voted[],
  left: readonly Place[],
  owner: string,
): boolean {
  const no = votes.filter((vote) => !vote.yes);
  if (no.length === 0) return false;
  const enough = set.anyOf.some(
    (threshold) =>
      no.filter((vote) => named(threshold.filter, vote, owner, threshold.notOwnersProfession)).length >=
      (threshold.decline ?? 1),
  );
  return enough || !couldBeMet(set, votes, left, owner);
}

/** Whether somebody may fill a place: as somebody whom it asks, who with their approval leaves it possible to be met. */
export function mayFill(
  set: SetText,
  votes: readonly Voted[],
  left: readonly Place[],
  who: Omit<Voted, 'yes'>,
  owner: string,
): boolean {
  const vote = { ...who, yes: true };
  return (
    who.profession !== null &&
    who.profession !== 'student' &&
    !met(set, votes, owner) &&
    set.anyOf.some((each) => named(each.filter, vote, owner, each.notOwnersProfession)) &&
    couldBeMet(set, [...votes, vote], left, owner)
  );
}
