import { never } from '../result.ts';
import { calculate } from './decimals.ts';
import { Doubt } from './doubt.ts';
import type { ArithmeticOperator, ComparisonOperator, Expression } from './expression.ts';
import { compareValues } from './functions.ts';
import {
  isContext,
  isList,
  isNumber,
  listOf,
  MOST_SIZE,
  sameValue,
  show,
  typeNameOf,
  type Value,
} from './values.ts';

/** What an expression is evaluated with. `steps` is shared by all that one evaluation does, and counts down. */
export interface Scope {
  readonly values: ReadonlyMap<string, Value>;
  readonly call: (name: string, given: readonly Value[]) => Value;
  readonly steps: { left: number };
  /** What `?` is. */
  readonly tested?: Value;
}

/** The most steps of one evaluation: functions that call functions end as well. */
export const MOST_STEPS = 100_000;

/** What a call costs of them: its parameters are held to their types, and so is what it gives. */
const STEPS_OF_A_CALL = 20;

const MOST_TEXT = 10_000;

/** Evaluates strictly: a value of another type than an operator takes is a `Doubt`, and so is null wherever it is read. */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  if (--scope.steps.left < 0) {
    throw new Doubt('too-large', `It takes more than ${MOST_STEPS} steps: ask for less.`);
  }
  const of = (each: Expression): Value => evaluateExpression(each, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'null':
      throw new Doubt('no-value', 'It reads null, which is no value: say what should hold in its place.');
    case 'name':
      return named(expression.name, scope);
    case 'tested':
      if (scope.tested === undefined)
        throw new Doubt('no-value', '? is the value that a cell tests: use it there.');
      return scope.tested;
    case 'path':
      return fieldOf(of(expression.of), expression.field);
    case 'list':
      return bounded(listOf(expression.items.map(of)));
    case 'negate': {
      const value = of(expression.of);
      if (!isNumber(value)) throw wrong('-', value, 'number');
      return value.times(-1);
    }
    case 'arithmetic':
      return arithmetic(expression.op, of(expression.left), of(expression.right));
    case 'comparison':
      return compare(expression.op, of(expression.left), of(expression.right));
    case 'logic': {
      const left = truth(expression.op, of(expression.left));
      if (expression.op === 'and' ? !left : left) return left;
      return truth(expression.op, of(expression.right));
    }
    case 'in': {
      const within = { ...scope, tested: of(expression.of) };
      return expression.tests.some((test) => truth('in', evaluateExpression(test, within)));
    }
    case 'if':
      return truth('if', of(expression.condition)) ? of(expression.then) : of(expression.otherwise);
    case 'call':
      scope.steps.left -= STEPS_OF_A_CALL;
      return bounded(scope.call(expression.name, expression.given.map(of)));
    default:
      return never(expression);
  }
}

/** What is true or false, and nothing else. */
export function truth(what: string, value: Value): boolean {
  if (typeof value !== 'boolean') throw wrong(what, value, 'boolean');
  return value;
}

function named(name: string, scope: Scope): Value {
  const value = scope.values.get(name);
  if (value === undefined) throw new RangeError(`${name} was known and has no value`);
  return value;
}

function fieldOf(value: Value, field: string): Value {
  const found = isContext(value) ? value.entries.get(field) : undefined;
  if (found === undefined) {
    throw new Doubt('no-value', `${show(value)} has no ${field}: give it one, or ask for what it has.`);
  }
  return found;
}

function arithmetic(op: ArithmeticOperator, left: Value, right: Value): Value {
  if (isNumber(left) && isNumber(right)) return calculate(op, left, right);
  if (op === '+' && typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > MOST_TEXT) {
      throw new Doubt('too-large', `A text has ${MOST_TEXT} characters at most.`);
    }
    return left + right;
  }
  const detail = `${show(left)} ${op} ${show(right)} is a ${typeNameOf(left)} and a ${typeNameOf(right)}: it takes two numbers${op === '+' ? ', or two texts' : ''}.`;
  throw new Doubt('wrong-type', detail);
}

function compare(op: ComparisonOperator, left: Value, right: Value): boolean {
  if (op === '=' || op === '!=') {
    if (typeNameOf(left) !== typeNameOf(right)) {
      const detail = `${show(left)}, a ${typeNameOf(left)}, is never ${show(right)}, a ${typeNameOf(right)}: compare two of one type.`;
      throw new Doubt('wrong-type', detail);
    }
    return sameValue(left, right) === (op === '=');
  }
  const order = compareValues(left, right);
  switch (op) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return never(op);
  }
}

function bounded(value: Value): Value {
  if ((isList(value) || isContext(value)) && value.size > MOST_SIZE) {
    throw new Doubt('too-large', `A list or a structure holds ${MOST_SIZE} values at most.`);
  }
  return value;
}

const wrong = (what: string, value: Value, type: string): Doubt =>
  new Doubt('wrong-type', `${what} takes a ${type} and is given ${show(value)}, a ${typeNameOf(value)}.`);
