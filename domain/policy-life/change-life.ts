import { mayNot } from '../authorisation.ts';
import type { Action } from '../authorisation.ts';
import type { Person } from '../person.ts';
import { refusal, type FieldProblem, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Approval } from './approval.ts';
import { noSuchVersion } from './draft-policy.ts';
import { stateAt, type PolicyEvent, type PolicyLife } from './life.ts';
import type { LockOut } from './stays-national.ts';

/** The policies as they are, at which moment, and who asks. */
export interface Policies {
  readonly all: readonly PolicyLife[];
  readonly now: string;
  readonly by: Person;
}

type Changed = Result<readonly PolicyEvent[], Refusal>;

/** Puts a draft on trial: it is evaluated beside the one in force, routes nothing, and its text stands from now on. */
export function putOnTrial(version: string, { all, now, by }: Policies): Changed {
  return decided(version, 'policy.try', { all, now, by }, (known) => {
    if (known.state !== 'draft')
      return fail(notInState(known, all, now, 'Only a draft is put on trial: draft another version.'));
    return ok([{ type: 'policy-on-trial', data: refOf(known) }]);
  });
}

/** From when a version is to be in force, by whose approval, and what would stand against it. */
export interface PuttingInForce {
  /** `YYYY-MM-DD`, with today's and the instant at which that day begins. Today means now. */
  readonly from: { readonly day: string; readonly begins: string };
  readonly today: string;
  readonly approval: Result<Approval, Refusal>;
  readonly lockOut: LockOut | null;
}

/**
 * Puts what was on trial in force from a day, by an approval of the national body. Who wrote any text of it, or put it up, is
 * neither among those who approved it nor puts it in force.
 */
export function putInForce(
  version: string,
  { from, today, approval, lockOut }: PuttingInForce,
  { all, now, by }: Policies,
): Changed {
  return decided(version, 'policy.put-in-force', { all, now, by }, (known) => {
    if (known.state !== 'trial')
      return fail(
        notInState(
          known,
          all,
          now,
          known.state === 'draft'
            ? 'Put it on trial first: what it would have said is seen there, and its text stands.'
            : 'A version is put in force once: draft another one.',
        ),
      );
    const begins = from.day === today ? now : from.begins;
    const dayProblem = problemOfDay(from.day, begins, today, all);
    if (dayProblem !== null) return fail(invalid(dayProblem));
    if (!approval.ok) return approval;
    const { approvers, editors, initiative, gate } = approval.value;
    const wrote = new Set([...known.authors, ...editors]);
    if (approvers.some((each) => wrote.has(each)))
      return fail(
        refusal(
          'policy-not-approved',
          'Somebody who wrote a text of this version, or its initiative, is among those who approved it: it has to be approved by others.',
        ),
      );
    if ([by.id, ...(by.standsFor ?? [])].some((each) => wrote.has(each)))
      return fail(
        refusal(
          'own-policy',
          'Whoever wrote a text of this version or put it up, or stands in for them, does not put it in force: somebody else of the national board does.',
        ),
      );
    if (lockOut !== null)
      return fail(refusal('policy-locks-out', lockOut.detail, { data: { example: lockOut.example } }));
    return ok([{ type: 'policy-in-force', data: { ...refOf(known), from: begins, initiative, gate } }]);
  });
}

/** Calls off, before its day, what was to be in force: it is on trial again, and its approval stands. */
export function callOff(version: string, { all, now, by }: Policies): Changed {
  return decided(version, 'policy.put-in-force', { all, now, by }, (known) => {
    const from = known.inForceFrom;
    if (known.state !== 'in-force' || from === null || from <= now)
      return fail(
        notInState(
          known,
          all,
          now,
          known.state === 'in-force'
            ? 'Its day has come: put another version in force in its place.'
            : 'There is no day to call off.',
        ),
      );
    return ok([{ type: 'policy-called-off', data: { ...refOf(known), from } }]);
  });
}

/** Drops a draft or a trial. What is in force is retired by the next one, and in no other way. */
export function retire(version: string, { all, now, by }: Policies): Changed {
  return decided(version, 'policy.retire', { all, now, by }, (known) => {
    if (known.state === 'draft' || known.state === 'trial')
      return ok([{ type: 'policy-retired', data: refOf(known) }]);
    const told = stateAt(known, all, now);
    const wayOut =
      told === 'in-force'
        ? 'It is retired when the next one is in force: there is always one that says who decides.'
        : told === 'trial'
          ? 'It is to be in force from a day: call that off first.'
          : 'There is nothing to retire.';
    return fail(notInState(known, all, now, wayOut));
  });
}

function decided(
  version: string,
  action: Action,
  { all, by }: Policies,
  decide: (known: PolicyLife) => Changed,
): Changed {
  const denied = mayNot(by, action);
  if (denied !== null) return fail(denied);
  const known = all.find((each) => each.version === version);
  return known === undefined ? fail(noSuchVersion(version)) : decide(known);
}

const refOf = ({ version, hash }: PolicyLife) => ({ version, hash });

const WORDS = { draft: 'a draft', trial: 'on trial', 'in-force': 'in force', retired: 'retired' } as const;

function notInState(known: PolicyLife, all: readonly PolicyLife[], now: string, wayOut: string): Refusal {
  const state = stateAt(known, all, now);
  const waits = state === 'trial' && known.state === 'in-force';
  const is = waits ? `to be in force from ${known.inForceFrom ?? ''}` : WORDS[state];
  return refusal('policy-state', `Version ${known.version} is ${is}. ${wayOut}`, { data: { state } });
}

/** A day that is past, or on which another begins to be in force: then it would not be known which of the two is. */
function problemOfDay(
  day: string,
  begins: string,
  today: string,
  all: readonly PolicyLife[],
): FieldProblem | null {
  const field = 'from';
  if (day < today)
    return {
      field,
      rule: 'not-past',
      detail: `A policy is in force from ${today} or later: what was decided, was decided by another.`,
    };
  const other = all.find(({ state, inForceFrom }) => state === 'in-force' && inForceFrom === begins);
  if (other === undefined) return null;
  return {
    field,
    rule: 'day-taken',
    detail: `Version ${other.version} is in force from ${begins} as well: take another day, or call that off.`,
  };
}

function invalid(field: FieldProblem): Refusal {
  return refusal('invalid', field.detail, { fields: [field] });
}
