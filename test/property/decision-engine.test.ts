import Big from 'big.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { loadModel } from '../../domain/policy/compile-model.ts';
import { decideModel } from '../../domain/policy/decide-model.ts';
import { calculate } from '../../domain/policy/decimals.ts';
import { Doubt } from '../../domain/policy/doubt.ts';
import { parseMoment, showMoment } from '../../domain/policy/moments.ts';
import { show } from '../../domain/policy/values.ts';
import { decision, table } from '../support/rich-model.ts';

/** A cell on a number, as text and as a plain function; the numbers are whole, so a double reads them exactly. */
interface Cell {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

const small = fc.integer({ min: -5, max: 5 });

const single: fc.Arbitrary<Cell> = fc.oneof(
  small.map((n) => ({ text: String(n), holds: (v: number) => v === n })),
  fc.tuple(fc.constantFrom('<', '<=', '>', '>='), small).map(([op, n]) => ({
    text: `${op} ${n}`,
    holds: (v: number) => (op === '<' ? v < n : op === '<=' ? v <= n : op === '>' ? v > n : v >= n),
  })),
  fc.tuple(small, fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.boolean()).map(([n, width, from, to]) => ({
    text: `${from ? '[' : '('}${n}..${n + width}${to ? ']' : ')'}`,
    holds: (v: number) => (from ? v >= n : v > n) && (to ? v <= n + width : v < n + width),
  })),
  // The same from another name: the other input stands for itself.
  small.map((n) => ({ text: `> ${n} + 0 * risk`, holds: (v: number) => v > n })),
); // prettier-ignore

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant({ text: '-', holds: () => true }),
  fc.array(single, { minLength: 1, maxLength: 3 }).map((all) => ({
    text: all.map(({ text }) => text).join(', '),
    holds: (v: number) => all.some((each) => each.holds(v)),
  })),
  fc.array(single, { minLength: 1, maxLength: 2 }).map((all) => ({
    text: `not(${all.map(({ text }) => text).join(', ')})`,
    holds: (v: number) => !all.some((each) => each.holds(v)),
  })),
);

const LISTED = [3, 1, 2];

const rules = fc.array(fc.tuple(cell, cell, fc.constantFrom(...LISTED)), { maxLength: 6 });

const HIT_POLICIES = [
  'UNIQUE', 'ANY', 'PRIORITY', 'FIRST', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT', 'SUM', 'COUNT', 'MIN', 'MAX',
] as const; // prettier-ignore

/** What the hit policy says of the outputs of the rules that match, in a few plain lines; a word where that is an error. */
function plainly(hitPolicy: (typeof HIT_POLICIES)[number], hits: readonly number[]): string {
  const sorted = [...hits].sort((a, b) => LISTED.indexOf(a) - LISTED.indexOf(b));
  const list = (all: readonly number[]): string => `[${all.join(', ')}]`;
  if (hitPolicy === 'COLLECT') return list(hits);
  if (hitPolicy === 'COUNT') return String(hits.length);
  if (hits.length === 0) return 'no-rule-matches';
  switch (hitPolicy) {
    case 'UNIQUE':
      return hits.length === 1 ? String(hits[0]) : 'several-rules-match';
    case 'ANY':
      return new Set(hits).size === 1 ? String(hits[0]) : 'outputs-differ';
    case 'PRIORITY':
      return String(sorted[0]);
    case 'FIRST':
      return String(hits[0]);
    case 'RULE ORDER':
      return list(hits);
    case 'OUTPUT ORDER':
      return list(sorted);
    case 'SUM':
      return String(hits.reduce((sum, n) => sum + n, 0));
    case 'MIN':
      return String(Math.min(...hits));
    case 'MAX':
      return String(Math.max(...hits));
  }
}

describe('the engine of decision tables, for any table,', () => {
  it('agrees with a plain reading of cells and hit policy, at every value of the facts', async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...HIT_POLICIES), rules, async (hitPolicy, rows) => {
        const aggregation = HIT_POLICIES.indexOf(hitPolicy) > 6 ? hitPolicy : undefined;
        const logic = table(
          aggregation ? 'COLLECT' : hitPolicy,
          [['risk', 'number'], ['cost', 'number']],
          [['', hitPolicy === 'SUM' ? 'number' : 'tListed']],
          rows.map(([one, other, output]) => [[one.text, other.text], [String(output)]]),
          aggregation,
        ); // prettier-ignore
        const loaded =
          await loadModel(`<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="T" namespace="urn:t">
          <itemDefinition name="tListed"><typeRef>number</typeRef><allowedValues><text>${LISTED.join(', ')}</text></allowedValues></itemDefinition>
          <inputData id="risk" name="risk"><variable name="risk" typeRef="number" /></inputData>
          <inputData id="capital" name="cost"><variable name="cost" typeRef="number" /></inputData>
          ${decision('asked', 'Any', ['risk', 'capital'], logic)}</definitions>`);
        if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
        for (let risk = -6; risk <= 6; risk += 2) {
          for (let cost = -6; cost <= 6; cost += 3) {
            const hits = rows.flatMap(([one, other, output]) =>
              one.holds(risk) && other.holds(cost) ? [output] : [],
            );
            const found = decideModel(loaded.value, 'asked', { risk, cost });
            const said = found.ok ? show(found.value.value) : found.error.map(({ type }) => type).join();
            expect(said, `${hitPolicy} at ${risk}, ${cost}`).to.equal(plainly(hitPolicy, hits));
            met.add(`${hitPolicy} ${found.ok ? 'value' : said}`);
          }
        }
      }),
      { numRuns: 80, seed: 20_261_126 },
    );
    expect([...met].filter((each) => each.endsWith('value'))).to.have.length(HIT_POLICIES.length);
    expect(met).to.include.keys('UNIQUE several-rules-match', 'ANY outputs-differ', 'FIRST no-rule-matches');
  });

  it('adds, subtracts and multiplies exactly, and rounds what has no end to 34 digits', () => {
    const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    const decimal = (n: bigint): Big => new Big(n.toString()).times('0.001');
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [x, y] = [decimal(a), decimal(b)];
        expect(calculate('+', x, y).eq(decimal(a + b))).to.equal(true);
        expect(calculate('-', x, y).eq(decimal(a - b))).to.equal(true);
        expect(calculate('*', x, y).eq(new Big((a * b).toString()).times('0.000001'))).to.equal(true);
        if (b === 0n) {
          expect(() => calculate('/', x, y)).to.throw(Doubt, /divides by 0/);
          return;
        }
        const quotient = calculate('/', x, y);
        expect(quotient.c.length).to.be.at.most(34);
        // Half of the last digit away at most: |quotient * b - a| <= |b| / 2 * 10^(e - 33).
        const off = quotient.times(b.toString()).minus(a.toString()).abs();
        expect(
          off.lte(
            new Big(b.toString())
              .abs()
              .times('0.5')
              .times(`1e${quotient.e - 33}`),
          ),
        ).to.equal(true);
      }),
    );
  });

  it('orders days and times as the calendar does, and writes them as they were read', () => {
    const instant = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    const read = (type: 'date' | 'date and time', text: string): Big => {
      const parsed = parseMoment(type, text);
      if (!parsed.ok) throw new Error(parsed.error);
      expect(showMoment(parsed.value)).to.equal(text);
      return parsed.value.at;
    };
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [one, other] = [a, b].map((each) => each.toISOString().slice(0, 19)) as [string, string];
        expect(read('date and time', one).cmp(read('date and time', other))).to.equal(
          one < other ? -1 : one > other ? 1 : 0,
        );
        const days = read('date', one.slice(0, 10)).minus(read('date', other.slice(0, 10)));
        const apart = Date.parse(one.slice(0, 10)) - Date.parse(other.slice(0, 10));
        expect(days.times(86_400_000).toNumber()).to.equal(apart);
      }),
      { numRuns: 1000 },
    );
  });
});
