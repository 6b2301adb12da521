import type * as acts from './acts.ts';
import type { KnownPerson } from './cast.ts';
import { cannotHold, notTheirs } from './may-not.ts';
import { preparing, type Model, type Seat } from './state.ts';

/** Chance as three numbers, so that it shrinks; what they mean depends on where things stand. */
export interface Chance {
  readonly who: number;
  readonly pick: number;
  readonly more: number;
}

export const of = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Somebody of those whom it may concern: mostly one who could, then whoever it is about, then anybody at all. */
export function somebody(
  model: Model,
  seat: Seat | undefined,
  who: number,
  could: (one: KnownPerson) => boolean,
): KnownPerson {
  const { cast, owner } = model;
  const fit = cast.filter(could);
  const kind = who % 10;
  const each = Math.floor(who / 10);
  if (kind < 6 && fit.length > 0) return of(fit, each);
  const theirs = [seat?.holder, seat?.vote?.by, seat && preparing(seat)].filter(
    (one) => one !== null && one !== undefined,
  );
  if (kind === 7 && theirs.length > 0) return of(theirs, each);
  return kind === 8 ? owner : of(cast, each);
}

/** A seat of the latest gate, sometimes a task of one before. */
function target(
  { gate, oldTasks }: Model,
  pick: number,
  so: (seat: Seat) => boolean = () => true,
): acts.Target {
  const kind = pick % 16;
  const each = Math.floor(pick / 16);
  if (kind === 0 && oldTasks.length > 0) return { old: of(oldTasks, each) };
  const seats = gate?.seats ?? [];
  const wanted = seats.filter(so);
  return of(kind < 12 && wanted.length > 0 ? wanted : seats, each);
}

export const seatIn = (at: acts.Target) => ('old' in at ? undefined : at);
export const could = (model: Model, seat: Seat | undefined) => (one: KnownPerson) =>
  seat !== undefined &&
  model.gate !== null &&
  notTheirs(model, seat, one) === null &&
  cannotHold(model, model.gate, seat, one) === null;
export const fits = (model: Model, seat: Seat | undefined) => (one: KnownPerson) =>
  seat !== undefined && notTheirs(model, seat, one) === null;
export const holds = (seat: Seat | undefined) => (one: KnownPerson) => seat?.holder?.id === one.id;

/** What an act on a task is about: which, by whom, and now and then once more with its key. */
export function on(
  { model }: acts.Run,
  { who, pick, more }: Chance,
  so: (seat: Seat) => boolean,
  suits: (model: Model, seat: Seat | undefined) => (one: KnownPerson) => boolean,
): acts.TaskAct {
  const at = target(model, pick, so);
  return {
    target: at,
    by: somebody(model, seatIn(at), who, suits(model, seatIn(at))),
    again: more % 5 === 0,
  };
}
