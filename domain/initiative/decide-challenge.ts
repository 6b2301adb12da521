import { mayNot, type Target } from '../authorisation.ts';
import type { BodyCode } from '../body.ts';
import { remitIn } from '../gate/remit-at.ts';
import type { Route } from '../gate/route.ts';
import type { Level } from '../level.ts';
import type { Fact, Facts, FactValue } from '../facts.ts';
import { countReadings, MOST_READINGS } from '../policy/judge.ts';
import { holds, type Person, type PersonId } from '../person.ts';
import { refusal, type FieldProblem, type Refusal } from '../refusal.ts';
import { fail, type Result } from '../result.ts';
import { afterEdit } from './after-edit.ts';
import type { Challenge } from './claim.ts';
import { confirmationsOf, overseeing } from './claims.ts';
import type { PersonCommand } from './commands.ts';
import { accept, refuse, type Decision, type Given, type GivenBy } from './decision.ts';
import type { Event, Settlement } from './events.ts';
import type { Initiative } from './initiative.ts';
import { notNow } from './not-now.ts';
import { notRoutable, routable } from './routable.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Confirms a fact as it was shown: somebody of a body that it touches, other than who wrote or asserted it. */
export function confirmFact(state: Initiative, command: Command<'confirm-fact'>, given: GivenBy): Decision {
  const by = whoAsks(state, given);
  const { fact, value } = command;
  const denied = cannotConfirm(state, fact, value, given);
  if (denied !== null) return refuse(denied);
  const body = actingFor(by, confirming(state, given));
  return accept({ type: 'fact-confirmed', data: { fact, value, by: by.id, body } });
}

/** The bodies whose people may confirm a fact. */
function confirming(state: Initiative, given: GivenBy): readonly BodyCode[] {
  return [...overseeing(state, given.bodies), ...(state.proposal.value?.affected ?? [])];
}

/** Why somebody cannot confirm a fact as they were shown it; `null` where they can. */
export function cannotConfirm(
  state: Initiative,
  fact: Fact,
  value: FactValue,
  given: GivenBy,
): Refusal | null {
  const by = whoAsks(state, given);
  return (
    mayNot(by, 'fact.confirm', { initiative: state, concerned: confirming(state, given) }) ??
    ofOthers(state, fact, by, 'confirmed') ??
    notNow(state, ['under-way'], 'confirmed') ??
    unknown(state, fact) ??
    (state.facts[fact] === value
      ? null
      : refusal('content-changed', `${fact} is ${shown(state.facts[fact])} now: read it again.`)) ??
    (state.claims.challenges.some((each) => each.fact === fact && each.by === by.id)
      ? refusal(
          'already-challenged',
          `You challenge ${fact}: withdraw that first, if you are of another mind now.`,
        )
      : null) ??
    (confirmationsOf(state).some((each) => each.by === by.id && each.facts.includes(fact))
      ? refusal('nothing-changed', `You have confirmed ${fact} already, as it stands.`)
      : null)
  );
}

/** Why somebody cannot challenge a fact, whatever they say that it is; `null` where they can. */
export function cannotChallenge(state: Initiative, fact: Fact, given: GivenBy): Refusal | null {
  const by = whoAsks(state, given);
  return (
    mayNot(by, 'fact.challenge', { initiative: state, concerned: overseeing(state, given.bodies) }) ??
    ofOthers(state, fact, by, 'challenged') ??
    notNow(state, ['under-way'], 'challenged') ??
    unknown(state, fact)
  );
}

/**
 * Challenges a fact with another value. The higher of the verdicts holds until it is settled: an open gate moves if that is
 * higher. Source: design, rule 12.
 */
export function challengeFact(
  state: Initiative,
  command: Command<'challenge-fact'>,
  given: GivenBy,
): Decision {
  const by = whoAsks(state, given);
  const { id: challenge, fact, value, reason } = command;
  const bodies = overseeing(state, given.bodies);
  const asserted = state.facts[fact];
  const made = { id: challenge, fact, value, by: by.id, body: actingFor(by, bodies), at: given.now, reason };
  const denied =
    cannotChallenge(state, fact, given) ??
    reasonMissing(reason.value, 'Say why the fact is another: those who settle it read the reason.') ??
    (asserted === value
      ? refusal(
          'nothing-changed',
          `${fact} is asserted as ${shown(value)} already: there is nothing to challenge.`,
        )
      : null) ??
    impossible(state, fact, value, given) ??
    challengedAlready(state, fact, value, by);
  if (denied !== null || asserted === undefined) return refuse(denied ?? unknownFact(fact));
  const then = verdictWith(state, made, given);
  if (!then.ok) return refuse(then.error);
  const data = {
    challenge,
    fact,
    asserted,
    value,
    by: by.id,
    body: made.body,
    reason,
    deciding: then.value.bodies,
  };
  const events = [{ type: 'fact-challenged', data }] as const;
  return accept(...afterEdit(state, { events, actor: by.id, because: 'fact-challenged' }, given));
}

/**
 * Settles a challenge: the owner accepts it, who made it withdraws it, or the body that its highest verdict names upholds or
 * dismisses it. Nobody settles their own claim alone, and time settles none.
 */
export function settleChallenge(
  state: Initiative,
  command: Command<'settle-challenge'>,
  given: GivenBy,
): Decision {
  const by = whoAsks(state, given);
  const { how, reason } = command;
  const made = state.claims.challenges.find(({ id }) => id === command.challenge);
  if (made === undefined)
    return refuse(
      refusal('not-found', 'No such challenge waits to be settled: it was settled, or nobody made it.'),
    );
  const { fact, value } = made;
  const { bodies: deciding } = verdictOf(state, given);
  const denied =
    cannotSettle(state, made, how, given) ??
    (how === 'upheld' || how === 'dismissed'
      ? reasonMissing(reason?.value ?? null, 'Say why: the owner and who challenged it read the reason.')
      : null) ??
    (how === 'upheld' || how === 'accepted' ? notRoutable(withFact(state, made), state.stage, given) : null);
  if (denied !== null) return refuse(denied);
  const body = how === 'upheld' || how === 'dismissed' ? actingFor(by, deciding) : null;
  const asserted = state.facts[fact] ?? value;
  const data = { challenge: made.id, how, fact, asserted, value, by: by.id, body, reason };
  const events = [{ type: 'challenge-settled', data }] as const;
  return accept(...afterEdit(state, { events, actor: by.id, because: 'challenge-settled' }, given));
}

/** Why somebody cannot settle a challenge in this way; `null` where they can. */
export function cannotSettle(
  state: Initiative,
  made: Challenge,
  how: Settlement,
  given: GivenBy,
): Refusal | null {
  const by = whoAsks(state, given);
  return (
    mayNot(by, ACTION[how], targetOf(state, made, verdictOf(state, given).bodies)) ??
    (how === 'upheld' || how === 'dismissed' ? ofTwoClaims(state, made, by) : null) ??
    notNow(state, ['under-way', 'declined'], 'settled')
  );
}

/** An owner who gives a fact the value that was challenged has accepted the challenge. */
export function settledByEdit(state: Initiative, facts: Partial<Facts>, by: string): readonly Event[] {
  return state.claims.challenges
    .filter(({ fact, value }) => facts[fact] === value)
    .map(({ id: challenge, fact, value }): Event => ({
      type: 'challenge-settled',
      data: {
        ...{ challenge, how: 'accepted', fact, value, by },
        ...{ asserted: state.facts[fact] ?? value, body: null, reason: null },
      },
    }));
}

/** Who may settle a challenge in which way. */
export const ACTION = {
  accepted: 'challenge.accept',
  withdrawn: 'challenge.withdraw',
  upheld: 'challenge.decide',
  dismissed: 'challenge.decide',
} as const satisfies Record<Settlement, string>;

function targetOf(state: Initiative, made: Challenge, deciding: readonly BodyCode[]): Target {
  return { initiative: state, challenger: made.by, concerned: deciding };
}

/** The verdict that holds: of the open gate, or of the one that would open. */
function verdictOf(
  state: Initiative,
  given: Given,
): { readonly level: Level | null; readonly bodies: readonly BodyCode[] } {
  if (state.gate?.state === 'open') return state.gate;
  const route = routable(state, state.stage, given);
  return route.ok ? route.value : { level: null, bodies: [] };
}

/** Who asks, with the roles that they have in what is decided now: a fact is said for its gate. */
function whoAsks(state: Initiative, given: GivenBy): Person {
  const { by } = given;
  const standsIn = by.roles.some(
    ({ onBehalfOf, levels }) => onBehalfOf !== undefined || levels !== undefined,
  );
  return standsIn ? remitIn(state, verdictOf(state, given).level, by) : by;
}

function withFact(state: Initiative, { id, fact, value }: Challenge): Initiative {
  const challenges = state.claims.challenges.filter((each) => each.id !== id);
  return { ...state, facts: { ...state.facts, [fact]: value }, claims: { ...state.claims, challenges } };
}

/** Nobody checks what they asserted themselves, or who they stand in for: who wrote the proposal was kept out before. */
function ofOthers(state: Initiative, fact: Fact, by: Person, done: string): Refusal | null {
  if (!isOf(by, state.claims.asserted[fact]?.by)) return null;
  return refusal(
    'own-proposal',
    `${fact} is ${done} by somebody other than who wrote the proposal or asserted it, and who stands in for them.`,
    { data: { fact } },
  );
}

/** Who challenged it and who asserted it do not choose between the two values, nor does who stands in for one of them. */
function ofTwoClaims(state: Initiative, { fact, by: challenger }: Challenge, by: Person): Refusal | null {
  if (!isOf(by, challenger)) return ofOthers(state, fact, by, 'settled');
  return refusal(
    'own-claim',
    challenger === by.id
      ? 'You made this challenge, so somebody else of the deciding body upholds or dismisses it. You may withdraw it.'
      : 'You stand in for who made this challenge, so somebody else of the deciding body upholds or dismisses it.',
  );
}

/** Whether something is theirs, or of somebody whom they stand in for. */
function isOf({ id, standsFor = [] }: Person, whose: PersonId | undefined): boolean {
  return whose !== undefined && [id, ...standsFor].includes(whose);
}

function unknown(state: Initiative, fact: Fact): Refusal | null {
  return state.facts[fact] === undefined ? unknownFact(fact) : null;
}

function unknownFact(fact: Fact): Refusal {
  const detail = `The owner has asserted no ${fact}.`;
  return refusal('fact-unknown', detail, { fields: [{ field: 'fact', rule: 'asserted', detail }] });
}

function reasonMissing(reason: string | null, detail: string): Refusal | null {
  if ((reason ?? '').trim() !== '') return null;
  return refusal('reason-required', detail, { fields: [{ field: 'reason', rule: 'required', detail }] });
}

/** A value that the owner could not assert either: it fits no rule, or nobody is registered who could decide then. */
function impossible(state: Initiative, fact: Fact, value: FactValue, given: GivenBy): Refusal | null {
  const read = {
    ...state,
    facts: { ...state.facts, [fact]: value },
    claims: { ...state.claims, challenges: [] },
  };
  const problem = notRoutable(read, state.stage, given);
  return problem && ofTheValue(problem);
}

/** The verdict with all that is challenged. Where nobody could decide then, nobody could settle it either. */
function verdictWith(state: Initiative, made: Challenge, given: GivenBy): Result<Route, Refusal> {
  const challenges = [...state.claims.challenges, made];
  const route = routable({ ...state, claims: { ...state.claims, challenges } }, state.stage, given);
  return route.ok ? route : fail(ofTheValue(route.error));
}

function ofTheValue(problem: Refusal): Refusal {
  const { detail, fields = [{ field: 'value', rule: 'decidable', detail }] } = problem;
  return { ...problem, fields: fields.map((each): FieldProblem => ({ ...each, field: 'value' })) };
}

function challengedAlready(state: Initiative, fact: Fact, value: FactValue, by: Person): Refusal | null {
  const { challenges } = state.claims;
  const same = challenges.find((each) => each.fact === fact && (each.value === value || each.by === by.id));
  if (same !== undefined)
    return refusal(
      'already-challenged',
      same.by === by.id
        ? `You challenge ${fact} already, as ${shown(same.value)}: withdraw that first.`
        : `${fact} is challenged as ${shown(value)} already.`,
      { data: { challenge: same.id } },
    );
  if (countReadings([...challenges, { fact }]) <= MOST_READINGS) return null;
  return refusal(
    'too-many-challenges',
    `No more than ${MOST_READINGS} ways to read the facts are tried: some of the challenges have to be settled first.`,
  );
}

function actingFor(by: Person, bodies: readonly BodyCode[]): BodyCode {
  return bodies.find((body) => holds(by, ['approver', 'signatory'], [body])) ?? '';
}

const shown = (value: FactValue | undefined): string =>
  typeof value === 'number'
    ? value.toLocaleString('en-GB')
    : value === true
      ? 'so'
      : value === false
        ? 'not so'
        : 'not given';
