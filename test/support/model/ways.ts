import { STAGES } from '../../../domain/stage.ts';
import * as acts from './acts.ts';
import { ENDS, later } from './calendar.ts';
import { holdsFor, type KnownPerson } from './cast.ts';
import { could, holds, of, on, seatIn, somebody, type Chance } from './choosing.ts';
import { compare } from './compare.ts';
import { needed, turn } from './consequences.ts';
import { cannotFill, notTheirs } from './may-not.ts';
import { held, type Model, type Outcome, type Seat } from './state.ts';

type Run = acts.Run;

export function hasTime({ now }: Model): boolean {
  return later(now, 24 * 13) < ENDS;
}

export function pass({ model, real, say }: Run, hours: number): Promise<void> {
  model.now = later(model.now, hours);
  real.clock.now = model.now;
  say(`${hours} hours pass: it is ${model.now}`);
  return Promise.resolve();
}

/** Time passes until the workflow has something to do; then, mostly, it does it. */
export async function untilLook(run: Run, { more }: Chance): Promise<void> {
  const { model, real, say } = run;
  const until = model.gate?.stoppedUntil ?? model.gate?.lookAt;
  if (until === undefined || until > ENDS || until < model.now) return;
  model.now = until;
  real.clock.now = until;
  say(`until ${until}`);
  if (more % 5 > 0) await moveAlong(run);
}

/** The workflow does what is its to do, and the owner presents what is theirs. */
export async function moveAlong(run: Run): Promise<void> {
  const { model } = run;
  const its = turn(model);
  if (its === 'work') {
    const { stage, owner } = model;
    await acts.send(run, stage, { variant: 0, evidence: [] }, versionOf(model), owner);
    await acts.present(run, stage, owner);
  } else if (its !== 'nothing' && its !== 'decide') await acts.workflow(run, its);
}

const versionOf = ({ stages, stage }: Model) =>
  stages[stage].content === null ? null : stages[stage].revision;

/** Everybody who must agree does, as far as there is somebody who can. */
export async function agree(run: Run, { who }: Chance): Promise<void> {
  const { model } = run;
  const { gate } = model;
  if (gate === null) return;
  const stay = gate.seats.length > 2 && who % 3 === 0 ? 1 : 0;
  for (const seat of needed(gate).slice(stay)) {
    if (gate.state !== 'open' || seat.vote !== null) continue;
    const able = seat.holder === null ? model.cast.filter(could(model, seat)) : [seat.holder];
    if (able.length === 0) continue;
    const by = of(able, who);
    await acts.complete(run, { target: seat, by }, BARE);
    await compare(model, run.real);
  }
}

const BARE = {
  outcome: 'approve',
  reason: false,
  returnTo: null,
  conditions: 0,
  onWhatIsShown: true,
} as const;

export async function vote(run: Run, chance: Chance): Promise<void> {
  const { pick, more } = chance;
  const act = on(
    run,
    chance,
    ({ vote: cast }) => cast === null,
    (model, seat) => (one) => {
      if (seat === undefined || model.gate === null || notTheirs(model, seat, one) !== null) return false;
      return held(seat) ? holds(seat)(one) : cannotFill(model, model.gate, seat, one) === null;
    },
  );
  const seat = seatIn(act.target);
  const outcome = outcomeOf(seat, more);
  const back = more % 9 === 0 ? of(STAGES, pick) : outcome === 'return' ? of(STAGES.slice(0, 2), pick) : null;
  await acts.complete(run, act, {
    outcome,
    reason: outcome !== 'approve' && more % 13 > 0,
    returnTo: back,
    conditions: (outcome === 'approve' && more % 4 === 0) || more % 31 === 0 ? 1 + (pick % 2) : 0,
    onWhatIsShown: more % 11 > 0,
  });
}

function outcomeOf(seat: Seat | undefined, more: number): Outcome {
  if (seat?.kind === 'advice' && more % 17 > 0) return 'advise';
  const rare = of(['decline', 'request-changes', 'return', 'advise', 'request-changes'] as const, more);
  return more % 6 === 5 ? rare : 'approve';
}

type HandOver = (run: Run, on: acts.TaskAct, to: KnownPerson) => Promise<void>;

export async function handOver(run: Run, chance: Chance, hand: HandOver): Promise<void> {
  const { model } = run;
  const act = on(run, chance, held, (_, seat) => holds(seat));
  const seat = seatIn(act.target);
  const to = somebody(model, seat, chance.more, (one) => could(model, seat)(one) && one.id !== act.by.id);
  await hand(run, act, to);
}

export async function sendSomething(run: Run, { who, pick, more }: Chance): Promise<void> {
  const { model } = run;
  const stage = pick % 4 === 0 ? of(STAGES, who) : model.stage;
  const { content, revision } = model.stages[stage];
  const evidence = more % 3 === 0 ? [] : (model.gate?.conditions ?? []);
  const version = more % 7 === 0 ? revision + 1 : content === null ? null : revision;
  const by = who % 9 === 0 ? of(model.cast, who) : model.owner;
  await acts.send(run, stage, { variant: of([0, 1, 0, 1, 2], more), evidence }, version, by);
}

export function decider(model: Model, who: number): KnownPerson {
  const bodies = model.gate?.bodies ?? [];
  return somebody(
    model,
    undefined,
    who,
    (one) => holdsFor(one, 'approver', bodies) !== undefined && one.id !== model.owner.id,
  );
}
