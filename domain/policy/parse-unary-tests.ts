import Big from 'big.js';
import { parser as feel } from 'lezer-feel';
import { fail, ok, type Result } from '../result.ts';
import type { Comparison, Literal, UnaryTest, UnaryTests } from './unary-tests.ts';

/** A longer cell is refused unread. */
const MOST_CHARACTERS = 1000;

const grammar = feel.configure({ top: 'UnaryTests' });

type Node = ReturnType<typeof grammar.parse>['topNode'];

/** Raised and caught inside this file only: what a cell holds that is not understood, in a phrase. */
class NotUnderstood extends Error {}

/**
 * Reads one input cell in the FEEL grammar for unary tests (DMN 1.3, 10.3.1.2, rules 12 to 17), of which `-`,
 * literals, comparisons, ranges, comma lists and `not(…)` are understood.
 *
 * The error is a sentence that names what was not understood; nothing is guessed.
 */
export function parseUnaryTests(text: string): Result<UnaryTests, string> {
  if (text.length > MOST_CHARACTERS) return fail(`The cell is longer than ${MOST_CHARACTERS} characters.`);
  // "> 1,000" is two tests in FEEL, over 1 or equal to 0: somebody who writes it means a thousand.
  if (/\d,\d/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))) {
    return fail(
      `"${text}" has a comma between digits: write a number without it, or a space after it in a list.`,
    );
  }
  try {
    return ok(readTests(grammar.parse(text).topNode, text));
  } catch (error) {
    if (error instanceof NotUnderstood) return fail(`"${text}" is not understood: ${error.message}.`);
    throw error;
  }
}

function readTests(top: Node, source: string): UnaryTests {
  refuseErrors(top, source);
  const children = childrenOf(top);
  const [first] = children;
  if (first?.name === 'Wildcard' && children.length === 1) return { kind: 'any' };
  if (first?.name === 'PositiveUnaryTests' && children.length === 1) {
    return { kind: 'one-of', tests: childrenOf(first).map((node) => readTest(node, source)) };
  }
  const [not, open, list, close] = children;
  if (
    not?.name === 'not' &&
    open?.name === '(' &&
    list?.name === 'PositiveUnaryTests' &&
    close?.name === ')' &&
    children.length === 4
  ) {
    return { kind: 'none-of', tests: childrenOf(list).map((node) => readTest(node, source)) };
  }
  throw new NotUnderstood('a cell is -, a list of values, comparisons and ranges, or not(…) around one');
}

function readTest(node: Node, source: string): UnaryTest {
  const inner = only(node, source);
  if (inner.name !== 'SimplePositiveUnaryTest') {
    return { kind: 'equals', literal: readLiteral(inner, source) };
  }
  const children = childrenOf(inner);
  const [first, second] = children;
  if (first?.name === 'CompareOp' && second !== undefined && children.length === 2) {
    return { kind: 'compare', op: readComparison(textOf(first, source)), bound: readNumber(second, source) };
  }
  if (first?.name === 'Interval' && children.length === 1) return readRange(first, source);
  throw new NotUnderstood(`${textOf(inner, source)} is neither a comparison nor a range`);
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
function readRange(node: Node, source: string): UnaryTest {
  const [open, low, dots, high, close, more] = childrenOf(node);
  if (!open || !low || dots?.name !== '..' || !high || !close || more) {
    throw new NotUnderstood(`${textOf(node, source)} is not a range of two numbers`);
  }
  const from = { value: readNumber(low, source), included: open.name === '[' };
  const to = { value: readNumber(high, source), included: close.name === ']' };
  const empty = from.included && to.included ? from.value.gt(to.value) : from.value.gte(to.value);
  if (empty) throw new NotUnderstood(`no number is in the range ${textOf(node, source)}`);
  return { kind: 'range', from, to };
}

function readNumber(node: Node, source: string): Big {
  const literal = readLiteral(node, source);
  if (literal.kind !== 'number') throw new NotUnderstood(`${textOf(node, source)} is not a number`);
  return literal.value;
}

function readLiteral(node: Node, source: string): Literal {
  const text = textOf(node, source);
  switch (node.name) {
    case 'StringLiteral':
      return { kind: 'string', value: readString(text) };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: text === 'true' };
    case 'NumericLiteral':
      if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) {
        throw new NotUnderstood(`${text} is not a number in plain digits`);
      }
      return { kind: 'number', value: new Big(text) };
    default:
      throw new NotUnderstood(`${text} is not a string in quotes, a number, true or false`);
  }
}

/** FEEL's escapes that JSON shares are read; others (`\U`, `\'`) are refused. */
function readString(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new NotUnderstood(`${text} has an escape that is not understood`);
  }
}

function refuseErrors(top: Node, source: string): void {
  const cursor = top.cursor();
  do {
    if (cursor.type.isError) {
      const left = source.slice(cursor.from).trim();
      throw new NotUnderstood(left === '' ? 'it ends too early' : `it goes wrong at ${left}`);
    }
  } while (cursor.next());
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

function only(node: Node, source: string): Node {
  const [child, more] = childrenOf(node);
  if (!child || more) throw new NotUnderstood(`${textOf(node, source)} is not one test`);
  return child;
}

const textOf = (node: Node, source: string): string => source.slice(node.from, node.to);

/** Reads one output cell: a literal, and nothing that would have to be computed. */
export function parseLiteral(text: string): Result<Literal, string> {
  const parsed = parseUnaryTests(text);
  if (!parsed.ok) return parsed;
  const [test, more] = parsed.value.kind === 'one-of' ? parsed.value.tests : [];
  if (test?.kind !== 'equals' || more) return fail(`"${text}" is not understood: an output is one literal.`);
  return ok(test.literal);
}
