import type { BodyCode } from './body.ts';
import type { Gate } from './gate/gate.ts';
import { conflictOf } from './gate/seat.ts';
import type { BodyPart } from './initiative/parts.ts';
import type { Matter } from './matter.ts';
import { holds, inTheNameOf, type Person, type PersonId, type Role } from './person.ts';
import { refusal, type Refusal } from './refusal.ts';
import type { Scope, ServiceAccount } from './service-account.ts';

type Parts = readonly Pick<BodyPart, 'body'>[];

/** What an action is done to, as far as it matters for who may. */
export interface Target {
  readonly lead?: BodyCode;
  /** The body that something is kept for. */
  readonly body?: BodyCode;
  /** All that says who may not decide it is needed only by what decides something about it. */
  readonly initiative?: Pick<Matter, 'owner'> &
    Partial<Matter> & { readonly gate?: Pick<Gate, 'bodies'> | null };
  /** Worked out only where it matters. */
  readonly parts?: Parts | (() => Parts);
  /** The bodies whose people may, where the command says which. */
  readonly concerned?: readonly BodyCode[];
  /** Who made a challenge. */
  readonly challenger?: PersonId;
  /** Who is invited to a sitting. */
  readonly invited?: readonly PersonId[];
  /** Somebody of the registry. */
  readonly person?: Pick<Person, 'id' | 'roles'>;
}

/** How a person can stand to the target of an action. */
const RELATIONS = {
  anybody: () => true,
  operator: (person: Person) => hasRole(person, 'operator'),
  'the person concerned': (person: Person, { person: whom }: Target) => whom?.id === person.id,
  'board member of a body of theirs': (person: Person, { person: whom }: Target) =>
    (whom?.roles ?? []).some(({ body }) => body !== null && holds(person, ['board'], [body])),
  'board of the national body': (person: Person) =>
    person.roles.some((held) => held.role === 'board' && held.body === 'national'),
  'board member': (person: Person) => hasRole(person, 'board'),
  'board member of the body': (person: Person, { body }: Target) =>
    body !== undefined && (holds(person, ['board'], [body]) || person.service?.body === body),
  'owner for the lead body': (person: Person, { lead }: Target) =>
    lead !== undefined && (holds(person, ['owner'], [lead]) || person.service?.body === lead),
  // A program acts for one body: what who answers for it owns elsewhere is not its own.
  'owner of the initiative': (person: Person, { initiative, lead }: Target) =>
    initiative?.owner === inTheNameOf(person).id &&
    (!person.service || person.service.body === (lead ?? initiative.proposal?.value?.lead)),
  'approver of a deciding body': (person: Person, { initiative }: Target) =>
    holds(person, ['approver'], initiative?.gate?.bodies ?? []),
  'approver or signatory of a deciding body': (person: Person, { initiative }: Target) =>
    holds(person, ['approver', 'signatory'], initiative?.gate?.bodies ?? []),
  'approver or signatory of a body that decides it, of an affected ICS or of a body above': (
    person: Person,
    { concerned }: Target,
  ) => holds(person, ['approver', 'signatory'], concerned ?? []),
  'approver or signatory of a body that decides it, that it affects or that is above': (
    person: Person,
    { concerned }: Target,
  ) => holds(person, ['approver', 'signatory'], concerned ?? []),
  'approver or signatory of the body that the highest verdict names': (
    person: Person,
    { concerned }: Target,
  ) => holds(person, ['approver', 'signatory'], concerned ?? []),
  'approver, signatory or board member of the body': (person: Person, { body }: Target) =>
    body !== undefined && holds(person, ['approver', 'signatory', 'board'], [body]),
  'of the body': (person: Person, { body }: Target) =>
    body !== undefined && holds(person, ['owner', 'approver', 'signatory', 'board'], [body]),
  'invited to the sitting': (person: Person, { invited }: Target) => invited?.includes(person.id) ?? false,
  'who made the challenge': (person: Person, { challenger }: Target) => challenger === person.id,
  'of a body with a part in it': (person: Person, { parts }: Target) =>
    (typeof parts === 'function' ? parts() : (parts ?? [])).some(
      ({ body }) =>
        holds(person, ['owner', 'approver', 'signatory', 'board'], [body]) || person.service?.body === body,
    ),
} satisfies Record<string, (person: Person, target: Target) => boolean>;

type Relation = keyof typeof RELATIONS;

/** The one table of who may do what: any one relation is enough, and what is not here nobody may. */
const MAY = {
  'initiative.draft': ['owner for the lead body'],
  // Of what is listed each one is held to `initiative.read` by itself.
  'initiative.list': ['anybody'],
  'initiative.read': ['owner of the initiative', 'of a body with a part in it'],
  'initiative.edit': ['owner of the initiative'],
  'initiative.comment': ['owner of the initiative', 'of a body with a part in it'],
  // To proposal and stages by who may change them, to what was said by who said it.
  'attachment.add': ['owner of the initiative', 'of a body with a part in it'],
  'attachment.remove': ['owner of the initiative', 'of a body with a part in it'],
  'initiative.submit': ['owner of the initiative'],
  'initiative.withdraw': ['owner of the initiative'],
  'stage.send': ['owner of the initiative'],
  'stage.present': ['owner of the initiative'],
  'task.list': ['anybody'],
  'task.read': ['owner of the initiative', 'of a body with a part in it'],
  // Who may fill which seat follows from the seat itself: see gate/seat.ts.
  'task.work': ['of a body with a part in it'],
  'task.decide': ['of a body with a part in it'],
  'task.remind': ['owner of the initiative', 'of a body with a part in it'],
  'task.answer': ['owner of the initiative'],
  // Each their own; those that are shared with a body of theirs they may read.
  'filter.read': ['anybody'],
  'filter.keep': ['anybody'],
  'interest.recuse': ['of a body with a part in it'],
  'interest.declare': ['the person concerned'],
  'interest.withdraw': ['the person concerned'],
  'interest.list': ['board member', 'operator'],
  'interest.read': ['the person concerned', 'operator', 'board member of a body of theirs'],
  'cover.read': ['the person concerned', 'operator'],
  'cover.name': ['the person concerned', 'operator'],
  'cover.end': ['the person concerned', 'operator'],
  'referral.answer': ['approver or signatory of a deciding body'],
  'requirement.override': ['approver of a deciding body'],
  'gate.return': ['approver of a deciding body'],
  // Never the owner alone: `decide-challenge.ts` keeps out who asserted or challenged.
  'fact.confirm': ['approver or signatory of a body that decides it, that it affects or that is above'],
  'fact.challenge': [
    'approver or signatory of a body that decides it, of an affected ICS or of a body above',
  ],
  'challenge.accept': ['owner of the initiative'],
  'challenge.withdraw': ['who made the challenge'],
  'challenge.decide': ['approver or signatory of the body that the highest verdict names'],
  // Of what is listed each one is held to `initiative.read` by itself.
  'lowered.list': ['board member'],
  // Of the gates that are counted each one is held to `initiative.read` by itself.
  'learning.read': ['board member'],
  // Of what is listed each one is held to `sitting.read` by itself, and each item of it to `initiative.read`.
  'sitting.list': ['anybody'],
  'sitting.read': ['of the body', 'invited to the sitting'],
  'sitting.convene': ['approver, signatory or board member of the body'],
  'sitting.keep': ['approver, signatory or board member of the body'],
  // Their own apologies; what others did is recorded by who keeps the sitting.
  'sitting.attend': ['approver, signatory or board member of the body', 'invited to the sitting'],
  'registry.read': ['anybody'],
  'registry.self': ['anybody'],
  'registry.write': ['operator'],
  // As far as they may read the initiative: see row-level security.
  'change.list': ['anybody'],
  // Their own.
  'told.choose': ['anybody'],
  // Of what is listed each one is held to `webhook.keep` by itself.
  'webhook.list': ['anybody'],
  'webhook.keep': ['operator', 'board member of the body'],
  'service-accounts.read': ['operator'],
  'policy.read': ['anybody'],
  'policy.evaluate': ['anybody'],
  // Over what they may see: see row-level security.
  'policy.replay': ['board member'],
  'policy.check': ['anybody'],
  'policy.draft': ['board of the national body', 'operator'],
  'policy.try': ['board of the national body'],
  // Never who wrote it: `policy-life/change-life.ts` keeps them out.
  'policy.put-in-force': ['board of the national body'],
  'policy.retire': ['board of the national body'],
  // Of what is listed each one is held to `initiative.read` by itself.
  'policy.move': ['board of the national body'],
} satisfies Record<string, readonly Relation[]>;

export type Action = keyof typeof MAY;

/** The table as data, for who reads it: each action with who may. */
export const ACTIONS = Object.keys(MAY) as readonly Action[];
export const whoMay = (action: Action): readonly string[] => MAY[action];

/** Whether this names something that somebody may do: what is not in the table nobody may. */
export function isAction(name: string): name is Action {
  return Object.hasOwn(MAY, name);
}

/**
 * The scope that each action needs. An action that is not here no service account may, whatever its scopes: claiming,
 * deciding, signing, answering for somebody and keeping the registry are people's.
 */
const SCOPE_OF: Partial<Record<Action, Scope | 'none'>> = {
  'initiative.draft': 'initiatives:write',
  'initiative.list': 'initiatives:read',
  'initiative.read': 'initiatives:read',
  'initiative.edit': 'initiatives:write',
  'initiative.submit': 'initiatives:write',
  'initiative.withdraw': 'initiatives:write',
  'initiative.comment': 'comments:write',
  'stage.send': 'initiatives:write',
  'stage.present': 'initiatives:write',
  'task.list': 'tasks:read',
  'task.read': 'tasks:read',
  'registry.read': 'registry:read',
  'registry.self': 'none',
  'policy.read': 'policies:read',
  'policy.evaluate': 'policies:evaluate',
  'policy.check': 'policies:read',
  'change.list': 'initiatives:read',
  'webhook.list': 'webhooks',
  'webhook.keep': 'webhooks',
};

/** The scope with which a service account may do this; `none` where it needs none, `null` where none is enough. */
export function scopeFor(action: Action): Scope | 'none' | null {
  return SCOPE_OF[action] ?? null;
}

/** What of being a service account stands against an action. */
function notForThisAccount({ scopes, active }: ServiceAccount, action: Action): Refusal | null {
  const scope = scopeFor(action);
  if (scope === null)
    return refusal('not-for-programs', `Only a person may do this (${action}), and no scope allows it.`, {
      data: { action },
    });
  if (!active)
    return refusal(
      'service-account-ended',
      'This service account has ended, or nobody answers for it any more: ask the operator.',
    );
  if (scope === 'none' || scopes.includes(scope)) return null;
  return refusal('scope-missing', `This service account may not do this: it lacks the scope ${scope}.`, {
    data: { action, scope },
  });
}

/**
 * What decides something about an initiative: nobody does it where they have an interest, wrote it or stand in for who did,
 * whatever their roles. Of tasks each seat asks the same itself, since a vote that is refused is recorded.
 */
const DECIDES: ReadonlySet<Action> = new Set<Action>([
  'fact.confirm',
  'fact.challenge',
  'challenge.decide',
  'referral.answer',
  'requirement.override',
  'gate.return',
]);

/**
 * Whether a person may do this to that; `null` where they may, and otherwise who may, or why not this person. Denies by
 * default.
 */
export function mayNot(person: Person, action: Action, target: Target = {}): Refusal | null {
  const relations: readonly Relation[] = MAY[action];
  const notTheirs = person.service ? notForThisAccount(person.service, action) : null;
  if (notTheirs !== null) return notTheirs;
  if (relations.some((relation) => RELATIONS[relation](person, target)))
    return DECIDES.has(action) ? conflictOf(whole(target), person) : null;
  return refusal('not-allowed', `Only somebody who is ${relations.join(' or ')} may do this (${action}).`, {
    data: { action, needs: relations },
  });
}

/** Whoever asks who may decide something knows what it is about: anything else is a mistake of ours. */
function whole({ initiative }: Target): Matter {
  const { owner, editors, recused, proposal } = initiative ?? {};
  if (owner === undefined || editors === undefined || recused === undefined || proposal === undefined)
    throw new Error('Who may decide something is asked of an initiative that was read whole');
  return { owner, editors, recused, proposal };
}

/** Relations that follow from who somebody is, whatever the action is done to. */
const OF_THEMSELVES: readonly Relation[] = [
  'anybody',
  'operator',
  'board of the national body',
  'board member',
];

/**
 * Asked before it is known what an action is done to: whether somebody may do it to nothing at all. Where it depends on
 * the target, `mayNot` says it of the target.
 */
export function mayNever(person: Person, action: Action): Refusal | null {
  const relations: readonly Relation[] = MAY[action];
  const notTheirs = person.service ? notForThisAccount(person.service, action) : null;
  if (notTheirs !== null) return notTheirs;
  return relations.every((relation) => OF_THEMSELVES.includes(relation)) ? mayNot(person, action) : null;
}

function hasRole(person: Person, role: Role): boolean {
  return person.roles.some((held) => held.role === role);
}
