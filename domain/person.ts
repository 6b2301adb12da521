import type { BodyCode } from './body.ts';
import type { ServiceAccount } from './service-account.ts';
import type { Interest } from './interest.ts';
import type { Level } from './level.ts';

/** An opaque id: a name is never in an event. */
export type PersonId = string;

export const ROLES = ['owner', 'approver', 'signatory', 'board', 'operator'] as const;

/**
 * `owner` drafts for a body; `approver` decides for it; `signatory` signs for an ICS;
 * `board` reads what was decided; `operator` runs the service and keeps the registry, and sees no initiative.
 */
export type Role = (typeof ROLES)[number];

/** A role held for a body. An operator's body is `null`. */
export interface RoleHeld {
  readonly role: Role;
  readonly body: BodyCode | null;
  /** Whose it is, where they are away and this person stands in for them: see cover.ts. */
  readonly onBehalfOf?: PersonId;
  /** The levels of the decisions that it is held for; left out, all. */
  readonly levels?: readonly Level[];
}

/** Somebody as they are on the day: who acts, with what profession, for which bodies. */
export interface Person {
  readonly id: PersonId;
  readonly profession: string | null;
  readonly roles: readonly RoleHeld[];
  /** Set for a program, which holds no role. */
  readonly service?: ServiceAccount | null;
  /** Everybody whom they stand in for today, in whatever. */
  readonly standsFor?: readonly PersonId[];
  /** What they have declared, and what those have whom they stand in for. */
  readonly interests?: readonly Interest[];
}

/** In whose name somebody asks: their own, or for a program that of who answers for it. */
export function inTheNameOf({ id, profession, service }: Person): Pick<Person, 'id' | 'profession'> {
  return service ? { id: service.responsible, profession: service.profession } : { id, profession };
}

/** True when the person holds one of the roles for one of the bodies. */
export function holds(person: Person, roles: readonly Role[], bodies: readonly BodyCode[]): boolean {
  return person.roles.some(
    (held) => roles.includes(held.role) && held.body !== null && bodies.includes(held.body),
  );
}

/** The bodies that a person holds any role for, or a program acts for. */
export function bodiesOf({ roles, service }: Person): readonly BodyCode[] {
  const held = roles.flatMap(({ body }) => (body === null ? [] : [body]));
  return [...new Set(service?.active ? [...held, service.body] : held)];
}
