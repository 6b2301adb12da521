import Big from 'big.js';
import { isMoney } from './fact-words.ts';
import type { RoutingColumn, RoutingTable } from './routing-table.ts';
import { candidateNumbers } from './candidate-values.ts';
import { holds, testedValue, type TestedValue } from './unary-tests.ts';

/**
 * Values of a fact that no cell of a table tells apart, from `low` to `high` (both in it; infinite where it has no end).
 * `at` is one of them.
 */
export interface ValueClass {
  readonly at: number | boolean;
  readonly low: number;
  readonly high: number;
  /** `at` as a cell tests it. */
  readonly tested: TestedValue;
}

const KNOWN = new WeakMap<RoutingTable, readonly (readonly ValueClass[])[]>();

/**
 * For each input of a table the classes of its values, in ascending order, `false` before `true`. An input that is a text has
 * none: stage and scope are nobody's to change. Between two neighbours lies one threshold.
 */
export function valueClasses(table: RoutingTable): readonly (readonly ValueClass[])[] {
  const known = KNOWN.get(table);
  if (known !== undefined) return known;
  const found = table.inputs.map((column, input) => {
    if (column.type === 'boolean') return [false, true].map((value) => single(value));
    return column.type === 'number' ? numberClasses(table, column, input) : [];
  });
  KNOWN.set(table, found);
  return found;
}

/** The place of a value's class among the classes of its fact. */
export function classAt(classes: readonly ValueClass[], value: number | boolean): number {
  if (typeof value === 'boolean') return Number(value);
  return Math.max(
    0,
    classes.findLastIndex(({ low }) => low <= value),
  );
}

/** The value of a class that is nearest to another. */
export function nearestIn({ at, low, high }: ValueClass, now: number | boolean): number | boolean {
  return typeof now === 'boolean' || typeof at === 'boolean' ? at : Math.min(Math.max(now, low), high);
}

const single = (value: boolean): ValueClass => ({
  at: value,
  low: Number(value),
  high: Number(value),
  tested: value,
});

function numberClasses(table: RoutingTable, column: RoutingColumn, input: number): readonly ValueClass[] {
  const cells = table.rules.flatMap((rule) => rule.cells.filter((cell) => cell.input === input));
  const told = (value: TestedValue) => cells.map(({ tests }) => (holds(tests, value) ? '1' : '0')).join('');
  const classes: { at: number; low: number; high: number; tested: TestedValue; told: string }[] = [];
  const values = candidateNumbers(table, input);
  for (const value of values.length > 0 ? values : [0]) {
    const tested = testedValue(value);
    const last = classes.at(-1);
    const signs = told(tested);
    if (last?.told === signs) last.high = value;
    else classes.push({ at: value, low: value, high: value, tested, told: signs });
  }
  const [first, last] = [classes[0], classes.at(-1)];
  const step = new Big(isMoney(column.name) ? '0.01' : '1');
  const isOpen = (value: number, by: Big) => holds(column.allowed, new Big(String(value)).plus(by));
  if (first !== undefined && isOpen(first.low, step.times(-1)))
    first.low = isMoney(column.name) ? 0 : -Infinity;
  if (last !== undefined && isOpen(last.high, step)) last.high = Infinity;
  return classes.map(({ told: _, ...each }) => each);
}
