import type { BodyCode, BodyKind, BodyMap, Membership } from './body.ts';
import type { Content } from './content.ts';
import { mapProblems } from './map-rules.ts';
import { mayNot } from './authorisation.ts';
import type { CalendarGiven } from './calendars/give-calendar.ts';
import type { CalendarImported } from './calendars/import-calendar.ts';
import type { Cover } from './cover.ts';
import type { Declared } from './interest.ts';
import type { PolicyEvent } from './policy-life/life.ts';
import { holds, type Person, type PersonId, type RoleHeld } from './person.ts';
import { isProfessionCode } from './professions.ts';
import { refusal, type FieldProblem, type Refusal } from './refusal.ts';
import { fail, ok, type Result } from './result.ts';
import type { WebhookEvent } from './telling/webhook.ts';
import type { WayChosen } from './telling/way.ts';
import type { Scope } from './service-account.ts';

/** A body as an operator registers it, or registers it again with another name or other memberships. */
export interface NewBody {
  readonly code: BodyCode;
  readonly name: string;
  readonly kind: BodyKind;
  readonly memberships: readonly Membership[];
}

/** Somebody as an operator registers them, joined to an OIDC identity by issuer and subject. */
export interface NewPerson {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: Content<string>;
  readonly profession: string | null;
  readonly roles: readonly RoleHeld[];
}

/** A program as an operator registers it: it acts for a body, and somebody who drafts for that body answers for it. */
export interface NewServiceAccount {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: Content<string>;
  readonly body: BodyCode;
  readonly responsible: string;
  readonly scopes: readonly Scope[];
}

/** What can happen to the registry. Bodies are public; a person's name is not, nor what their interest is in. */
export type RegistryEvent =
  | { readonly type: 'body-registered'; readonly data: NewBody }
  | { readonly type: 'person-registered'; readonly data: NewPerson }
  | CalendarImported
  | CalendarGiven
  | PolicyEvent
  | WayChosen
  | WebhookEvent
  | { readonly type: 'service-account-registered'; readonly data: NewServiceAccount }
  | { readonly type: 'service-account-ended'; readonly data: { readonly id: string } }
  | { readonly type: 'roles-changed'; readonly data: RolesChanged }
  | { readonly type: 'substitute-named'; readonly data: Cover }
  | {
      readonly type: 'cover-ended';
      readonly data: { readonly id: string; readonly person: PersonId; readonly on: string };
    }
  | { readonly type: 'interest-declared'; readonly data: Declared }
  | {
      readonly type: 'interest-withdrawn';
      readonly data: { readonly id: string; readonly person: PersonId; readonly on: string };
    };

/** The roles that somebody holds from a day on, in place of what they held; none where they leave. */
export interface RolesChanged {
  readonly person: PersonId;
  readonly roles: readonly RoleHeld[];
  readonly from: string;
}

/** Registers bodies, each once. A membership names a body that is known, or that is registered with it. */
export function registerBodies(
  bodies: readonly NewBody[],
  map: BodyMap,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'registry.write');
  if (denied !== null) return fail(denied);
  const known = new Set(bodies.map((body) => body.code));
  const fields = bodies.flatMap((body) =>
    body.memberships.flatMap(({ parent }, index) =>
      !known.has(parent) && map.get(parent) === undefined
        ? [unknownBody(`memberships[${index}].parent`, parent)]
        : [],
    ),
  );
  if (fields.length > 0)
    return fail(refusal('bodies-unknown', 'A body belongs to one that is not registered.', { fields }));
  const twice = listedTwice(bodies);
  if (twice !== null) return fail(twice);
  const broken = mapProblems(bodies, map);
  if (broken.length > 0) return fail(invalid(broken));
  return ok(bodies.map((data) => ({ type: 'body-registered', data })));
}

/** A list that has one code more than once: which of the two is meant cannot be told. */
export function listedTwice(bodies: readonly NewBody[]): Refusal | null {
  const seen = new Set<BodyCode>();
  const fields = bodies.flatMap(({ code }, index): readonly FieldProblem[] => {
    if (!seen.has(code)) {
      seen.add(code);
      return [];
    }
    const detail = `${code} is in the list more than once: give each body once, with all its memberships.`;
    return [{ field: `bodies[${index}].code`, rule: 'once', detail }];
  });
  return fields.length === 0 ? null : invalid(fields);
}

/** Registers people with the roles that they hold. */
export function registerPeople(
  people: readonly NewPerson[],
  map: BodyMap,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'registry.write');
  if (denied !== null) return fail(denied);
  const fields = people.flatMap((person) => problemsOf(person, map));
  if (fields.length > 0) return fail(invalid(fields));
  return ok(people.map((data) => ({ type: 'person-registered', data })));
}

/** Registers a program; `responsible` is who answers for it, as they are today, or `null` for nobody who is known. */
export function registerServiceAccount(
  account: NewServiceAccount,
  responsible: Person | null,
  map: BodyMap,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'registry.write');
  if (denied !== null) return fail(denied);
  const { body } = account;
  const answers = responsible !== null && holds(responsible, ['owner'], [body]);
  const detail = `Who answers for a service account holds the role owner for its body, ${body}.`;
  const fields = [
    ...(map.get(body) === undefined ? [unknownBody('body', body)] : []),
    ...(answers ? [] : [{ field: 'responsible', rule: 'owner-of-body', detail }]),
  ];
  return fields.length > 0
    ? fail(invalid(fields))
    : ok([{ type: 'service-account-registered', data: account }]);
}

/**
 * Gives somebody other roles from a day on: those that they held end with the day before. With no role they leave.
 */
export function changeRoles(
  change: RolesChanged,
  map: BodyMap,
  today: string,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'registry.write');
  if (denied !== null) return fail(denied);
  const past = change.from < today;
  const fields = [
    ...change.roles.flatMap(({ role, body }, index) => roleProblem(role, body, index, map)),
    ...(past
      ? [{ field: 'from', rule: 'not-past', detail: `Roles change on ${today} or later: what was, was.` }]
      : []),
  ];
  if (fields.length > 0) return fail(invalid(fields));
  return ok([{ type: 'roles-changed', data: change }]);
}

function problemsOf({ profession, roles }: NewPerson, map: BodyMap): readonly FieldProblem[] {
  const detail = `No profession ${profession ?? ''} is known.`;
  return [
    ...(profession === null || isProfessionCode(profession)
      ? []
      : [{ field: 'profession', rule: 'known-profession', detail }]),
    ...roles.flatMap(({ role, body }, index) => roleProblem(role, body, index, map)),
  ];
}

function invalid(fields: readonly FieldProblem[]): Refusal {
  return refusal('invalid', fields.map((each) => each.detail).join(' '), { fields });
}

function roleProblem(
  role: RoleHeld['role'],
  body: BodyCode | null,
  index: number,
  map: BodyMap,
): readonly FieldProblem[] {
  const field = `roles[${index}].body`;
  if (role === 'operator')
    return body === null
      ? []
      : [{ field, rule: 'no-body', detail: 'An operator’s role is for the service, not a body.' }];
  if (body === null) return [{ field, rule: 'required', detail: `The role ${role} is held for a body.` }];
  const kind = map.get(body)?.kind;
  if (kind === undefined) return [unknownBody(field, body)];
  if (role === 'signatory' && kind !== 'system')
    return [{ field, rule: 'system', detail: `A signatory signs for an ICS, and ${body} is a ${kind}.` }];
  return [];
}

function unknownBody(field: string, code: BodyCode): FieldProblem {
  return { field, rule: 'known-body', detail: `No body ${code} is registered; see GET /v1/bodies.` };
}
