import Big from 'big.js';
import { calculate } from './decimals.ts';
import { Doubt } from './doubt.ts';
import { isList, isMoment, isNumber, sameValue, show, typeNameOf, type Value } from './values.ts';

/** A function of FEEL that is understood: how many parameters it takes, and what it gives. Source: DMN 1.3, 10.3.4. */
interface BuiltIn {
  readonly parameters: number | 'any';
  readonly apply: (given: readonly Value[], name: string) => Value;
}

const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  not: { parameters: 1, apply: ([value], name) => !boolean(value, name) },
  abs: { parameters: 1, apply: ([value], name) => number(value, name).abs() },
  floor: { parameters: 1, apply: ([value], name) => whole(number(value, name), Big.roundDown) },
  ceiling: { parameters: 1, apply: ([value], name) => whole(number(value, name), Big.roundUp) },
  count: { parameters: 1, apply: ([value], name) => new Big(list(value, name).length) },
  sum: { parameters: 'any', apply: (given, name) => sumOf(several(given, name)) },
  min: { parameters: 'any', apply: (given, name) => extreme('min', several(given, name)) },
  max: { parameters: 'any', apply: (given, name) => extreme('max', several(given, name)) },
  'list contains': {
    parameters: 2,
    apply: ([items, value], name) => list(items, name).some((item) => sameValue(item, some(value, name))),
  },
  'string length': {
    parameters: 1,
    apply: ([value], name) => new Big(Array.from(string(value, name)).length),
  },
  contains: { parameters: 2, apply: ([a, b], name) => string(a, name).includes(string(b, name)) },
  'starts with': { parameters: 2, apply: ([a, b], name) => string(a, name).startsWith(string(b, name)) },
  'ends with': { parameters: 2, apply: ([a, b], name) => string(a, name).endsWith(string(b, name)) },
};

/** How many parameters a built-in function takes, or `null` where there is none of that name. */
export const arityOf = (name: string): number | 'any' | null =>
  (Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name]?.parameters : null) ?? null;

export function applyBuiltIn(name: string, given: readonly Value[]): Value {
  const found = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (!found) throw new RangeError(`There is no function ${name}`);
  return found.apply(given, name);
}

/** The sum of numbers, of one at least. */
export function sumOf(values: readonly Value[]): Value {
  return values.map((value) => number(value, 'sum')).reduce((sum, value) => calculate('+', sum, value));
}

/** The least or the greatest of values that have an order between them. */
export function extreme(which: 'min' | 'max', values: readonly Value[]): Value {
  return values.reduce((found, value) => {
    const order = compareValues(value, found);
    return (which === 'min' ? order < 0 : order > 0) ? value : found;
  });
}

/** -1, 0 or 1. Only numbers, moments and texts of one type have an order; anything else is a `Doubt`. */
export function compareValues(a: Value, b: Value): number {
  const type = typeNameOf(a);
  if (type === typeNameOf(b)) {
    if (isNumber(a) && isNumber(b)) return a.cmp(b);
    if (isMoment(a) && isMoment(b)) return a.at.cmp(b.at);
    if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  }
  const detail = `${show(a)}, a ${type}, and ${show(b)}, a ${typeNameOf(b)}, have no order: compare two numbers, days, times or texts.`;
  throw new Doubt('wrong-type', detail);
}

function whole(value: Big, away: 0 | 3): Big {
  const down = value.round(0, Big.roundDown);
  if (down.eq(value)) return down;
  const outward = away === Big.roundUp ? value.gt(0) : value.lt(0);
  return outward ? down.plus(value.gt(0) ? 1 : -1) : down;
}

/** The parameters themselves, or the items of the one list that was given. */
function several(given: readonly Value[], name: string): readonly Value[] {
  const [first, more] = given;
  const values = first !== undefined && more === undefined && isList(first) ? first.items : given;
  if (values.length === 0) throw new Doubt('no-value', `${name} of nothing has no value: give it one value.`);
  return values;
}

const some = (value: Value | undefined, name: string): Value => {
  if (value === undefined) throw new RangeError(`${name} was given too few parameters`);
  return value;
};

const wrong = (value: Value | undefined, name: string, type: string): Doubt =>
  new Doubt(
    'wrong-type',
    `${name} takes a ${type} and is given ${value === undefined ? 'nothing' : `${show(value)}, a ${typeNameOf(value)}`}.`,
  );

function boolean(value: Value | undefined, name: string): boolean {
  if (typeof value !== 'boolean') throw wrong(value, name, 'boolean');
  return value;
}

function string(value: Value | undefined, name: string): string {
  if (typeof value !== 'string') throw wrong(value, name, 'string');
  return value;
}

function number(value: Value | undefined, name: string): Big {
  if (value === undefined || !isNumber(value)) throw wrong(value, name, 'number');
  return value;
}

function list(value: Value | undefined, name: string): readonly Value[] {
  if (value === undefined || !isList(value)) throw wrong(value, name, 'list');
  return value.items;
}
