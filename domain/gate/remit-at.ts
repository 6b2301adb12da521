import { hasInterest, type Matter } from '../matter.ts';
import type { Level } from '../level.ts';
import type { Person, RoleHeld } from '../person.ts';
import type { Gate } from './gate.ts';

/**
 * Somebody with the roles that they have in what is decided at a level, or at none yet: what they hold for somebody else
 * they hold at the levels that they stand in at, and not where that person has an interest.
 */
export function remitIn<P extends Person>(matter: Matter, level: Level | null, person: P): P {
  const roles = rolesAt(level, person).filter(
    ({ onBehalfOf: whose }) => whose === undefined || !hasInterest(matter, whose, person.interests),
  );
  return { ...person, roles };
}

/**
 * Somebody with the roles that they have at this gate. What they hold for somebody else ends where that person could
 * not decide either: at a level that they are not stood in for, where they have an interest, and where they have
 * answered already, themselves or through another. A person fills one seat of a gate at most, by whomever.
 */
export function remitAt<P extends Person>(matter: Matter, gate: Pick<Gate, 'level' | 'seats'>, person: P): P {
  if (!person.roles.some(({ onBehalfOf, levels }) => onBehalfOf !== undefined || levels !== undefined))
    return person;
  const answered = new Set(
    gate.seats.flatMap(({ vote }) =>
      vote === null || vote.by === person.id ? [] : [vote.by, vote.onBehalfOf],
    ),
  );
  const remit = remitIn(matter, gate.level, person);
  const roles = remit.roles.filter(({ onBehalfOf: whose }) => whose === undefined || !answered.has(whose));
  return { ...remit, roles };
}

/** The roles that somebody has in what is decided at a level, or at none yet. */
export function rolesAt(level: Level | null, { roles }: Person): readonly RoleHeld[] {
  return roles.filter(({ levels }) => levels === undefined || (level !== null && levels.includes(level)));
}
