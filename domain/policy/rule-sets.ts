import { isAbove, type Level } from '../level.ts';
import { candidateNumbers } from './candidate-values.ts';
import type { RoutingTable } from './routing-table.ts';
import { holds, testedValue, type TestedValue, type UnaryTests } from './unary-tests.ts';
import { valueClasses } from './value-classes.ts';

/** A set of a table's rules, as bits: of the `n`-th, bit `n % 32` of word `n / 32`. */
export type RuleSet = Uint32Array;

/** A value that some cell tells from another, with the rules whose cell for it holds. */
export interface Candidate {
  readonly value: number;
  readonly passing: RuleSet;
}

/** A table as its rules are tried: a test that several rules have in common is answered once, and rules are sets. */
export interface RuleSets {
  /** Each test that one input has, once, with the rules that have it. */
  readonly tests: readonly { readonly input: number; readonly test: UnaryTests; readonly rules: RuleSet }[];
  /** For each rule, by its cells, which of `tests` that is. */
  readonly testOf: readonly (readonly number[])[];
  /** By input, the rules that ask nothing of it. */
  readonly silent: readonly RuleSet[];
  /** The rules of each level that some rule asks for, the highest first. */
  readonly byLevel: readonly { readonly level: Level; readonly rules: RuleSet }[];
  /** By input and class of its values (`valueClasses`), the rules whose cell holds. */
  readonly byClass: readonly (readonly RuleSet[])[];
  /** By input, the numbers that the table can tell apart, in ascending order. */
  readonly candidates: readonly (readonly Candidate[])[];
}

/** What came of every test for some values. */
export interface Tried {
  /** By the place in `tests`. */
  readonly held: readonly boolean[];
  /** By input, the rules whose cell holds. */
  readonly passing: readonly RuleSet[];
}

const KNOWN = new WeakMap<RoutingTable, RuleSets>();

/** A table's sets, which are made once. */
export function ruleSets(table: RoutingTable): RuleSets {
  const known = KNOWN.get(table);
  if (known !== undefined) return known;
  const made = makeSets(table);
  KNOWN.set(table, made);
  return made;
}

/** Answers every test exactly. A value of another type than its test's throws, as in `holds`. */
export function tryTests(sets: RuleSets, values: readonly TestedValue[]): Tried {
  const passing = sets.silent.map((rules) => rules.slice());
  const held = sets.tests.map(({ input, test, rules }) => {
    const value = values[input];
    if (value === undefined) throw new RangeError(`There is no value for input ${input}`);
    const holding = holds(test, value);
    const there = passing[input];
    if (holding && there !== undefined) addTo(there, rules);
    return holding;
  });
  return { held, passing };
}

/** The rules of which every cell holds. */
export function matchingIn(passing: readonly RuleSet[]): RuleSet {
  const [first, ...others] = passing;
  if (first === undefined) throw new RangeError('A routing table has inputs');
  const found = first.slice();
  for (const rules of others)
    for (let word = 0; word < found.length; word += 1)
      found[word] = wordOf(found, word) & wordOf(rules, word);
  return found;
}

/** The highest level that any of them asks for; `null` of none. */
export function highestIn({ byLevel }: RuleSets, rules: RuleSet): Level | null {
  for (const each of byLevel)
    for (let word = 0; word < rules.length; word += 1)
      if ((wordOf(rules, word) & wordOf(each.rules, word)) !== 0) return each.level;
  return null;
}

/** Whether the `n`-th rule is among them. */
export const hasRule = (rules: RuleSet, n: number): boolean =>
  (wordOf(rules, n >>> 5) & (1 << (n & 31))) !== 0;

/** Whether there is none. */
export const isNone = (rules: RuleSet): boolean => rules.every((word) => word === 0);

const wordOf = (rules: RuleSet, word: number): number => rules[word] ?? 0;

function addTo(there: RuleSet, rules: RuleSet): void {
  for (let word = 0; word < there.length; word += 1) there[word] = wordOf(there, word) | wordOf(rules, word);
}

function makeSets(table: RoutingTable): RuleSets {
  const words = Math.ceil(table.rules.length / 32);
  const setOf = (holding: (n: number) => boolean): RuleSet => {
    const rules = new Uint32Array(words);
    for (let n = 0; n < table.rules.length; n += 1)
      if (holding(n)) rules[n >>> 5] = wordOf(rules, n >>> 5) | (1 << (n & 31));
    return rules;
  };
  const places = new Map<
    string,
    { readonly place: number; readonly test: UnaryTests; readonly input: number }
  >();
  const testOf = table.rules.map(({ cells }) =>
    cells.map(({ input, text, tests: test }) => {
      const key = `${input} ${text}`;
      const found = places.get(key) ?? { place: places.size, test, input };
      places.set(key, found);
      return found.place;
    }),
  );
  const passing = (input: number, value: TestedValue): RuleSet =>
    setOf((n) =>
      (table.rules[n]?.cells ?? []).every((cell) => cell.input !== input || holds(cell.tests, value)),
    );
  const levels = [...new Set(table.rules.map(({ level }) => level))].sort((a, b) => (isAbove(a, b) ? -1 : 1));
  const classes = valueClasses(table);
  return {
    tests: [...places.values()].map(({ place, test, input }) => ({
      input,
      test,
      rules: setOf((n) => testOf[n]?.includes(place) ?? false),
    })),
    testOf,
    silent: table.inputs.map((_, input) =>
      setOf((n) => !(table.rules[n]?.cells ?? []).some((cell) => cell.input === input)),
    ),
    byLevel: levels.map((level) => ({ level, rules: setOf((n) => table.rules[n]?.level === level) })),
    byClass: classes.map((all, input) => all.map(({ tested }) => passing(input, tested))),
    candidates: table.inputs.map((_, input) =>
      candidateNumbers(table, input).map((value) => ({ value, passing: passing(input, testedValue(value)) })),
    ),
  };
}
