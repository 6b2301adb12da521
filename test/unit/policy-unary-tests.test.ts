import Big from 'big.js';
import { expect } from 'chai';
import { parseLiteral, parseUnaryTests } from '../../domain/policy/parse-unary-tests.ts';
import { holds, testedValue } from '../../domain/policy/unary-tests.ts';

function passes(cell: string, value: string | number | boolean): boolean {
  const parsed = parseUnaryTests(cell);
  if (!parsed.ok) throw new Error(parsed.error);
  return holds(parsed.value, testedValue(value));
}

describe('a cell of a decision table', () => {
  const cases: [
    cell: string,
    holdsFor: (string | number | boolean)[],
    holdsNotFor: (string | number | boolean)[],
  ][] = [
    ['-', ['a', 0, false], []],
    ['"a"', ['a'], ['b', 'A', '']],
    ['"a", "b"', ['a', 'b'], ['c']],
    ['not("a", "b")', ['c'], ['a', 'b']],
    ['"a\\"b"', ['a"b'], ['a']],
    ['true', [true], [false]],
    ['not(true)', [false], [true]],
    ['7', [7, 7.0], [6, 7.01]],
    ['-5', [-5], [5]],
    ['> 50000', [50_000.01, 50_001], [50_000, 49_999.99]],
    ['>= 50000', [50_000], [49_999.99]],
    ['< 0.3', [0.29], [0.3]],
    ['<= 0.3', [0.3], [0.31]],
    ['> -5', [-4.99], [-5]],
    ['[1..3]', [1, 2, 3], [0.99, 3.01]],
    ['(1..3)', [1.01, 2.99], [1, 3]],
    ['(1..3]', [3], [1]],
    [']1..3[', [2], [1, 3]],
    ['[5..5]', [5], [4]],
    ['< 1, [5..6], 9', [0, 5.5, 9], [1, 4, 7]],
    ['not(> 5, < 2)', [2, 5], [6, 1]],
  ];
  for (const [cell, yes, no] of cases) {
    it(`${cell} holds for ${yes.join(', ')} and not for ${no.join(', ')}`, () => {
      for (const value of yes) expect(passes(cell, value), String(value)).to.equal(true);
      for (const value of no) expect(passes(cell, value), String(value)).to.equal(false);
    });
  }

  const refused: [cell: string, because: RegExp][] = [
    ['', /ends too early/],
    ['null', /null is not a string in quotes/],
    ['develop-plan', /is not a string in quotes/],
    ['> revenueGbp', /revenueGbp is not a string/],
    ['? > 5', /is not a string in quotes/],
    ['= 5', /= is not one of/],
    ['!= 5', /!= is not one of/],
    ['"a" or "b"', /is not a string in quotes/],
    ['(> 5)', /is not a string in quotes/],
    ['-1..3', /goes wrong at/],
    ['1 2', /not one test|goes wrong/],
    ['[3..1]', /no number is in the range/],
    ['(3..3]', /no number is in the range/],
    ['["a".."b"]', /"a" is not a number/],
    ['> "a"', /"a" is not a number/],
    ['> true', /true is not a number/],
    ['1e5', /plain digits/],
    ['.5', /plain digits/],
    ['007', /plain digits/],
    ['> 1,000,000', /comma between digits/],
    ['not(-)', /ends too early|goes wrong/],
    ['5, -', /ends too early|goes wrong/],
    ['[1, 2]', /is not a string in quotes/],
    ['date("2026-01-01")', /is not a string in quotes/],
    ['1 + 1', /is not a string in quotes/],
    ['"unterminated', /goes wrong/],
    ['"a\\\'b"', /escape/],
    ['// nothing\n5', /a cell is -/],
    ['5'.repeat(1001), /longer than 1000/],
  ];
  for (const [cell, because] of refused) {
    it(`${JSON.stringify(cell.slice(0, 30))} is refused by name`, () => {
      const parsed = parseUnaryTests(cell);
      expect(parsed.ok).to.equal(false);
      if (!parsed.ok) expect(parsed.error).to.match(because);
    });
  }

  it('keeps a comma between digits where it is in a string', () => {
    expect(passes('"1,000"', '1,000')).to.equal(true);
  });

  it('compares decimals exactly, where doubles would not', () => {
    expect(passes('> 9007199254740993', 9007199254740992)).to.equal(false);
    const exact = parseUnaryTests('0.30000000000000000001');
    expect(exact.ok && holds(exact.value, new Big('0.30000000000000000001'))).to.equal(true);
    expect(exact.ok && holds(exact.value, testedValue(0.3))).to.equal(false);
  });

  it('never converts: a value of another type is a bug, not a mismatch', () => {
    expect(() => passes('> 5', '10')).to.throw(TypeError);
    expect(() => passes('[1..3]', true)).to.throw(TypeError);
    expect(() => passes('5', '5')).to.throw(TypeError);
    expect(() => passes('"5"', 5)).to.throw(TypeError);
    expect(() => passes('true', 'true')).to.throw(TypeError);
  });

  it('takes one literal, and only that, for an output', () => {
    expect(parseLiteral('"region"')).to.deep.equal({ ok: true, value: { kind: 'string', value: 'region' } });
    for (const text of ['-', '"a", "b"', '> 5', 'not("a")', ''])
      expect(parseLiteral(text).ok).to.equal(false);
  });
});
