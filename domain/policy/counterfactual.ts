import type { RoutingFacts } from '../facts.ts';
import { compareLevels, isAbove, type Level } from '../level.ts';
import { changesBetween, type FactChange } from './fact-changes.ts';
import type { CompiledCell } from './compile-table.ts';
import { outcomeOf, testedValues, valueAt } from './outcome.ts';
import type { FactName, RoutingTable } from './routing-table.ts';
import { holds, type TestedValue } from './unary-tests.ts';
import { classAt, nearestIn, valueClasses, type ValueClass } from './value-classes.ts';

/** The level that a gate would be decided at if all the changes held together. */
export interface Counterfactual {
  readonly level: Level;
  readonly changes: readonly FactChange[];
}

/** The smallest changes either way: `null` where no change of the facts would do it. */
export interface Counterfactuals {
  readonly moreLocal: Counterfactual | null;
  readonly lessLocal: Counterfactual | null;
}

/** Stage and scope are not the owner's to change, so no proposal touches them. */
const FIXED: readonly FactName[] = ['stage', 'scope'];

/** So many sets of changes are tried: the shipped policy never needs more than some hundreds. */
const MOST_TRIES = 50_000;

/**
 * What would have to be different for a verdict to be more local, and what would make it less so: the fewest facts, then the
 * fewest thresholds crossed. Of those that are as small: the most local level, or the next higher; then the facts that the policy
 * names first; then the nearest values. Consultancy stays part of revenue. Exact for any table, since a change of a fact matters
 * only where it brings the fact into another class of values.
 */
export function counterfactuals(table: RoutingTable, facts: RoutingFacts, level: Level): Counterfactuals {
  return {
    moreLocal: smallest(table, facts, towardsLower(table, level), level),
    lessLocal: smallest(table, facts, towardsHigher(table, level), level),
  };
}

/** One fact put into another class of its values. */
interface Step {
  readonly input: number;
  readonly to: number;
}

/** By input, the class that its fact was put into. */
type Changed = ReadonlyMap<number, number>;

/** Where a search goes: `steps` are such that every set of changes that gets there has one of them. */
interface Goal {
  isReached(level: Level): boolean;
  steps(values: readonly TestedValue[], changed: Changed): readonly Step[];
}

function smallest(table: RoutingTable, facts: RoutingFacts, goal: Goal, from: Level): Counterfactual | null {
  const space = spaceOf(table, facts);
  const seen = new Set<string>();
  let best: { readonly size: readonly number[]; readonly facts: RoutingFacts; readonly level: Level } | null =
    null;
  let tries = 0;
  const search = (changed: Changed): void => {
    const crossed = [...changed].reduce((sum, [input, to]) => sum + Math.abs(to - space.nowAt(input)), 0);
    if (best !== null && compare([changed.size, crossed], best.size.slice(0, 2)) > 0) return;
    const key = [...changed]
      .map(([input, to]) => `${input}:${to}`)
      .sort()
      .join();
    if (seen.has(key) || ++tries > MOST_TRIES) return;
    seen.add(key);
    const mended = space.steps(changed);
    if (mended === null) {
      const values = space.values(changed);
      const level = outcomeOf(table, values)?.level ?? null;
      if (level !== null && goal.isReached(level)) {
        const tried = space.facts(changed);
        const far = Math.abs(compareLevels(level, from));
        const size = [
          changed.size,
          crossed,
          isAbove(from, level) ? -far : far,
          ...space.where(changed, tried),
        ];
        if (best === null || compare(size, best.size) < 0) best = { size, facts: tried, level };
        return;
      }
      for (const step of goal.steps(values, changed)) search(new Map([...changed, [step.input, step.to]]));
    } else for (const step of mended) search(new Map([...changed, [step.input, step.to]]));
  };
  search(new Map());
  const found = best as { readonly facts: RoutingFacts; readonly level: Level } | null;
  if (found === null || tries > MOST_TRIES) return null;
  const { level } = found;
  const changes = changesBetween(table, facts, found.facts, (reached) => goal.isReached(reached));
  return { level, changes };
}

/** The first difference decides; what is as long and as great is the same. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Every rule that asks for as high a level, or a higher, has to stop matching; and another still has to match. */
function towardsLower(table: RoutingTable, from: Level): Goal {
  const isReached = (level: Level): boolean => isAbove(from, level);
  return {
    isReached,
    steps: (values, changed) => {
      const matching = table.rules.filter((rule) => rule.cells.every((cell) => cellHolds(cell, values)));
      if (matching.length === 0) return stepsInto(table, isReached, values, changed);
      const ways = matching
        .filter(({ level }) => !isReached(level))
        .map(({ cells }) =>
          cells
            .filter(({ input }) => isOpen(table, input, changed))
            .flatMap((cell) => classesWhere(table, cell, false)),
        );
      // All of them have to stop: the one that can in the fewest ways leaves least to try.
      return ways.toSorted((a, b) => a.length - b.length)[0] ?? [];
    },
  };
}

/** One rule that asks for a higher level has to match. */
function towardsHigher(table: RoutingTable, from: Level): Goal {
  const isReached = (level: Level): boolean => isAbove(level, from);
  return { isReached, steps: (values, changed) => stepsInto(table, isReached, values, changed) };
}

/** What brings one of these rules a condition nearer: all its conditions that fail have to be met, so the first of them has. */
function stepsInto(
  table: RoutingTable,
  wanted: (level: Level) => boolean,
  values: readonly TestedValue[],
  changed: Changed,
): readonly Step[] {
  return table.rules
    .filter(({ level }) => wanted(level))
    .flatMap(({ cells }) => {
      const failing = cells.filter((cell) => !cellHolds(cell, values));
      const [first] = failing;
      if (first === undefined || failing.some(({ input }) => !isOpen(table, input, changed))) return [];
      return classesWhere(table, first, true);
    });
}

const cellHolds = ({ input, tests }: CompiledCell, values: readonly TestedValue[]): boolean =>
  holds(tests, valueAt(values, input));

/** A fact that may still be changed. */
function isOpen(table: RoutingTable, input: number, changed: Changed): boolean {
  const name = table.inputs[input]?.name;
  return name !== undefined && !FIXED.includes(name) && !changed.has(input);
}

function classesWhere(table: RoutingTable, { input, tests }: CompiledCell, held: boolean): readonly Step[] {
  return (valueClasses(table)[input] ?? []).flatMap(({ tested }, to) =>
    holds(tests, tested) === held ? [{ input, to }] : [],
  );
}

/** The facts as they are, and as changes make them. */
function spaceOf(table: RoutingTable, facts: RoutingFacts) {
  const classes = valueClasses(table);
  const now = testedValues(table, facts);
  const name = (input: number): FactName => table.inputs[input]?.name ?? 'stage';
  const is = (input: number) => facts[name(input)] as number | boolean;
  const classOf = (input: number, to: number): ValueClass => {
    const found = classes[input]?.[to];
    if (found === undefined) throw new RangeError(`The input ${input} has no class ${to}`);
    return found;
  };
  const [revenue, consultancy] = (['revenueGbp', 'consultancyGbp'] as const).map((fact) =>
    table.inputs.findIndex((column) => column.name === fact),
  ) as [number, number];
  const range = (input: number, changed: Changed): { readonly low: number; readonly high: number } => {
    const to = changed.get(input);
    const value = Number(is(input));
    return to === undefined ? { low: value, high: value } : classOf(input, to);
  };
  return {
    nowAt: (input: number): number => classAt(classes[input] ?? [], is(input)),

    /** What mends changes that leave more consultancy than revenue; `null` where nothing is to be mended. */
    steps: (changed: Changed): readonly Step[] | null => {
      const [of, part] = [range(revenue, changed), range(consultancy, changed)];
      if (part.low <= of.high) return null;
      const open = (input: number, fits: (each: ValueClass) => boolean): readonly Step[] =>
        changed.has(input)
          ? []
          : (classes[input] ?? []).flatMap((each, to) => (fits(each) ? [{ input, to }] : []));
      return [
        ...open(consultancy, ({ low }) => low <= of.high),
        ...open(revenue, ({ high }) => high >= part.low),
      ];
    },

    /** The values as the table tests them. */
    values: (changed: Changed): readonly TestedValue[] =>
      now.map((value, input) => {
        const to = changed.get(input);
        return to === undefined ? value : classOf(input, to).tested;
      }),

    /** The facts with the nearest values that the changes allow. */
    facts: (changed: Changed): RoutingFacts => {
      const made: Record<string, unknown> = { ...facts };
      for (const [input, to] of changed) made[name(input)] = nearestIn(classOf(input, to), is(input));
      const tried = made as unknown as { -readonly [Fact in keyof RoutingFacts]: RoutingFacts[Fact] };
      if (tried.consultancyGbp > tried.revenueGbp) {
        const { low } = range(consultancy, changed);
        if (changed.has(consultancy)) tried.consultancyGbp = Math.max(low, tried.revenueGbp);
        tried.revenueGbp = Math.max(tried.revenueGbp, tried.consultancyGbp);
      }
      return tried;
    },

    /** What tells changes of one size apart: which facts they are of, and how far these go. */
    where: (changed: Changed, tried: RoutingFacts): readonly number[] => {
      const inputs = [...changed.keys()].sort((a, b) => a - b);
      const far = inputs.map((input) => Math.abs(Number(tried[name(input)]) - Number(is(input))));
      return [...inputs, ...far];
    },
  };
}
