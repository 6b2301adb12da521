import Big from 'big.js';
import type { Moment } from './expression.ts';
import { showMoment } from './moments.ts';

/** A list: `size` counts what is in it at every depth, so that lists of lists cannot grow without anybody seeing. */
export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly size: number;
}

/** A structure: names and their values, in order. */
export interface ContextValue {
  readonly kind: 'context';
  readonly entries: ReadonlyMap<string, Value>;
  readonly size: number;
}

/** What an expression or a table gives. There is no null among them: what has no value is a `Doubt`. */
export type Value = string | boolean | Big | Moment | ListValue | ContextValue;

export type TypeName = 'string' | 'number' | 'boolean' | Moment['type'] | 'list' | 'context';

/** The most that a list or a structure holds, at all depths together. */
export const MOST_SIZE = 10_000;

export function listOf(items: readonly Value[]): ListValue {
  return { kind: 'list', items, size: sizeOf(items) };
}

export function contextOf(entries: ReadonlyMap<string, Value>): ContextValue {
  return { kind: 'context', entries, size: sizeOf([...entries.values()]) };
}

const sizeOf = (values: readonly Value[]): number =>
  values.reduce((sum, value) => sum + (isList(value) || isContext(value) ? value.size : 0), values.length);

export const isNumber = (value: Value): value is Big => value instanceof Big;

export const isList = (value: Value): value is ListValue =>
  typeof value === 'object' && 'kind' in value && value.kind === 'list';

export const isContext = (value: Value): value is ContextValue =>
  typeof value === 'object' && 'kind' in value && value.kind === 'context';

export const isMoment = (value: Value): value is Moment => typeof value === 'object' && 'at' in value;

export function typeNameOf(value: Value): TypeName {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (isNumber(value)) return 'number';
  return isMoment(value) ? value.type : value.kind;
}

/** Whether two values are the same; values of two types never are. */
export function sameValue(a: Value, b: Value): boolean {
  if (isNumber(a)) return isNumber(b) && a.eq(b);
  if (typeof a !== 'object' || typeof b !== 'object' || isNumber(b)) return a === b;
  if (isMoment(a)) return isMoment(b) && a.type === b.type && a.at.eq(b.at);
  if (isMoment(b) || a.size !== b.size) return false;
  if (isList(a)) {
    return (
      isList(b) && a.items.length === b.items.length && a.items.every((item, n) => sameAt(item, b.items[n]))
    );
  }
  if (isList(b) || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([name, value]) => sameAt(value, b.entries.get(name)));
}

const sameAt = (a: Value, b: Value | undefined): boolean => b !== undefined && sameValue(a, b);

/** A value for a sentence, cut where it is long. */
export function show(value: Value): string {
  const text = whole(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function whole(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) return value.toString();
  if (isMoment(value)) return showMoment(value);
  if (isList(value)) return `[${value.items.slice(0, 10).map(show).join(', ')}]`;
  const entries = [...value.entries].slice(0, 10).map(([name, each]) => `${name}: ${show(each)}`);
  return `{${entries.join(', ')}}`;
}
