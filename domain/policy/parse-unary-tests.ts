import type Big from 'big.js';
import { parser as feel } from 'lezer-feel';
import { fail, ok, type Result } from '../result.ts';
import type { MomentType } from './decision-table.ts';
import type { LiteralValue } from './expression.ts';
import {
  childrenOf,
  nodeText as textOf,
  NotUnderstood,
  readDigits,
  readString,
  refuseErrors,
  type Node,
} from './feel-tree.ts';
import { spend, type Grammar } from './known-names.ts';
import { MOST_CHARACTERS, parseExpression, readMomentLiteral, testOf } from './parse-expression.ts';
import type { Bound, Comparison, Computed, Literal, UnaryTest, UnaryTests } from './unary-tests.ts';

const plain = feel.configure({ top: 'UnaryTests' });

/**
 * Reads one input cell in the FEEL grammar for unary tests (DMN 1.3, 10.3.1.2, rules 12 to 17), of which `-`,
 * literals, comparisons, ranges, comma lists and `not(…)` are understood. With a `grammar` a cell may also hold days and
 * times, and compute from the names that it knows; a subsidiarity policy is read without one.
 *
 * The error is a sentence that names what was not understood; nothing is guessed.
 */
export function parseUnaryTests(text: string, grammar: Grammar | null = null): Result<UnaryTests, string> {
  if (text.length > MOST_CHARACTERS) return fail(`The cell is longer than ${MOST_CHARACTERS} characters.`);
  const tooMuch = grammar && spend(grammar, text);
  if (tooMuch !== null) return fail(tooMuch);
  // "> 1,000" is two tests in FEEL, over 1 or equal to 0: somebody who writes it means a thousand.
  if (/\d,\d/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))) {
    return fail(
      `"${text}" has a comma between digits: write a number without it, or a space after it in a list.`,
    );
  }
  try {
    const top = (grammar?.unaryTests ?? plain).parse(text).topNode;
    return ok(readTests(top, text, grammar));
  } catch (error) {
    if (error instanceof NotUnderstood) return fail(`"${text}" is not understood: ${error.message}.`);
    throw error;
  }
}

function readTests(top: Node, source: string, grammar: Grammar | null): UnaryTests {
  refuseErrors(top, source);
  const children = childrenOf(top);
  const [first] = children;
  if (first?.name === 'Wildcard' && children.length === 1) return { kind: 'any' };
  if (first?.name === 'PositiveUnaryTests' && children.length === 1) {
    return { kind: 'one-of', tests: childrenOf(first).map((node) => readTest(node, source, grammar)) };
  }
  const [not, open, list, close] = children;
  if (
    not?.name === 'not' &&
    open?.name === '(' &&
    list?.name === 'PositiveUnaryTests' &&
    close?.name === ')' &&
    children.length === 4
  ) {
    return { kind: 'none-of', tests: childrenOf(list).map((node) => readTest(node, source, grammar)) };
  }
  throw new NotUnderstood('a cell is -, a list of values, comparisons and ranges, or not(…) around one');
}

function readTest(node: Node, source: string, grammar: Grammar | null): UnaryTest {
  const [inner] = childrenOf(node);
  // What is all literals is kept apart from what is computed: it can be analysed, and is quicker to hold against a value.
  if (grammar !== null && !isLiteral(inner)) {
    return { kind: 'computed', text: textOf(node, source), expression: testOf(node, source, grammar) };
  }
  return readLiteralTest(node, source, grammar !== null);
}

function readLiteralTest(node: Node, source: string, moments: boolean): UnaryTest {
  const inner = only(node, source);
  if (inner.name !== 'SimplePositiveUnaryTest') {
    return { kind: 'equals', literal: readLiteral(inner, source, moments) };
  }
  const children = childrenOf(inner);
  const [first, second] = children;
  if (first?.name === 'CompareOp' && second !== undefined && children.length === 2) {
    const op = readComparison(textOf(first, source));
    const { of, value } = readOrdered(second, source, moments);
    return of === null ? { kind: 'compare', op, bound: value } : { kind: 'compare', op, bound: value, of };
  }
  if (first?.name === 'Interval' && children.length === 1) return readRange(first, source, moments);
  throw new NotUnderstood(`${textOf(inner, source)} is neither a comparison nor a range`);
}

/** Whether a test holds literals alone, and is one of those that a subsidiarity policy may have, or of days and times. */
function isLiteral(node: Node | undefined): boolean {
  if (!node) return true;
  if (node.name.endsWith('Literal')) return true;
  if (node.name !== 'SimplePositiveUnaryTest') return false;
  const [first, second] = childrenOf(node);
  if (first?.name === 'Interval') {
    const [, low, , high] = childrenOf(first);
    return [low, high].every((end) => end?.name.endsWith('Literal') ?? true);
  }
  return second?.name.endsWith('Literal') ?? false;
}

function readComparison(op: string): Comparison {
  switch (op) {
    case '<':
    case '<=':
    case '>':
    case '>=':
      return op;
    default:
      throw new NotUnderstood(`${op} is not one of < <= > >=`);
  }
}

/** `[a..b]` includes its ends, `(a..b)` and `]a..b[` do not. */
function readRange(node: Node, source: string, moments: boolean): UnaryTest {
  const [open, low, dots, high, close, more] = childrenOf(node);
  if (!open || !low || dots?.name !== '..' || !high || !close || more) {
    throw new NotUnderstood(`${textOf(node, source)} is not a range of two numbers`);
  }
  const [least, most] = [readOrdered(low, source, moments), readOrdered(high, source, moments)];
  if (least.of !== most.of) {
    throw new NotUnderstood(`the ends of the range ${textOf(node, source)} are not of one type`);
  }
  const from: Bound = { value: least.value, included: open.name === '[' };
  const to: Bound = { value: most.value, included: close.name === ']' };
  const empty = from.included && to.included ? from.value.gt(to.value) : from.value.gte(to.value);
  if (empty) {
    throw new NotUnderstood(`no ${least.of ?? 'number'} is in the range ${textOf(node, source)}`);
  }
  return least.of === null ? { kind: 'range', from, to } : { kind: 'range', from, to, of: least.of };
}

/** What has an order: a number (`of` is null), or with `moments` a day, a time or a length of time. */
function readOrdered(
  node: Node,
  source: string,
  moments: boolean,
): { readonly of: MomentType | null; readonly value: Big } {
  const literal = readLiteral(node, source, moments);
  if (literal.kind === 'string' || literal.kind === 'boolean') {
    throw new NotUnderstood(`${textOf(node, source)} is not a number`);
  }
  return { of: literal.kind === 'number' ? null : literal.kind, value: literal.value };
}

function readLiteral(node: Node, source: string, moments: boolean): Literal {
  const text = textOf(node, source);
  if (node.name === 'StringLiteral') return { kind: 'string', value: readString(text) };
  if (node.name === 'BooleanLiteral') return { kind: 'boolean', value: text === 'true' };
  if (node.name === 'NumericLiteral') return { kind: 'number', value: readDigits(text) };
  if (node.name === 'DateTimeLiteral' && moments) {
    const { type, at } = readMomentLiteral(node.firstChild ?? undefined, source, text);
    return { kind: type, value: at };
  }
  throw new NotUnderstood(`${text} is not a string in quotes, a number, true or false`);
}

function only(node: Node, source: string): Node {
  const [child, more] = childrenOf(node);
  if (!child || more) throw new NotUnderstood(`${textOf(node, source)} is not one test`);
  return child;
}

/** Reads one output cell: a literal, and with a `grammar` also what is computed from the names that it knows. */
export function parseOutput(text: string, grammar: Grammar): Result<Literal | Computed, string> {
  const parsed = parseExpression(text, grammar);
  if (!parsed.ok) return parsed;
  const expression = parsed.value;
  return ok(
    expression.kind === 'literal' ? literalOf(expression.value) : { kind: 'computed', text, expression },
  );
}

function literalOf(value: LiteralValue): Literal {
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return 'at' in value ? { kind: value.type, value: value.at } : { kind: 'number', value };
}

/** Reads one output cell of a subsidiarity policy: a literal, and nothing that would have to be computed. */
export function parseLiteral(text: string): Result<Literal, string> {
  const parsed = parseUnaryTests(text);
  if (!parsed.ok) return parsed;
  const [test, more] = parsed.value.kind === 'one-of' ? parsed.value.tests : [];
  if (test?.kind !== 'equals' || more) return fail(`"${text}" is not understood: an output is one literal.`);
  return ok(test.literal);
}
