import { fail, ok, type Result } from '../result.ts';
import type { MomentType } from './decision-table.ts';
import type { ArithmeticOperator, ComparisonOperator, Expression, Moment } from './expression.ts';
import {
  childrenOf,
  nodeText,
  NotUnderstood,
  readDigits,
  readString,
  refuseErrors,
  type Node,
} from './feel-tree.ts';
import { arityOf } from './functions.ts';
import { plainName, spend, type Grammar } from './known-names.ts';
import { parseAnyMoment, parseMoment } from './moments.ts';

/** A longer text is refused unread. */
export const MOST_CHARACTERS = 1000;

/** An expression within expressions beyond this is refused: nobody could read it, and a stack has an end. */
const MOST_DEPTH = 40;

/**
 * Reads an expression of FEEL with the names that it may use. Literals, names, paths, lists, arithmetic, comparisons,
 * `and`, `or`, `between`, `in`, `if` and calls are understood; what is not (`for`, `some`, filters, functions within)
 * is refused by name, and so is a name that is not known.
 */
export function parseExpression(text: string, grammar: Grammar): Result<Expression, string> {
  if (text.length > MOST_CHARACTERS) return fail(`It is longer than ${MOST_CHARACTERS} characters.`);
  const tooMuch = spend(grammar, text);
  if (tooMuch !== null) return fail(tooMuch);
  try {
    const top = grammar.expression.parse(text).topNode;
    refuseErrors(top, text);
    const [only, more] = childrenOf(top);
    if (!only || more) throw new NotUnderstood('it must be one expression');
    return ok(new Reader(text, grammar).read(only, 0));
  } catch (error) {
    if (error instanceof NotUnderstood) return fail(`"${text}" is not understood: ${error.message}.`);
    throw error;
  }
}

/** The test of a cell as an expression about `?`. */
export const testOf = (node: Node, source: string, grammar: Grammar): Expression =>
  new Reader(source, grammar).test(node, 0);

class Reader {
  constructor(
    private readonly source: string,
    private readonly grammar: Grammar,
  ) {}

  read(node: Node, depth: number): Expression {
    if (depth > MOST_DEPTH)
      throw new NotUnderstood(`it goes ${MOST_DEPTH} deep: say it in several decisions`);
    const text = nodeText(node, this.source);
    const children = childrenOf(node);
    const sub = (child: Node | undefined): Expression => {
      if (!child) throw new NotUnderstood(`${text} is not whole`);
      return this.read(child, depth + 1);
    };
    switch (node.name) {
      case 'NumericLiteral':
        return literal(readDigits(text.replaceAll(/\s/g, ''), /^-?((0|[1-9]\d*)(\.\d+)?|\.\d+)$/));
      case 'StringLiteral':
        return literal(readString(text));
      case 'BooleanLiteral':
        return literal(text === 'true');
      case 'DateTimeLiteral':
        return literal(readMomentLiteral(children[0], this.source, text));
      case 'null':
        return { kind: 'null' };
      case '?':
        return { kind: 'tested' };
      case 'VariableName':
        return this.name(text);
      case 'ParenthesizedExpression':
        return sub(children[1]);
      case 'List':
        return {
          kind: 'list',
          items: children.filter(({ name }) => name !== '[' && name !== ']').map((child) => sub(child)),
        };
      case 'ArithmeticExpression':
        return this.arithmetic(children, text, sub);
      case 'Conjunction':
      case 'Disjunction': {
        const op = node.name === 'Conjunction' ? 'and' : 'or';
        return { kind: 'logic', op, left: sub(children[0]), right: sub(children[2]) };
      }
      case 'Comparison':
        return this.comparison(children, text, depth, sub);
      case 'IfExpression':
        return {
          kind: 'if',
          condition: sub(children[1]),
          then: sub(children[3]),
          otherwise: sub(children[5]),
        };
      case 'PathExpression': {
        const [of, , field] = children;
        if (!field) throw new NotUnderstood(`${text} is not whole`);
        return { kind: 'path', of: sub(of), field: plainName(nodeText(field, this.source)) };
      }
      case 'FunctionInvocation':
        return this.call(children, text, sub);
      default:
        throw new NotUnderstood(`${text} is a ${node.name}, which is not read`);
    }
  }

  /** One test of a cell or of `in (…)`, as an expression about `?` that is true or false. */
  test(node: Node, depth: number): Expression {
    const [inner, more] = childrenOf(node);
    if (node.name === 'PositiveUnaryTest' && inner && !more) return this.test(inner, depth + 1);
    if (node.name === 'SimplePositiveUnaryTest') {
      if (inner?.name === 'CompareOp' && more) {
        const op = comparisonOf(nodeText(inner, this.source));
        return { kind: 'comparison', op, left: TESTED, right: this.read(more, depth + 1) };
      }
      if (inner && !more) return this.test(inner, depth + 1);
    }
    if (node.name === 'Interval') return this.interval(node, depth);
    const found = this.read(node, depth + 1);
    if (asksOfTested(found)) return found;
    return found.kind === 'list'
      ? { kind: 'in', of: TESTED, tests: found.items.map((item) => isSame(item)) }
      : isSame(found);
  }

  private interval(node: Node, depth: number): Expression {
    const [open, low, , high, close] = childrenOf(node);
    if (!open || !low || !high || !close)
      throw new NotUnderstood(`${nodeText(node, this.source)} is no range`);
    const from = this.read(low, depth + 1);
    const to = this.read(high, depth + 1);
    return {
      kind: 'logic',
      op: 'and',
      left: { kind: 'comparison', op: open.name === '[' ? '>=' : '>', left: TESTED, right: from },
      right: { kind: 'comparison', op: close.name === ']' ? '<=' : '<', left: TESTED, right: to },
    };
  }

  private name(text: string): Expression {
    const name = plainName(text);
    if (this.grammar.known.values.has(name)) return { kind: 'name', name };
    throw new NotUnderstood(`${name} is not known here: name a fact or a decision that this one requires`);
  }

  private arithmetic(children: Node[], text: string, sub: Sub): Expression {
    const [first, second, third] = children;
    if (first?.name === 'ArithOp' && nodeText(first, this.source) === '-' && second && !third) {
      return { kind: 'negate', of: sub(second) };
    }
    const op = second && OPERATORS.find((known) => known === nodeText(second, this.source));
    if (!op || !third || children.length !== 3) throw new NotUnderstood(`${text} is no sum that is read`);
    return { kind: 'arithmetic', op, left: sub(first), right: sub(third) };
  }

  private comparison(children: Node[], text: string, depth: number, sub: Sub): Expression {
    const [of, op, low, , high] = children;
    if (!op) throw new NotUnderstood(`${text} is not whole`);
    switch (op.name) {
      case 'CompareOp':
        return {
          kind: 'comparison',
          op: comparisonOf(nodeText(op, this.source)),
          left: sub(of),
          right: sub(low),
        };
      case 'between':
        return {
          kind: 'in',
          of: sub(of),
          tests: [
            {
              kind: 'logic',
              op: 'and',
              left: { kind: 'comparison', op: '>=', left: TESTED, right: sub(low) },
              right: { kind: 'comparison', op: '<=', left: TESTED, right: sub(high) },
            },
          ],
        };
      case 'in': {
        const lists = children.slice(2).filter(({ name }) => name !== '(' && name !== ')');
        const nodes = lists.flatMap((node) => (node.name.endsWith('UnaryTests') ? childrenOf(node) : [node]));
        return { kind: 'in', of: sub(of), tests: nodes.map((node) => this.test(node, depth + 1)) };
      }
      default:
        throw new NotUnderstood(`${text} is no comparison that is read`);
    }
  }

  private call(children: Node[], text: string, sub: Sub): Expression {
    const [called, , parameters] = children;
    const name = called?.name === 'VariableName' ? plainName(nodeText(called, this.source)) : '';
    const given = parameters?.name === 'PositionalParameters' ? childrenOf(parameters) : [];
    if (parameters && parameters.name !== 'PositionalParameters' && parameters.name !== ')') {
      throw new NotUnderstood(`${text} names its parameters: give them in order`);
    }
    const wanted = this.grammar.known.functions.get(name) ?? arityOf(name);
    if (wanted === null) throw new NotUnderstood(`${name || text} is no function that is known here`);
    if (wanted !== 'any' && wanted !== given.length) {
      throw new NotUnderstood(`${name} takes ${wanted} parameters and is given ${given.length}`);
    }
    return { kind: 'call', name, given: given.map((each) => sub(each)) };
  }
}

type Sub = (child: Node | undefined) => Expression;

const TESTED: Expression = { kind: 'tested' };

const OPERATORS: readonly ArithmeticOperator[] = ['+', '-', '*', '/', '**'];

const literal = (value: Extract<Expression, { kind: 'literal' }>['value']): Expression => ({
  kind: 'literal',
  value,
});

const isSame = (right: Expression): Expression => ({ kind: 'comparison', op: '=', left: TESTED, right });

function comparisonOf(op: string): ComparisonOperator {
  const known = (['<', '<=', '>', '>=', '=', '!='] as const).find((each) => each === op);
  if (!known) throw new NotUnderstood(`${op} is not one of < <= > >= = !=`);
  return known;
}

/** `date("2026-04-01")` or `@"2026-04-01"`: the text is a literal, and nothing is made into a day at run time. */
export function readMomentLiteral(node: Node | undefined, source: string, text: string): Moment {
  const found = /"[^"]*"/.exec(text)?.[0];
  const parameter = found === undefined ? null : readString(found);
  const call = node ? plainName(nodeText(node, source)) : '';
  if (parameter !== null && /^@\s*"[^"]*"$/.test(text)) return momentOr(parseAnyMoment(parameter));
  const type = (['date', 'time', 'date and time', 'duration'] as const).find((known) => known === call);
  if (parameter === null || !type || !/^[a-z ]+\(\s*"[^"]*"\s*\)$/.test(text)) {
    throw new NotUnderstood(`${text} must hold one text in quotes`);
  }
  return momentOr(type === 'duration' ? parseAnyDuration(parameter) : parseMoment(type, parameter));
}

function parseAnyDuration(text: string): Result<Moment, string> {
  const months = parseMoment('years and months duration' satisfies MomentType, text);
  return months.ok ? months : parseMoment('days and time duration', text);
}

function momentOr(parsed: Result<Moment, string>): Moment {
  if (!parsed.ok) throw new NotUnderstood(parsed.error);
  return parsed.value;
}

/** Whether `?` stands in it: then it is the test itself, and else what the value must be. */
function asksOfTested(expression: Expression): boolean {
  switch (expression.kind) {
    case 'tested':
      return true;
    case 'literal':
    case 'null':
    case 'name':
      return false;
    case 'path':
    case 'negate':
      return asksOfTested(expression.of);
    case 'list':
      return expression.items.some(asksOfTested);
    case 'arithmetic':
    case 'comparison':
    case 'logic':
      return asksOfTested(expression.left) || asksOfTested(expression.right);
    case 'in':
      return asksOfTested(expression.of);
    case 'if':
      return [expression.condition, expression.then, expression.otherwise].some(asksOfTested);
    case 'call':
      return expression.given.some(asksOfTested);
  }
}
