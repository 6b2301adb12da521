import { holdsFor, isOf, REGISTERED, type KnownPerson } from './cast.ts';
import { withinADay } from './calendar.ts';
import { bodiesWithPart } from './scenarios.ts';
import { held, preparing, suspended, waits, type Gate, type Model, type Seat } from './state.ts';

/**
 * The rules of who may not, read a second time: each gives the code of the refusal, or `null`. What is asked first is
 * refused first, so the order of each is part of what is compared.
 */
export type No = string | null;

/** Nobody is told of an initiative that none of their bodies has a part in. */
export function unseen({ scenario, gate, stages }: Model, person: KnownPerson): No {
  const submitted = stages['develop-plan'].round > 0;
  const open = gate === null || gate.state === 'superseded' ? null : scenario.gate(gate.stage);
  const bodies = submitted ? bodiesWithPart(scenario, open) : [scenario.lead];
  return isOf(person, bodies) ? null : 'not-allowed';
}

export function notTheirs({ owner }: Model, seat: Seat, person: KnownPerson): No {
  if (person.id === owner.id) return 'own-proposal';
  return holdsFor(person, seat.role, seat.bodies) === undefined ? 'not-of-this-seat' : null;
}

export const over = ({ gate }: Model, seat: Seat): No =>
  gate?.state === 'open' && waits(seat) ? null : 'late';

export const heldByAnother = (seat: Seat, person: KnownPerson): No =>
  held(seat) && seat.holder?.id !== person.id ? 'claimed-by-another' : null;

export const holdsAnother = (gate: Gate, seat: Seat, person: KnownPerson): No =>
  gate.seats.some((other) => other !== seat && held(other) && other.holder?.id === person.id)
    ? 'one-seat-each'
    : null;

export const answered = (gate: Gate, person: KnownPerson): No =>
  gate.seats.some(({ vote }) => vote?.by.id === person.id) ? 'one-seat-each' : null;

/** Whether this person's approval would leave those still to come able to make the quorum whole. */
function outOfQuorum(model: Model, gate: Gate, seat: Seat, person: KnownPerson): No {
  const body = holdsFor(person, seat.role, seat.bodies);
  const quorum = gate.quorums.find((each) => each.body === body);
  if (seat.kind !== 'approval' || quorum === undefined) return null;
  if (person.profession === null || person.profession === 'student') return 'no-profession';
  if (quorum.notOwners && person.profession === model.owner.profession) return 'profession-counted';
  const cast = gate.seats.flatMap(({ kind, vote }) =>
    kind === 'approval' && vote !== null && vote.body === body ? [vote.by] : [],
  );
  const all = [...cast, person].map(({ profession }) => profession);
  const toCome = quorum.approvals - all.length;
  const enough =
    new Set(all).size + toCome >= quorum.professions &&
    all.filter((each) => REGISTERED.includes(each)).length + toCome >= quorum.registered;
  return enough ? null : 'profession-counted';
}

export const cannotFill = (model: Model, gate: Gate, seat: Seat, person: KnownPerson): No =>
  answered(gate, person) ?? outOfQuorum(model, gate, seat, person);

export const cannotHold = (model: Model, gate: Gate, seat: Seat, person: KnownPerson): No =>
  holdsAnother(gate, seat, person) ?? cannotFill(model, gate, seat, person);

export const cannotTakeOver = (model: Model, gate: Gate, seat: Seat, person: KnownPerson): No =>
  !held(seat) || seat.holder?.id === person.id ? 'not-held' : cannotHold(model, gate, seat, person);

export const notHolder = (seat: Seat, person: KnownPerson): No =>
  held(seat) && seat.holder?.id === person.id ? null : 'not-claimed-by-you';

export const isPrepared = (seat: Seat): No => (preparing(seat) === null ? null : 'delegated');

export function cannotResolve(seat: Seat, person: KnownPerson): No {
  const who = preparing(seat);
  return who !== null && (person.id === who.id || person.id === seat.holder?.id) ? null : 'not-delegated';
}

export const cannotAsk = (model: Model, gate: Gate, seat: Seat, person: KnownPerson): No =>
  seat.state === 'info-requested' ? 'question-open' : cannotHold(model, gate, seat, person);

export function cannotAnswer({ owner, gate }: Model, seat: Seat, person: KnownPerson): No {
  if (person.id !== owner.id) return 'not-allowed';
  return gate?.state === 'open' && seat.state === 'info-requested' ? null : 'nothing-asked';
}

export function cannotRecall(model: Model, seat: Seat, person: KnownPerson): No {
  const vote = seat.vote ?? (seat.state === 'ready' ? seat.outdated : null);
  if (vote?.by.id !== person.id) return 'not-answered-by-you';
  return model.gate?.state === 'open' ? notTheirs(model, seat, person) : 'late';
}

export const isSuspended = (gate: Gate): No => (suspended(gate) ? 'gate-suspended' : null);

/** Whom a task waits for: `null` where that is whoever may fill it. */
export function waitsFor({ owner }: Model, seat: Seat): string | null {
  if (seat.state === 'info-requested') return owner.id;
  return preparing(seat)?.id ?? seat.holder?.id ?? null;
}

export function cannotRemind(model: Model, seat: Seat, person: KnownPerson): No {
  const { owner, now } = model;
  if (person.id !== owner.id && holdsFor(person, seat.role, seat.bodies) === undefined)
    return 'not-of-this-seat';
  const whom = waitsFor(model, seat);
  if (whom === person.id) return 'waits-for-you';
  const { reminded } = seat;
  return reminded?.whom === whom && withinADay(reminded.at, now) ? 'reminded-lately' : null;
}

/** What somebody is told beforehand that they may do with a task, and why not what not. */
export function toldBeforehand(
  model: Model,
  gate: Gate,
  seat: Seat,
  person: KnownPerson,
): Record<string, No> {
  const never = notTheirs(model, seat, person);
  const done = over(model, seat);
  const notNow = never ?? done ?? heldByAnother(seat, person);
  const mine = notHolder(seat, person) === null;
  return {
    claim: notNow ?? (mine ? 'late' : cannotHold(model, gate, seat, person)),
    'take-over': never ?? done ?? cannotTakeOver(model, gate, seat, person),
    release: notHolder(seat, person),
    assign: notNow,
    delegate: never ?? done ?? notHolder(seat, person) ?? isPrepared(seat),
    resolve: done ?? cannotResolve(seat, person),
    'request-information': notNow ?? cannotAsk(model, gate, seat, person),
    answer: cannotAnswer(model, seat, person),
    complete: notNow ?? cannotFill(model, gate, seat, person) ?? isPrepared(seat) ?? isSuspended(gate),
    recall: cannotRecall(model, seat, person),
    remind: done ?? cannotRemind(model, seat, person),
  };
}
