import type { BodyCode } from './body.ts';
import { LEVELS, type Level } from './level.ts';
import type { Person, PersonId, Role, RoleHeld } from './person.ts';

/** The roles that somebody else can stand in for: those that decide. */
export const COVERED_ROLES = ['approver', 'signatory'] as const satisfies readonly Role[];
export type CoveredRole = (typeof COVERED_ROLES)[number];

/** So many people at most stand in for each other, one after the other: whom a role reaches can still be told. */
export const MOST_LINKS = 5;

/** What of somebody's roles is meant: `null` is all. */
export interface Scope {
  readonly roles: readonly CoveredRole[] | null;
  readonly bodies: readonly BodyCode[] | null;
  readonly levels: readonly Level[] | null;
}

export const WHOLE: Scope = { roles: null, bodies: null, levels: null };

/** That somebody is away from a day to (not including) a day, and who stands in for them; `null`: nobody does. */
export interface Cover {
  readonly id: string;
  readonly person: PersonId;
  readonly substitute: PersonId | null;
  readonly scope: Scope;
  readonly from: string;
  readonly to: string;
}

export function isOn({ from, to }: Pick<Cover, 'from' | 'to'>, day: string): boolean {
  return from <= day && day < to;
}

/** Where two scopes meet; `null` where they do not. */
export function meet(a: Scope, b: Scope): Scope | null {
  const roles = both(a.roles, b.roles);
  const bodies = both(a.bodies, b.bodies);
  const levels = both(a.levels, b.levels);
  if ([roles, bodies, levels].some((each) => each?.length === 0)) return null;
  return { roles, bodies, levels };
}

function both<T>(a: readonly T[] | null, b: readonly T[] | null): readonly T[] | null {
  if (a === null) return b;
  if (b === null) return a;
  return a.filter((each) => b.includes(each));
}

/** For whom somebody stands in on a day, and for what of theirs. */
export interface StandIn {
  readonly person: PersonId;
  readonly scope: Scope;
}

/**
 * Everybody whom a person stands in for on a day: those who named them, and those whose substitute is away and has named
 * them in turn, for what both are named for. Whom several ways lead to for the same is followed once, by the shortest: where
 * everybody names everybody there are more ways than anybody could follow. One that comes round to somebody again leads to
 * nothing more.
 */
export function standsInFor(substitute: PersonId, covers: readonly Cover[], day: string): readonly StandIn[] {
  const on = covers.filter((cover) => isOn(cover, day) && cover.person !== substitute);
  const found = new Map<string, StandIn>();
  let last: readonly StandIn[] = [{ person: substitute, scope: WHOLE }];
  for (let links = 1; links <= MOST_LINKS && last.length > 0; links += 1) {
    const next: StandIn[] = [];
    for (const { person: of, scope } of last)
      for (const cover of on) {
        const met = cover.substitute === of ? meet(cover.scope, scope) : null;
        if (met === null) continue;
        const stands = { person: cover.person, scope: met };
        const key = JSON.stringify([stands.person, met.roles, met.bodies, met.levels]);
        if (found.has(key)) continue;
        found.set(key, stands);
        next.push(stands);
      }
    last = next;
  }
  return [...found.values()];
}

/** A person with what they hold for those they stand in for. */
export function withCover<P extends Person>(
  person: P,
  stands: readonly StandIn[],
  of: ReadonlyMap<PersonId, Person>,
): P {
  if (stands.length === 0) return person;
  const covered = stands.flatMap(({ person: whom, scope }) =>
    ownRoles(of.get(whom)).flatMap((held): readonly RoleHeld[] => {
      const { role, body } = held;
      if (!includes(scope, held)) return [];
      return [{ role, body, onBehalfOf: whom, ...(scope.levels !== null && { levels: scope.levels }) }];
    }),
  );
  const roles = new Map([...person.roles, ...covered].map((held) => [keyOf(held), held]));
  const standsFor = [...new Set(stands.map((each) => each.person))];
  const interests = [person.id, ...standsFor].flatMap((id) =>
    ((id === person.id ? person : of.get(id))?.interests ?? []).filter((each) => each.by === id),
  );
  return { ...person, roles: [...roles.values()], standsFor, interests };
}

const keyOf = ({ role, body, onBehalfOf, levels }: RoleHeld) =>
  [role, body, onBehalfOf, levels?.toSorted()].join('|');

/** What somebody holds themselves. */
export function ownRoles(person: Person | undefined): readonly RoleHeld[] {
  return (person?.roles ?? []).filter((held) => held.onBehalfOf === undefined);
}

/** Whether a scope takes a role in, at some level. */
export function includes({ roles, bodies }: Scope, { role, body }: RoleHeld): boolean {
  if (body === null || !isCovered(role)) return false;
  return (roles?.includes(role) ?? true) && (bodies?.includes(body) ?? true);
}

export function isCovered(role: Role): role is CoveredRole {
  return (COVERED_ROLES as readonly Role[]).includes(role);
}

/**
 * A person as they can be counted on on a day: without what they are away from, whether it is their own or another's.
 * Somebody who is away may still act; nobody waits for it.
 */
export function asThere<P extends Person>(person: P, covers: readonly Cover[], day: string): P {
  const away = covers.filter((cover) => cover.person === person.id && isOn(cover, day));
  if (away.length === 0) return person;
  const roles = person.roles.flatMap((held): readonly RoleHeld[] => {
    if (!isCovered(held.role)) return [held];
    const at = away.filter(({ scope }) => includes(scope, held)).map(({ scope }) => scope.levels);
    if (at.length === 0) return [held];
    const left = (held.levels ?? LEVELS).filter((level) =>
      at.every((levels) => levels?.includes(level) === false),
    );
    return left.length === 0 ? [] : [{ ...held, levels: left }];
  });
  return { ...person, roles };
}
