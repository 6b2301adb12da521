import { STAGES } from '../../../domain/stage.ts';
import * as acts from './acts.ts';
import { could, fits, holds, of, on, somebody, type Chance } from './choosing.ts';
import { LACKS } from './consequences.ts';
import { held, preparing, type Model } from './state.ts';
import {
  agree,
  decider,
  handOver,
  hasTime,
  moveAlong,
  pass,
  sendSomething,
  untilLook,
  vote,
} from './ways.ts';

type Run = acts.Run;

const hasGate = ({ gate }: Model) => gate !== null;
const isOpen = ({ gate }: Model) => gate?.state === 'open';

interface MoveOf {
  readonly weight: number;
  readonly when?: (model: Model) => boolean;
  readonly does: (run: Run, chance: Chance) => Promise<void>;
}

/** All that happens in a run. A new command of Remit is one entry here, and its rule beside the others. */
export const MOVES: Readonly<Record<string, MoveOf>> = {
  vote: { weight: 10, when: isOpen, does: vote },
  agree: { weight: 3, when: isOpen, does: agree },
  'move along': { weight: 8, does: moveAlong },
  claim: {
    weight: 5,
    when: hasGate,
    does: (run, chance) =>
      acts.claim(
        run,
        on(run, chance, ({ state }) => state === 'ready', could),
      ),
  },
  'claim next': {
    weight: 3,
    when: hasGate,
    does: (run, { who, more }) =>
      acts.claimNext(
        run,
        somebody(run.model, run.model.gate?.seats[0], who, fits(run.model, run.model.gate?.seats[0])),
        more % 4 === 0,
      ),
  },
  'take over': {
    weight: 2,
    when: hasGate,
    does: (run, chance) => acts.takeOver(run, on(run, chance, held, could)),
  },
  release: {
    weight: 2,
    when: hasGate,
    does: (run, chance) =>
      acts.release(
        run,
        on(run, chance, held, (_, seat) => holds(seat)),
      ),
  },
  assign: { weight: 2, when: hasGate, does: (run, chance) => handOver(run, chance, acts.assign) },
  delegate: { weight: 3, when: hasGate, does: (run, chance) => handOver(run, chance, acts.delegate) },
  resolve: {
    weight: 2,
    when: hasGate,
    does: (run, chance) =>
      acts.resolve(
        run,
        on(
          run,
          chance,
          (seat) => preparing(seat) !== null,
          (_, seat) => (one) => seat !== undefined && preparing(seat)?.id === one.id,
        ),
        chance.more % 2 === 0,
      ),
  },
  ask: {
    weight: 3,
    when: hasGate,
    does: (run, chance) =>
      acts.askOwner(
        run,
        on(
          run,
          chance,
          ({ state }) => state === 'ready' || state === 'claimed',
          (model, seat) => (one) => holds(seat)(one) || (seat?.state === 'ready' && could(model, seat)(one)),
        ),
      ),
  },
  tell: {
    weight: 3,
    when: hasGate,
    does: (run, chance) =>
      acts.tellThem(
        run,
        on(
          run,
          chance,
          ({ state }) => state === 'info-requested',
          ({ owner }) =>
            (one) =>
              one.id === owner.id,
        ),
      ),
  },
  recall: {
    weight: 3,
    when: hasGate,
    does: (run, chance) =>
      acts.recall(
        run,
        on(
          run,
          chance,
          ({ vote }) => vote !== null,
          (_, seat) => (one) => seat?.vote?.by.id === one.id,
        ),
      ),
  },
  remind: {
    weight: 2,
    when: hasGate,
    does: (run, chance) => acts.remindOf(run, on(run, chance, held, fits)),
  },
  bulk: {
    weight: 1,
    when: hasGate,
    does: (run, { who, pick }) =>
      acts.bulk(
        run,
        somebody(run.model, run.model.gate?.seats[0], who, fits(run.model, run.model.gate?.seats[0])),
        of(['claim', 'release', 'remind'] as const, pick),
      ),
  },
  retitle: {
    weight: 2,
    does: (run, { who, pick, more }) => {
      const { model } = run;
      const version = of([model.revision, model.revision, model.revision, model.revision - 1, null], more);
      return acts.retitle(run, pick % 3, version, who % 6 === 0 ? of(model.cast, who) : model.owner);
    },
  },
  send: { weight: 3, does: sendSomething },
  record: {
    weight: 2,
    when: hasGate,
    does: (run, { who, pick }) =>
      acts.record(
        run,
        of(['notified', 'notified', 'called-in', 'released', 'consented'] as const, pick),
        decider(run.model, who),
      ),
  },
  'set aside': {
    weight: 2,
    when: hasGate,
    does: (run, { who, pick }) => {
      const { gate, stage } = run.model;
      const condition = gate?.conditions.map((each) => `condition:${each}`) ?? [];
      const names = [
        LACKS[gate?.stage ?? stage],
        ...condition,
        'notice:secretary-of-state',
        'nothing-of-the-kind',
      ];
      return acts.setAside(run, of(names, pick), decider(run.model, who));
    },
  },
  'a step': { weight: 2, does: (run, { pick }) => acts.workflow(run, of(STEPS, pick)) },
  'hours pass': { weight: 2, when: hasTime, does: (run, { pick }) => pass(run, 1 + (pick % 30)) },
  'days pass': { weight: 2, when: hasTime, does: (run, { pick }) => pass(run, 24 * (1 + (pick % 13))) },
  'until the workflow looks': { weight: 3, when: isOpen, does: untilLook },
  present: {
    weight: 1,
    does: (run, { who, pick }) => {
      const { model } = run;
      const stage = pick % 3 === 0 ? of(STAGES, who) : model.stage;
      return acts.present(run, stage, who % 4 === 0 ? of(model.cast, who) : model.owner);
    },
  },
  submit: {
    weight: 1,
    when: ({ status }) => status !== 'under-way',
    does: (run, { who }) => acts.submit(run, who % 6 === 0 ? of(run.model.cast, who) : run.model.owner),
  },
  withdraw: {
    weight: 1,
    does: (run, { who }) => acts.withdraw(run, who % 4 === 0 ? run.model.owner : of(run.model.cast, who)),
  },
};

const STEPS = ['open-gate', 'remind', 'escalate-within-level', 'move-on'] as const;
