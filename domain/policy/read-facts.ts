import { MOMENT_TYPES } from './decision-table.ts';
import { conform, type AllowedValues } from './conform.ts';
import { Doubt, within, type DecisionProblem } from './doubt.ts';
import type { ItemType } from './item-types.ts';
import { parseMoment } from './moments.ts';
import type { Named } from './read-model.ts';
import { contextOf, listOf, MOST_SIZE, type Value } from './values.ts';
import { testedValue } from './unary-tests.ts';
import Big from 'big.js';

const MOST_DEPTH = 20;

/**
 * The facts as values, each of its type and allowed values. Facts come as JSON has them: texts, numbers (or decimals of
 * `big.js`, for more digits than a double tells apart), yes and no, lists, structures. A day or a time is its text in ISO
 * 8601 where the fact's type asks for one. Nothing is converted or filled in; every fact that is wrong is named.
 */
export function readFacts(
  wanted: readonly Named[],
  known: readonly Named[],
  allowed: AllowedValues,
  facts: unknown,
): { readonly values: ReadonlyMap<string, Value>; readonly problems: readonly DecisionProblem[] } {
  const values = new Map<string, Value>();
  const problems: DecisionProblem[] = [];
  const tryTo = (fact: string | null, what: () => void): void => {
    try {
      within({ fact }, what);
    } catch (error) {
      if (!(error instanceof Doubt)) throw error;
      problems.push(error.asProblem());
    }
  };
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) {
    tryTo(null, () => {
      throw new Doubt('wrong-type', 'The facts must be an object with a value for each fact.');
    });
    return { values, problems };
  }
  for (const key of Reflect.ownKeys(facts)) {
    if (typeof key === 'string' && known.some(({ name }) => name === key)) continue;
    const name = String(key).slice(0, 80);
    tryTo(name, () => {
      throw new Doubt('fact-unknown', `${name} is not a fact that is read: leave it out.`);
    });
  }
  for (const { name, type } of wanted) {
    tryTo(name, () => {
      const given: unknown = Object.hasOwn(facts, name) ? Reflect.get(facts, name) : undefined;
      values.set(name, conform(read(given, type, name, 0), type, allowed, name));
    });
  }
  return { values, problems };
}

function read(given: unknown, type: ItemType, what: string, depth: number): Value {
  if (given === undefined || given === null) {
    throw new Doubt('fact-missing', `${what} is ${given === null ? 'null' : 'missing'}: say what it is.`);
  }
  if (depth > MOST_DEPTH) throw new Doubt('too-large', `${what} goes ${MOST_DEPTH} deep at most.`);
  if (typeof given === 'number') {
    if (!Number.isFinite(given)) throw new Doubt('not-a-number', `${what} is ${given}, which is no number.`);
    return testedValue(given);
  }
  if (given instanceof Big) return given;
  if (typeof given === 'boolean') return given;
  if (typeof given === 'string') return readText(given, type, what);
  if (Array.isArray(given)) {
    const of: ItemType = type.kind === 'collection' ? type.of : { kind: 'any' };
    tooMany(given.length, what);
    const list = listOf(
      given.map((item: unknown, place) => read(item, of, `item ${place + 1} of ${what}`, depth + 1)),
    );
    tooMany(list.size, what);
    return list;
  }
  const proto: unknown = typeof given === 'object' ? Object.getPrototypeOf(given) : undefined;
  if (typeof given !== 'object' || (proto !== Object.prototype && proto !== null)) {
    throw new Doubt('wrong-type', `${what} is a ${typeof given} that JSON does not have.`);
  }
  const entries = Object.entries(given).map(([name, value]): [string, Value] => {
    const field = type.kind === 'structure' ? type.fields.get(name) : undefined;
    return [name, read(value, field ?? { kind: 'any' }, `${name} of ${what}`, depth + 1)];
  });
  const context = contextOf(new Map(entries));
  tooMany(context.size, what);
  return context;
}

function readText(text: string, type: ItemType, what: string): Value {
  const moment = type.kind === 'base' ? MOMENT_TYPES.find((known) => known === type.type) : undefined;
  if (moment === undefined) return text;
  const parsed = parseMoment(moment, text);
  if (!parsed.ok) throw new Doubt('wrong-type', `${what}: ${parsed.error}.`);
  return parsed.value;
}

function tooMany(size: number, what: string): void {
  if (size > MOST_SIZE) throw new Doubt('too-large', `${what} holds more than ${MOST_SIZE} values.`);
}
