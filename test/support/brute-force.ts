import Big from 'big.js';
import { never } from '../../domain/result.ts';
import { compileTable, type CompiledTable } from '../../domain/policy/compile-table.ts';
import { spaceOfTable } from '../../domain/policy/analysis/space-of-table.ts';
import { within } from '../../domain/policy/analysis/axes.ts';
import type { Hits, Point, Space } from '../../domain/policy/analysis/space.ts';
import { AGGREGATIONS, type DecisionTable, type HitPolicy } from '../../domain/policy/decision-table.ts';
import { parseUnaryTests } from '../../domain/policy/parse-unary-tests.ts';
import { holds, testedValue } from '../../domain/policy/unary-tests.ts';
import type { TextTable } from './small-tables.ts';

export type Value = string | number | boolean;
export type Facts = Readonly<Record<string, Value>>;

export function compiledOf({ hits, columns, outputs, rules }: TextTable): CompiledTable {
  const compiled = compileTable({
    id: 'small',
    ...hitPolicyOf(hits),
    defaults: null,
    inputs: columns.map((column) => ({ ...column, label: column.name })),
    outputs: outputs.map((column) => ({ ...column, label: column.name })),
    annotations: [],
    rules: rules.map(({ id, cells, outputs: out }) => ({ id, inputs: cells, outputs: out, annotations: [] })),
  });
  if (!compiled.ok) throw new Error(compiled.error.map(({ detail }) => detail).join('\n'));
  return compiled.value;
}

function hitPolicyOf(hits: Hits): Pick<DecisionTable, 'hitPolicy' | 'aggregation'> {
  const [, aggregation] = hits.split('COLLECT ');
  const known = AGGREGATIONS.find((each) => each === aggregation) ?? null;
  return { hitPolicy: known === null ? (hits as HitPolicy) : 'COLLECT', aggregation: known };
}

export function spaceOfText(table: TextTable): Space {
  const space = spaceOfTable('small', compiledOf(table));
  if (!space.ok) throw new Error(space.error);
  return space.value;
}

/** The rules of a table that match facts, cell by cell, each read from its text. */
export function matching(table: TextTable, facts: Facts): string[] {
  return table.rules
    .filter(({ cells }) => cells.every((cell, place) => passes(cell, facts[table.columns[place]!.name]!)))
    .map(({ id }) => id);
}

const known = new Map<string, ReturnType<typeof parseUnaryTests>>();

function passes(cell: string, value: Value): boolean {
  const parsed = known.get(cell) ?? parseUnaryTests(cell);
  known.set(cell, parsed);
  if (!parsed.ok) throw new Error(parsed.error);
  return holds(parsed.value, testedValue(value));
}

/** Every value of a column that a cell of it could tell from another: bounds, what lies between, and beyond. */
function valuesOf({ columns, rules }: TextTable, place: number): Value[] {
  const { type, allowed } = columns[place]!;
  if (type === 'boolean') return [false, true];
  const texts = [allowed ?? '-', ...rules.map(({ cells }) => cells[place]!)];
  if (type === 'string') return ['a', 'b', 'c'];
  const bounds = texts.flatMap((text) => text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  const sorted = [...new Set([0, ...bounds])].sort((a, b) => a - b);
  const between = sorted
    .slice(1)
    .map((bound, at) => Number(new Big(bound).plus(sorted[at]!).div(2).toFixed()));
  const all = [...sorted, ...between, sorted[0]! - 1, sorted.at(-1)! + 1];
  return all.filter((value) => passes(allowed ?? '-', value)).sort((a, b) => a - b);
}

/** All facts that the table can tell apart. */
export function everyFacts(table: TextTable): Facts[] {
  return table.columns.reduce<Facts[]>(
    (found, { name }, place) =>
      found.flatMap((facts) => valuesOf(table, place).map((value) => ({ ...facts, [name]: value }))),
    [{}],
  );
}

/** What brute force finds in a table, in a form that can be compared. */
export interface Brute {
  readonly gap: boolean;
  /** Pairs that match together, and those of them for which it matters. */
  readonly pairs: readonly string[];
  readonly mattering: readonly string[];
  readonly never: readonly string[];
  readonly masked: readonly string[];
  readonly unreachable: readonly string[];
}

/** Facts, and the rules that match them. */
export interface Matched {
  readonly facts: Facts;
  readonly found: readonly string[];
}

export const everyMatch = (table: TextTable): Matched[] =>
  everyFacts(table).map((facts) => ({ facts, found: matching(table, facts) }));

export function bruteForce(table: TextTable, matches: readonly Matched[]): Brute {
  const ids = table.rules.map(({ id }) => id);
  const outputOf = new Map(table.rules.map(({ id, outputs }) => [id, outputs.join()]));
  const pairs = new Set<string>();
  const mattering = new Set<string>();
  const matched = new Set<string>();
  const decided = new Set<string>();
  let gap = false;
  for (const { found } of matches) {
    if (found.length === 0) gap = true;
    for (const id of found) matched.add(id);
    for (const id of deciders(table, found)) decided.add(id);
    for (const [at, a] of found.entries())
      for (const b of found.slice(at + 1)) {
        pairs.add(`${a} ${b}`);
        const differ = outputOf.get(a) !== outputOf.get(b);
        if (table.hits === 'UNIQUE' || (table.hits === 'ANY' && differ)) mattering.add(`${a} ${b}`);
      }
  }
  const never = ids.filter((id) => !matched.has(id));
  const masked = ids.filter((id) => matched.has(id) && !decided.has(id));
  const values = table.outputs[0]!.allowed?.split(', ') ?? [];
  // Under ANY rules that give the same are each of them not needed, and one of them is.
  const giving = table.hits === 'ANY' ? matched : decided;
  const reached = new Set(ids.filter((id) => giving.has(id)).map((id) => outputOf.get(id)));
  return {
    gap,
    pairs: [...pairs].sort(),
    mattering: [...mattering].sort(),
    never,
    masked,
    unreachable: values.filter((value) => !reached.has(value)),
  };
}

/** Of the rules that match, those by which the answer is what it is. */
function deciders({ hits, rules, outputs }: TextTable, found: readonly string[]): readonly string[] {
  const outputOf = (id: string) => rules.find((rule) => rule.id === id)!.outputs[0]!;
  const best = (by: (id: string) => number) => {
    const least = Math.min(...found.map(by));
    return found.filter((id) => by(id) === least);
  };
  switch (hits) {
    case 'FIRST':
      return found.slice(0, 1);
    case 'PRIORITY':
      return best((id) => outputs[0]!.allowed!.split(', ').indexOf(outputOf(id))).slice(0, 1);
    case 'COLLECT MIN':
      return best((id) => Number(outputOf(id)));
    case 'COLLECT MAX':
      return best((id) => -Number(outputOf(id)));
    case 'ANY':
      return found.filter((id) => found.every((other) => other === id || outputOf(other) !== outputOf(id)));
    case 'UNIQUE':
    case 'RULE ORDER':
    case 'OUTPUT ORDER':
    case 'COLLECT':
    case 'COLLECT SUM':
    case 'COLLECT COUNT':
      return found;
    default:
      return never(hits);
  }
}

/** Where facts stand in a space. */
export function pointOf(space: Space, facts: Facts): Point {
  return space.axes.map(({ name, atoms }) => {
    const value = testedValue(facts[name]!);
    const atom = atoms.findIndex((each) =>
      value instanceof Big ? each.pieces.some((piece) => within(piece, value)) : each.value === value,
    );
    if (atom < 0) throw new Error(`${name} ${String(facts[name])} is in no atom`);
    return atom;
  });
}
