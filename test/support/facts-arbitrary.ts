import fc from 'fast-check';
import type { RoutingFacts } from '../../domain/facts.ts';
import { LEVELS } from '../../domain/level.ts';
import { STAGES } from '../../domain/stage.ts';

/** Every product of two whole numbers from 1 to 5. */
export const RISKS = [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25];

const BOUNDS = [0, 50_000, 1_000_000, 10_000_000, 25_000_000, 150_000_000, 300_000_000];

/** Amounts to the penny, many of them on a threshold of the shipped policy or a penny beside it. */
export const amount: fc.Arbitrary<number> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...BOUNDS), fc.integer({ min: -1, max: 1 }))
    .map(([bound, pence]) => Math.max(0, (bound * 100 + pence) / 100)),
  fc.integer({ min: 0, max: 40_000_000_000 }).map((pence) => pence / 100),
);

/** Facts that a gate may have. */
export const facts: fc.Arbitrary<RoutingFacts> = fc
  .record({
    stage: fc.constantFrom(...STAGES),
    scope: fc.constantFrom(...LEVELS),
    revenueGbp: amount,
    capitalGbp: amount,
    consultancyGbp: amount,
    novelContentiousOrRepercussive: fc.boolean(),
    changesNationalStandard: fc.boolean(),
    caseToGovernment: fc.boolean(),
    regulatedProgramme: fc.boolean(),
    substantialServiceChange: fc.boolean(),
    residualRisk: fc.constantFrom(...RISKS),
    qualityConcernUnresolved: fc.boolean(),
  })
  .map((made) => ({ ...made, consultancyGbp: Math.min(made.consultancyGbp, made.revenueGbp) }));

const MONEY = ['revenueGbp', 'capitalGbp', 'consultancyGbp'] as const;
export const NUMBERS = [...MONEY, 'residualRisk'] as const;
export const CLAIMS = [
  'novelContentiousOrRepercussive',
  'changesNationalStandard',
  'caseToGovernment',
  'regulatedProgramme',
  'substantialServiceChange',
  'qualityConcernUnresolved',
] as const;
const NAMES = ['stage', 'scope', ...NUMBERS, ...CLAIMS] as const;

/** Facts with one thing wrong, and the name and the rule that the refusal must give. */
export interface WrongFacts {
  readonly facts: Record<string, unknown>;
  readonly fact: string;
  readonly rule: string;
}

const wrongValue = (
  name: fc.Arbitrary<string>,
  value: fc.Arbitrary<unknown>,
  rule: string,
): fc.Arbitrary<WrongFacts> =>
  fc
    .tuple(facts, name, value)
    .map(([made, fact, wrong]) => ({ facts: { ...made, [fact]: wrong }, fact, rule }));

/** Facts made wrong in every way that the policy document and the design name. */
export const wrongFacts: fc.Arbitrary<WrongFacts> = fc.oneof(
  fc.tuple(facts, fc.constantFrom(...NAMES)).map(([made, fact]) => ({
    facts: Object.fromEntries(Object.entries(made).filter(([name]) => name !== fact)),
    fact,
    rule: 'required',
  })),
  wrongValue(fc.constantFrom(...NAMES), fc.constantFrom(null, undefined), 'required'),
  wrongValue(fc.constantFrom(...NUMBERS), amount.map(String), 'type'),
  wrongValue(fc.constantFrom(...NUMBERS), fc.constantFrom(true, false, [], {}, 5n, '', [5]), 'type'),
  wrongValue(fc.constantFrom(...CLAIMS), fc.constantFrom('true', 'false', 0, 1, 'yes', ''), 'type'),
  wrongValue(fc.constantFrom('stage', 'scope'), fc.constantFrom(1, true, ['place'], {}), 'type'),
  wrongValue(fc.constantFrom(...NUMBERS), fc.constantFrom(NaN, Infinity, -Infinity), 'finite'),
  wrongValue(
    fc.constantFrom(...MONEY),
    amount.map((value) => -value - 0.01),
    'not-negative',
  ),
  wrongValue(fc.constantFrom(...MONEY), fc.constantFrom(0.001, 10.005, 0.1 + 0.2, 1e-9), 'pence'),
  wrongValue(fc.constantFrom(...MONEY), fc.constantFrom(1e15, 1e300, Number.MAX_VALUE), 'exact'),
  wrongValue(fc.constant('residualRisk'), fc.constantFrom(0, 7, 11, 13, 14, 24, 26, 30, -4, 1.5), 'allowed'),
  wrongValue(fc.constant('stage'), fc.constantFrom('', 'Develop-plan', 'closed', ' develop-plan'), 'allowed'),
  wrongValue(fc.constant('scope'), fc.constantFrom('', 'ics', 'National', 'partner', 'place '), 'allowed'),
  wrongValue(fc.constantFrom('colour', 'revenue', 'Stage', 'toString', '__proto__x'), amount, 'unknown'),
  facts.map((made) => ({
    facts: { ...made, consultancyGbp: Math.round(made.revenueGbp * 100 + 1) / 100 },
    fact: 'consultancyGbp',
    rule: 'part-of-revenue',
  })),
);
