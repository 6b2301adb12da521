import type { AssertionError } from 'node:assert';
import { inspect } from 'node:util';
import fc from 'fast-check';
import Mocha from 'mocha';
import { CommandHandler } from '../../../store/handler.ts';
import { World } from '../../../store/world.ts';
import { openHouse } from '../house.ts';
import { QUIET_FACTS } from '../initiatives.ts';
import { submit } from './acts.ts';
import { BEGINS } from './calendar.ts';
import { assemble, type KnownPerson } from './cast.ts';
import { compare, compareHistory } from './compare.ts';

import { anyMove } from './move.ts';
import * as onInitiative from './on-initiatives.ts';
import { contentOf, type Real } from './real.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { newModel, type Model } from './state.ts';

/** What came of many runs. */
export interface Ran {
  /** How many were done; where there is a difference, up to the one that has it. */
  readonly runs: number;
  readonly commands: number;
  /** How often each kind of event was left, for who wants to know what the runs met. */
  readonly met: ReadonlyMap<string, number>;
  /** Where Remit and the model differ: the shortest run in which they do, with the seed and path to do it again. */
  readonly difference: string | null;
}

export interface Options {
  readonly runs: number;
  readonly seed?: number;
  /** Of a report: begins with the run that differed, not with the first. */
  readonly path?: string;
  readonly shrink?: boolean;
  /** No run is begun after so many milliseconds: a busy machine does fewer. */
  readonly within?: number;
}

export interface Modelled {
  compare(options: Options): Promise<Ran>;
  close(): Promise<void>;
}

const MOST_COMMANDS = 40;

/** The real application on a real database, with one clock that the test moves and many initiatives, one after the other. */
export async function openModelled(): Promise<Modelled> {
  const clock = { now: BEGINS };
  const nowhere = { address: 'no Temporal is asked for', namespace: '' };
  const house = await openHouse({ worker: false, clock: () => clock.now, temporal: nowhere });
  const cast = await assemble(house).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  const system = await house.database.connect('remit_system', 2);
  const steps = new CommandHandler(system, new World(), () => clock.now);
  return {
    compare: (options) => compareMany(options, { cast, clock, steps }),
    close: () => house.close(),
  };
}

interface Around {
  readonly cast: readonly KnownPerson[];
  readonly clock: Real['clock'];
  readonly steps: CommandHandler;
}

async function compareMany(
  { runs, seed, path, shrink = true, within = Infinity }: Options,
  around: Around,
): Promise<Ran> {
  const met = new Map<string, number>();
  const late = performance.now() + within;
  let commands = 0;
  let begunRuns = 0;
  const told = await fc.check(
    fc.asyncProperty(
      fc.constantFrom(...SCENARIOS.map(({ name }) => name)),
      fc.commands([anyMove], { maxCommands: MOST_COMMANDS, size: 'max' }),
      async (name, moves) => {
        if (performance.now() > late) return;
        begunRuns += 1;
        const begun = await begin(
          SCENARIOS.find((each) => each.name === name)!,
          around,
        );
        try {
          await fc.asyncModelRun(() => begun, moves);
          await compareHistory(begun.model);
        } finally {
          await clearAway(begun.model, around);
        }
        commands += [...moves].length;
        for (const event of begun.model.left) met.set(event, (met.get(event) ?? 0) + 1);
      },
    ),
    {
      ...{ numRuns: runs, endOnFailure: !shrink },
      ...(seed !== undefined && { seed }),
      ...(path !== undefined && { path }),
    },
  );
  const difference = told.failed
    ? `${await fc.asyncDefaultReportMessage(told)}\n\n${howItDiffers(told.errorInstance)}`
    : undefined;
  return { runs: told.failed ? told.numRuns : begunRuns, commands, met, difference: difference ?? null };
}

/** What was said beside what was expected, line by line. */
function howItDiffers(error: unknown): string {
  const { stack = String(error), actual, expected } = error as Partial<AssertionError>;
  return actual === undefined
    ? stack
    : `${stack}\n${Mocha.reporters.Base.generateDiff(inspect(actual, DEEP), inspect(expected, DEEP))}`;
}

const DEEP = { depth: 10, sorted: true, breakLength: 60 };

/** An initiative of its own for each run, submitted, on the same morning. */
async function begin(
  scenario: Scenario,
  { cast, clock, steps }: Around,
): Promise<{ model: Model; real: Real }> {
  clock.now = BEGINS;
  const owner = cast.find(({ subject }) => subject === `chief.${scenario.lead}`);
  if (owner === undefined) throw new Error(`Nobody owns ${scenario.name}`);
  const model = newModel(scenario, owner, cast, BEGINS);
  const real: Real = { clock, steps, hashes: new Map(), seen: { version: 0, left: 0 } };
  const made = await owner.asks.post<{ id: string }>('/v1/initiatives', {
    title: 'Title 0',
    aim: 'Halve the wait',
    lead: { code: scenario.lead },
    affected: scenario.affected,
    team: ['doctor', 'registered-nurse'],
    facts: { ...QUIET_FACTS, ...scenario.facts },
  });
  model.id = made.body.id;
  const content = { variant: 0, evidence: [] };
  onInitiative.send(model, 'develop-plan', content, null, owner);
  await owner.asks.put(`/v1/initiatives/${model.id}/stages/develop-plan`, contentOf('develop-plan', content));
  await submit({ model, real, say: () => undefined }, owner);
  await compare(model, real);
  return { model, real };
}

/** Nothing of this run waits in anybody's queue when the next begins. */
async function clearAway(model: Model, { steps }: Around): Promise<void> {
  const { owner, id } = model;

  await steps.step(id, { type: 'move-on' });
  await owner.asks.post(`/v1/initiatives/${id}/withdraw`, {});
}
