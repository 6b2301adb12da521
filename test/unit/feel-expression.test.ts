import { expect } from 'chai';
import { decideModel } from '../../domain/policy/decide-model.ts';
import { Doubt } from '../../domain/policy/doubt.ts';
import { evaluateExpression, MOST_STEPS } from '../../domain/policy/evaluate-expression.ts';
import { applyBuiltIn } from '../../domain/policy/functions.ts';
import type { ItemType } from '../../domain/policy/item-types.ts';
import { grammarFor } from '../../domain/policy/known-names.ts';
import { parseExpression } from '../../domain/policy/parse-expression.ts';
import { readFacts } from '../../domain/policy/read-facts.ts';
import { loadModel } from '../../domain/policy/compile-model.ts';
import { show } from '../../domain/policy/values.ts';
import { decision, literal } from '../support/rich-model.ts';

const NUMBER: ItemType = { kind: 'base', type: 'number', allowed: null };
const STRING: ItemType = { kind: 'base', type: 'string', allowed: null };
const DATE: ItemType = { kind: 'base', type: 'date', allowed: null };
const LOAN: ItemType = { kind: 'structure', fields: new Map([['rate', NUMBER], ['paid by', STRING]]) }; // prettier-ignore

const NAMES = [
  { name: 'risk', type: NUMBER },
  { name: 'Full Name', type: STRING },
  { name: 'asked on', type: DATE },
  { name: 'loan', type: LOAN },
  { name: 'a-b', type: NUMBER },
];
const FACTS = { risk: 12, 'Full Name': 'Ada', 'asked on': '2026-11-26', loan: { rate: 0.1, 'paid by': 'us' }, 'a-b': 7 }; // prettier-ignore

const grammar = grammarFor({
  values: new Map(NAMES.map(({ name, type }) => [name, type])),
  functions: new Map(),
});

function evaluated(text: string): string {
  const parsed = parseExpression(text, grammar);
  if (!parsed.ok) throw new Error(parsed.error);
  const { values, problems } = readFacts(NAMES, NAMES, new Map(), FACTS);
  expect(problems).to.deep.equal([]);
  return show(evaluateExpression(parsed.value, { values, steps: { left: MOST_STEPS }, call: applyBuiltIn }));
}

describe('an expression', () => {
  const cases: [text: string, value: string][] = [
    ['0.1 + 0.2', '0.3'],
    ['1 / 3', '0.3333333333333333333333333333333333'],
    ['2 / 3 * 3', '2'],
    ['-2 ** 2', '4'],
    ['2 ** -2', '0.25'],
    ['2 ** 0', '1'],
    ['10 - 2 - 3', '5'],
    ['10 - (2 - 3)', '11'],
    ['2 + 3 * 4 ** 2 / 6', '10'],
    ['.5 + -.25', '0.25'],
    ['9999999999999999999999999999999999 + 1', '1e+34'],
    ['"Hello " + Full Name', '"Hello Ada"'],
    ['Full   Name', '"Ada"'],
    ['loan.paid by', '"us"'],
    ['loan.rate * 2', '0.2'],
    ['a-b + 1', '8'],
    ['if risk > 10 then "high" else 1 / 0', '"high"'],
    ['risk between 1 and 12', 'true'],
    ['risk in (1, 12)', 'true'],
    ['risk in (< 3, [4..11])', 'false'],
    ['risk in (12..20]', 'false'],
    ['risk = 12.0', 'true'],
    ['risk != 12', 'false'],
    ['false and 1 / 0 > 1', 'false'],
    ['true or 1 / 0 > 1', 'true'],
    ['not(risk > 1) or risk < 20 and true', 'true'],
    ['asked on >= date("2026-11-26")', 'true'],
    ['asked on < @"2026-11-26"', 'false'],
    ['duration("P1Y") = duration("P12M")', 'true'],
    ['duration("PT36H") > @"P1DT11H59M59.9S"', 'true'],
    ['time("09:30:00") < time("09:30:00.5")', 'true'],
    ['date and time("2026-01-01T00:00:00") > @"2025-12-31T23:59:59"', 'true'],
    ['[1, 2] = [1, 2.0]', 'true'],
    ['count([1, 2, 3])', '3'],
    ['sum(0.1, 0.2)', '0.3'],
    ['min([3, 1, 2])', '1'],
    ['max("b", "a")', '"b"'],
    ['list contains(["a", "b"], "b")', 'true'],
    ['floor(-1.5) + ceiling(-1.5) + abs(-4)', '1'],
    ['string length("né\u{1f600}")', '3'],
    ['contains("abc", "bc") and starts with("abc", "a") and ends with("abc", "c")', 'true'],
  ];
  for (const [text, value] of cases) it(`${text} is ${value}`, () => expect(evaluated(text)).to.equal(value));

  const doubts: [text: string, says: RegExp][] = [
    ['"10" > 5', /have no order/],
    ['"10" = 10', /compare two of one type/],
    ['true > false', /have no order/],
    ['@"2026-01-01" < @"2026-01-01T00:00:00"', /have no order/],
    ['duration("P1Y") > duration("P364D")', /have no order/],
    ['risk + "1"', /two numbers, or two texts/],
    ['risk - "1"', /two numbers\./],
    ['-Full Name', /takes a number/],
    ['risk and true', /takes a boolean/],
    ['if risk then 1 else 2', /takes a boolean/],
    ['null = null', /reads null/],
    ['1 / (risk - 12)', /divides by 0/],
    ['0 ** -1', /no number/],
    ['2 ** 0.5', /whole number/],
    ['10 ** 9999', /6,144/],
    ['sum([])', /of nothing/],
    ['min(1, "a")', /have no order/],
    ['not(1)', /takes a boolean/],
  ];
  for (const [text, says] of doubts) {
    it(`${text} is a doubt`, () => expect(() => evaluated(text)).to.throw(Doubt, says));
  }

  const refused: [text: string, says: RegExp][] = [
    ['rsk + 1', /rsk is not known/],
    ['sqrt(4)', /sqrt is no function/],
    ['abs(1, 2)', /takes 1 parameters and is given 2/],
    ['abs(n: 1)', /in order/],
    ['for x in [1] return x', /is a ForExpression/],
    ['{a: 1}', /is a Context/],
    ['[1, 2][1]', /is a FilterExpression/],
    ['1 +', /ends too early/],
    ['1e5', /plain digits|goes wrong/],
    ['date("2026-02-29")', /no date/],
    ['date("26-02-01")', /as in "2026-04-01"/],
    ['@"2026-02-01T10:00:00Z"', /time zone/],
    ['date(Full Name)', /one text in quotes/],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, /40 deep/],
    ['1+'.repeat(600), /longer than 1000/],
  ];
  for (const [text, says] of refused) {
    it(`${text.slice(0, 40)} is refused by name`, () => {
      const parsed = parseExpression(text, grammar);
      expect(parsed.ok ? '' : parsed.error).to.match(says);
    });
  }
});

describe('a file that would be evaluated for ever', () => {
  it('is stopped after so many steps, by an error', async () => {
    const step = (n: number): string =>
      `<businessKnowledgeModel id="f${n}" name="f${n}"><encapsulatedLogic><formalParameter name="x" typeRef="number" />${literal(
        n === 0 ? 'x' : `${`f${n - 1}(x) + `.repeat(9)}0`,
      )}</encapsulatedLogic>${n === 0 ? '' : `<knowledgeRequirement><requiredKnowledge href="#f${n - 1}" /></knowledgeRequirement>`}</businessKnowledgeModel>`;
    const asked = decision(
      'asked',
      'number',
      [],
      `<knowledgeRequirement><requiredKnowledge href="#f19" /></knowledgeRequirement>${literal('f19(1)')}`,
    );
    const xml = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="M" namespace="urn:m">${Array.from({ length: 20 }, (_, n) => step(n)).join('')}${asked}</definitions>`;
    const loaded = await loadModel(xml);
    const found = loaded.ok ? decideModel(loaded.value, 'asked', {}) : loaded;
    expect(found.ok ? [] : found.error.map(({ type }) => type)).to.deep.equal(['too-large']);
  });
});
