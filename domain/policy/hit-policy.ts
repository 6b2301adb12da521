import Big from 'big.js';
import { never } from '../result.ts';
import type { CompiledColumn, CompiledRule, CompiledTable } from './compile-table.ts';
import { testedOf } from './conform.ts';
import { Doubt } from './doubt.ts';
import { extreme, sumOf } from './functions.ts';
import { holds } from './unary-tests.ts';
import { contextOf, listOf, sameValue, show, type Value } from './values.ts';

/** A rule that matched, with the value of each of its outputs. */
export interface Hit {
  readonly rule: CompiledRule;
  readonly outputs: readonly Value[];
}

/** What a table gives, and the ids of the rules that gave it (all that count, in the order in which they do). */
export interface TableResult {
  readonly value: Value;
  readonly deciding: readonly string[];
}

/**
 * What the rules that matched say together. `hits` are in the order of the file; `defaults` are the values where none
 * matched, or null; `inputs` is what was tested, for a sentence. Source: DMN 1.3, 8.2.10 and 8.2.11.
 *
 * Stricter than the standard: where it gives null (no rule, two under UNIQUE, differing outputs under ANY), this is a
 * `Doubt`. What is collected may be nothing, and the count of nothing is 0.
 */
export function applyHitPolicy(
  table: CompiledTable,
  hits: readonly Hit[],
  defaults: readonly Value[] | null,
  inputs: string,
): TableResult {
  const [first, ...others] = hits;
  if (first === undefined) return { value: ofNone(table, defaults, inputs), deciding: [] };
  const one = (hit: Hit): TableResult => ({ value: valueOf(table, hit.outputs), deciding: [hit.rule.id] });
  const several = (order: readonly Hit[]): TableResult => ({
    value: listOf(order.map(({ outputs }) => valueOf(table, outputs))),
    deciding: idsOf(order),
  });
  switch (table.hitPolicy) {
    case 'UNIQUE':
      if (others.length === 0) return one(first);
      throw new Doubt(
        'several-rules-match',
        `${listed(hits)} match ${inputs}, and one may: tell them apart, or choose another hit policy.`,
      );
    case 'ANY': {
      const other = others.find((hit) => !sameOutputs(hit, first));
      if (!other) return { value: valueOf(table, first.outputs), deciding: idsOf(hits) };
      const detail = `${listed([first, other])} match ${inputs} and say different things: let them say the same, or tell them apart.`;
      throw new Doubt('outputs-differ', detail);
    }
    case 'PRIORITY':
      return one(byPriority(table, hits)[0] ?? first);
    case 'FIRST':
      return one(first);
    case 'RULE ORDER':
      return several(hits);
    case 'OUTPUT ORDER':
      return several(byPriority(table, hits));
    case 'COLLECT':
      return table.aggregation === null ? several(hits) : aggregate(table, hits);
    default:
      return never(table.hitPolicy);
  }
}

function ofNone(table: CompiledTable, defaults: readonly Value[] | null, inputs: string): Value {
  const list = ['RULE ORDER', 'OUTPUT ORDER', 'COLLECT'].includes(table.hitPolicy);
  if (defaults !== null) {
    const value = valueOf(table, defaults);
    return list && table.aggregation === null ? listOf([value]) : value;
  }
  if (table.hitPolicy === 'COLLECT' && table.aggregation === null) return listOf([]);
  if (table.aggregation === 'COUNT') return new Big(0);
  const detail = `No rule matches ${inputs}, so it says nothing: it needs a rule for that, or a default.`;
  throw new Doubt('no-rule-matches', detail);
}

/** One output is its value; several are a structure of them. */
function valueOf(table: CompiledTable, outputs: readonly Value[]): Value {
  const [first, more] = outputs;
  if (first !== undefined && more === undefined) return first;
  return contextOf(
    new Map(table.outputs.flatMap(({ name }, n) => (outputs[n] === undefined ? [] : [[name, outputs[n]]]))),
  );
}

function aggregate(table: CompiledTable, hits: readonly Hit[]): TableResult {
  const values = hits.flatMap(({ outputs }) => outputs);
  const all = idsOf(hits);
  switch (table.aggregation) {
    case 'SUM':
      return { value: sumOf(values), deciding: all };
    case 'COUNT':
      return { value: new Big(values.length), deciding: all };
    case 'MIN':
    case 'MAX': {
      const value = extreme(table.aggregation === 'MIN' ? 'min' : 'max', values);
      return {
        value,
        deciding: idsOf(hits.filter(({ outputs }) => outputs.some((o) => sameValue(o, value)))),
      };
    }
    case null:
      throw new RangeError('Nothing is made of what is collected');
    default:
      return never(table.aggregation);
  }
}

/** The most important first: by the place of its first output among the values listed for it, then by the next. */
function byPriority(table: CompiledTable, hits: readonly Hit[]): readonly Hit[] {
  const places = new Map(
    hits.map((hit) => [hit, table.outputs.map((column, n) => placeAmong(column, hit.outputs[n]))]),
  );
  return hits.toSorted((a, b) => {
    const [one, other] = [places.get(a) ?? [], places.get(b) ?? []];
    const n = one.findIndex((place, at) => place !== other[at]);
    return n < 0 ? 0 : (one[n] ?? 0) - (other[n] ?? 0);
  });
}

/** 0 for an output whose values are not listed one by one: it has no say. */
function placeAmong({ allowed }: CompiledColumn, value: Value | undefined): number {
  if (allowed.kind !== 'one-of' || value === undefined) return 0;
  if (allowed.tests.some(({ kind }) => kind !== 'equals')) return 0;
  return allowed.tests.findIndex((test) => holds({ kind: 'one-of', tests: [test] }, testedOf(value)));
}

const sameOutputs = (a: Hit, b: Hit): boolean =>
  a.outputs.every((value, n) => {
    const other = b.outputs[n];
    return other !== undefined && sameValue(value, other);
  });

const idsOf = (hits: readonly Hit[]): string[] => hits.map(({ rule }) => rule.id);

const listed = (hits: readonly Hit[]): string =>
  hits.map(({ rule, outputs }) => `${rule.id} (${outputs.map(show).join(', ')})`).join(' and ');
