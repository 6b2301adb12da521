import { Doubt } from './doubt.ts';
import type { ItemType } from './item-types.ts';
import { never } from '../result.ts';
import { holds, type TestedValue, type UnaryTests } from './unary-tests.ts';
import { isContext, isList, isMoment, show, typeNameOf, type Value } from './values.ts';

/** The allowed values of each type that lists some, read. */
export type AllowedValues = ReadonlyMap<ItemType, UnaryTests>;

/** Holds a value to its type and allowed values; what does not fit is a `Doubt` that says what would. */
export function conform(value: Value, type: ItemType, allowed: AllowedValues, what: string): Value {
  switch (type.kind) {
    case 'any':
      return value;
    case 'collection':
      if (!isList(value)) throw wrong(value, what, 'list');
      for (const [place, item] of value.items.entries()) {
        conform(item, type.of, allowed, `item ${place + 1} of ${what}`);
      }
      return value;
    case 'structure': {
      if (!isContext(value)) throw wrong(value, what, 'structure');
      for (const [name, field] of type.fields) {
        const found = value.entries.get(name);
        if (found === undefined) {
          throw new Doubt('fact-missing', `${what} has no ${name}: its type asks for one.`);
        }
        conform(found, field, allowed, `${name} of ${what}`);
      }
      for (const name of value.entries.keys()) {
        if (!type.fields.has(name)) {
          throw new Doubt('fact-unknown', `${what} has ${name}, which its type does not know: leave it out.`);
        }
      }
      return value;
    }
    case 'base': {
      if (typeNameOf(value) !== type.type) throw wrong(value, what, type.type);
      const tests = allowed.get(type);
      if (tests !== undefined && !holds(tests, testedOf(value))) {
        const detail = `${what} is ${show(value)} and must be one of ${type.allowed ?? ''}.`;
        throw new Doubt('outside-allowed-values', detail);
      }
      return value;
    }
    default:
      return never(type);
  }
}

/** A value of a type that a column may have, as tests take it. */
export function testedOf(value: Value): TestedValue {
  if (isList(value) || isContext(value)) {
    throw new Doubt('wrong-type', `${show(value)} is a ${typeNameOf(value)}: a column tests single values.`);
  }
  return isMoment(value) ? value.at : value;
}

export const wrong = (value: Value, what: string, type: string): Doubt =>
  new Doubt('wrong-type', `${what} is ${show(value)}, a ${typeNameOf(value)}, and must be a ${type}.`);
