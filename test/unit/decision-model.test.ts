import { expect } from 'chai';
import { loadModel, type CompiledModel } from '../../domain/policy/compile-model.ts';
import { decideModel } from '../../domain/policy/decide-model.ts';
import type { PolicyProblem } from '../../domain/policy/decision-table.ts';
import type { DecisionProblem } from '../../domain/policy/doubt.ts';
import { show } from '../../domain/policy/values.ts';
import { decision, literal, richModel, RICH_FACTS, table } from '../support/rich-model.ts';

const file = (inside: string): string =>
  `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Model" namespace="urn:m">
  <itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"region", "system", "place"</text></allowedValues></itemDefinition>
  <inputData id="risk" name="risk"><variable name="risk" typeRef="number" /></inputData>
  <inputData id="capital" name="capital"><variable name="capital" typeRef="number" /></inputData>
  ${inside}</definitions>`;

type Rows = readonly (readonly [inputs: readonly string[], outputs: readonly string[]])[];

/** A table that reads the risk and says a level, or a number where it is added up. */
const ofRisk = (hitPolicy: string, rows: Rows, type = 'tLevel', aggregation?: string): string =>
  file(
    decision(
      'asked',
      'Any',
      ['risk'],
      table(hitPolicy, [['risk', 'number']], [['', type]], rows, aggregation),
    ),
  );

async function modelOf(xml: string): Promise<CompiledModel> {
  const loaded = await loadModel(xml);
  if (!loaded.ok) throw new Error(loaded.error.map(({ detail }) => detail).join('\n'));
  return loaded.value;
}

async function decided(xml: string, facts: unknown, name = 'asked'): Promise<string> {
  const found = decideModel(await modelOf(xml), name, facts);
  if (!found.ok) throw new Error(found.error.map(({ detail }) => detail).join('\n'));
  return show(found.value.value);
}

async function doubted(xml: string, facts: unknown, name = 'asked'): Promise<DecisionProblem> {
  const found = decideModel(await modelOf(xml), name, facts);
  if (found.ok) throw new Error(`It was decided: ${show(found.value.value)}`);
  return found.error[0]!;
}

async function refused(xml: string): Promise<PolicyProblem> {
  const loaded = await loadModel(xml);
  if (loaded.ok) throw new Error('It was not refused');
  return loaded.error[0]!;
}

const SAME: Rows = [
  [['-'], ['"place"']],
  [['> 2'], ['"system"']],
  [['> 4'], ['"region"']],
];
const NUMBERS: Rows = [
  [['> 1'], ['0.1']],
  [['> 2'], ['0.2']],
  [['> 3'], ['risk - 3.7']],
];

describe('a decision table of hit policy', () => {
  const cases: [title: string, xml: string, expected: [risk: number, value: string][]][] = [
    ['UNIQUE gives the rule that matches', ofRisk('UNIQUE', [[['> 3'], ['"region"']], [['<= 3'], ['"place"']]]), [[4, '"region"'], [3, '"place"']]],
    ['ANY gives what all that match say', ofRisk('ANY', [[['> 3'], ['"region"']], [['> 4'], ['"region"']], [['<= 3'], ['"place"']]]), [[5, '"region"'], [3, '"place"']]],
    ['PRIORITY gives what is listed first', ofRisk('PRIORITY', SAME), [[5, '"region"'], [3, '"system"'], [1, '"place"']]],
    ['FIRST gives the first in the file', ofRisk('FIRST', SAME), [[5, '"place"']]],
    ['RULE ORDER gives all as the file has them', ofRisk('RULE ORDER', SAME), [[5, '["place", "system", "region"]'], [1, '["place"]']]],
    ['OUTPUT ORDER gives all as the values are listed', ofRisk('OUTPUT ORDER', SAME), [[5, '["region", "system", "place"]']]],
    ['COLLECT gives all that match, or none', ofRisk('COLLECT', NUMBERS, 'number'), [[4, '[0.1, 0.2, 0.3]'], [0, '[]']]],
    ['COLLECT SUM adds up, exactly', ofRisk('COLLECT', NUMBERS, 'number', 'SUM'), [[3, '0.3'], [4, '0.6']]],
    ['COLLECT MIN gives the least', ofRisk('COLLECT', NUMBERS, 'number', 'MIN'), [[3.5, '-0.2']]],
    ['COLLECT MAX gives the greatest', ofRisk('COLLECT', NUMBERS, 'number', 'MAX'), [[4, '0.3']]],
    ['COLLECT COUNT counts, and none is 0', ofRisk('COLLECT', NUMBERS, 'number', 'COUNT'), [[3, '2'], [0, '0']]],
  ]; // prettier-ignore
  for (const [title, xml, expected] of cases) {
    it(title, async () => {
      for (const [risk, value] of expected)
        expect(await decided(xml, { risk }), `risk ${risk}`).to.equal(value);
    });
  }

  it('OUTPUT ORDER goes by the first output that has an order, then by the next, then by the file', async () => {
    const outputs = [['level', 'tLevel'], ['because', 'string']] as const; // prettier-ignore
    const rows: Rows = [
      [['-'], ['"place"', '"a"']],
      [['-'], ['"region"', '"b"']],
      [['-'], ['"place"', '"c"']],
    ];
    const xml = file(
      decision('asked', 'Any', ['risk'], table('OUTPUT ORDER', [['risk', 'number']], outputs, rows)),
    );
    const found = decideModel(await modelOf(xml), 'asked', { risk: 1 });
    expect(found.ok && found.value.taken[0]!.rules).to.deep.equal({
      matched: ['rule 1', 'rule 2', 'rule 3'],
      deciding: ['rule 2', 'rule 1', 'rule 3'],
    });
  });

  it('gives its default where no rule matches, and only there', async () => {
    const xml = ofRisk('UNIQUE', [[['> 3'], ['"region"']]]).replace(
      'typeRef="tLevel" />',
      'typeRef="tLevel"><defaultOutputEntry><text>"place"</text></defaultOutputEntry></output>',
    );
    expect(await decided(xml, { risk: 4 })).to.equal('"region"');
    expect(await decided(xml, { risk: 3 })).to.equal('"place"');
  });
});

describe('a doubt is an error that says where and how it would be mended:', () => {
  const one = ofRisk('UNIQUE', SAME);
  const cases: [title: string, xml: string, facts: unknown, expected: Partial<DecisionProblem>, says: RegExp][] = [
    ['no rule matches', ofRisk('UNIQUE', [[['> 3'], ['"place"']]]), { risk: 1 }, { type: 'no-rule-matches', decision: 'asked', table: 'asked' }, /No rule matches risk 1, .*needs a rule/],
    ['no rule matches under RULE ORDER', ofRisk('RULE ORDER', [[['> 3'], ['"place"']]]), { risk: 1 }, { type: 'no-rule-matches' }, /or a default/],
    ['nothing is there to add up', ofRisk('COLLECT', NUMBERS, 'number', 'SUM'), { risk: 0 }, { type: 'no-rule-matches' }, /needs a rule/],
    ['two match under UNIQUE, though they say the same', ofRisk('UNIQUE', [[['> 1'], ['"place"']], [['> 2'], ['"place"']]]), { risk: 3 }, { type: 'several-rules-match', table: 'asked' }, /rule 1 .* and rule 2 .*tell them apart/],
    ['rules differ under ANY', ofRisk('ANY', SAME), { risk: 3 }, { type: 'outputs-differ', table: 'asked' }, /rule 1 \("place"\) and rule 2 \("system"\)/],
    ['a fact is missing', one, {}, { type: 'fact-missing', fact: 'risk' }, /risk is missing/],
    ['a fact is null', one, { risk: null }, { type: 'fact-missing', fact: 'risk' }, /risk is null/],
    ['a fact is unknown', one, { risk: 1, riks: 2 }, { type: 'fact-unknown', fact: 'riks' }, /leave it out/],
    ['a number is in quotes', one, { risk: '1' }, { type: 'wrong-type', fact: 'risk' }, /"1", a string, and must be a number/],
    ['a number is none', one, { risk: NaN }, { type: 'not-a-number', fact: 'risk' }, /NaN/],
    ['the facts are a list', one, [1], { type: 'wrong-type' }, /must be an object/],
    ['an output is not among those listed', ofRisk('FIRST', [[['-'], ['"pla" + "ice"']]]), { risk: 1 }, { type: 'outside-allowed-values', rule: 'rule 1', cell: 'asked' }, /"plaice".*allow it/],
    ['an output has another type', ofRisk('FIRST', [[['-'], ['risk']]]), { risk: 1 }, { type: 'wrong-type', rule: 'rule 1', cell: 'asked' }, /must be a string/],
    ['a cell compares what has no order', ofRisk('FIRST', [[['> "a" + "b"'], ['"place"']]]), { risk: 1 }, { type: 'wrong-type', rule: 'rule 1', cell: 'risk', fact: 'risk' }, /have no order/],
    ['a cell divides by 0', ofRisk('FIRST', [[['> 1 / (risk - 1)'], ['"place"']]]), { risk: 1 }, { type: 'not-a-number', rule: 'rule 1', cell: 'risk' }, /divides by 0/],
    ['a cell reads null', ofRisk('FIRST', [[['null'], ['"place"']]]), { risk: 1 }, { type: 'no-value', rule: 'rule 1', cell: 'risk' }, /reads null/],
    ['a result has another type than its decision', file(decision('asked', 'string', ['risk'], literal('risk + 1'))), { risk: 1 }, { type: 'wrong-type', decision: 'asked' }, /must be a string/],
    ['a text and a number are added', file(decision('asked', 'Any', ['risk'], literal('"a" + risk'))), { risk: 1 }, { type: 'wrong-type' }, /two numbers, or two texts/],
  ]; // prettier-ignore
  for (const [title, xml, facts, expected, says] of cases) {
    it(title, async () => {
      const problem = await doubted(xml, facts);
      expect(problem).to.include(expected);
      expect(problem.detail).to.match(says);
    });
  }

  it('what is asked for is no decision', async () => {
    expect(await doubted(one, { risk: 1 }, 'risk')).to.include({ type: 'decision-unknown' });
  });

  it('an input is outside the values that its column allows', async () => {
    const xml = one.replace(
      '</inputExpression>',
      '</inputExpression><inputValues><text>[1..5]</text></inputValues>',
    );
    expect(await doubted(xml, { risk: 6 })).to.include({
      type: 'outside-allowed-values',
      table: 'asked',
      cell: 'risk',
      fact: 'risk',
    });
  });

  it('every fact that is wrong is named at once', async () => {
    const found = decideModel(await modelOf(richModel()), 'levels', {
      ...RICH_FACTS,
      risk: 9,
      capital: -1,
      'asked on': '2026-02-30',
    });
    expect(found.ok ? [] : found.error.map(({ fact, type }) => [fact, type])).to.deep.equal([
      ['capital', 'outside-allowed-values'],
      ['asked on', 'wrong-type'],
      ['risk', 'outside-allowed-values'],
    ]);
  });
});

describe('decisions that depend on decisions', () => {
  it('are taken in order, each once, and only those that are needed', async () => {
    const found = decideModel(await modelOf(richModel()), 'levels', RICH_FACTS);
    expect(found.ok && found.value.taken.map(({ decision: name }) => name)).to.deep.equal([
      'share',
      'weight',
      'band',
      'levels',
    ]);
    const { plan, ...others } = RICH_FACTS;
    expect(plan).to.not.equal(undefined);
    expect(await decided(richModel(), { risk: 4 }, 'weight')).to.equal('3.5');
    expect(await doubted(richModel(), others, 'band')).to.include({ type: 'fact-missing', fact: 'plan' });
  });

  const cases: [title: string, xml: string, expected: Partial<PolicyProblem>, says: RegExp][] = [
    ['itself', file(decision('a', 'number', ['a'], literal('a'))), { type: 'cycle' }, /a requires a/],
    ['each other', file(decision('a', 'number', ['b'], literal('b')) + decision('b', 'number', ['a'], literal('a'))), { type: 'cycle' }, /a requires b requires a/],
    ['nothing that is there', file(decision('a', 'number', ['b'], literal('b'))), { type: 'reference-missing' }, /#b/],
    ['a fact that they do not require', file(decision('a', 'number', [], literal('risk'))), { type: 'cell-not-understood', cell: 'a' }, /risk is not known here/],
  ]; // prettier-ignore
  for (const [title, xml, expected, says] of cases) {
    it(`are refused where one depends on ${title}`, async () => {
      const problem = await refused(xml);
      expect(problem).to.include(expected);
      expect(problem.detail).to.match(says);
    });
  }
});

describe('a model is refused, with where and why,', () => {
  const cases: [title: string, xml: string, expected: Partial<PolicyProblem>, says: RegExp][] = [
    ['when priorities have no order', ofRisk('PRIORITY', [], 'string'), { type: 'wrong-columns' }, /list them/],
    ['when a sum is of several outputs', file(decision('a', 'Any', ['risk'], table('COLLECT', [['risk', 'number']], [['x', 'number'], ['y', 'number']], [], 'SUM'))), { type: 'wrong-columns' }, /one output/],
    ['when a sum is of texts', ofRisk('COLLECT', [], 'string', 'SUM'), { type: 'wrong-columns', cell: 'asked' }, /no SUM: numbers/],
    ['when the greatest is of yes and no', ofRisk('COLLECT', [], 'boolean', 'MAX'), { type: 'wrong-columns', cell: 'asked' }, /no MAX/],
    ['when another hit policy has an aggregator', ofRisk('FIRST', [], 'number', 'SUM'), { type: 'not-understood' }, /FIRST SUM/],
    ['when a column has no type', ofRisk('FIRST', [], 'tNone'), { type: 'type-unknown', cell: 'asked' }, /tNone/],
    ['when a cell is of another type', ofRisk('FIRST', [[['"a"'], ['"place"']]]), { type: 'cell-wrong-type', rule: 'rule 1', cell: 'risk' }, /string/],
    ['when an output is not listed', ofRisk('FIRST', [[['-'], ['"plaice"']]]), { type: 'cell-outside-allowed-values', rule: 'rule 1' }, /plaice/],
    ['when one output has a default and another none', file(decision('a', 'Any', ['risk'], table('FIRST', [['risk', 'number']], [['x', 'number'], ['y', 'number']], []).replace('name="x" typeRef="number" />', 'name="x" typeRef="number"><defaultOutputEntry><text>1</text></defaultOutputEntry></output>'))), { type: 'not-understood', cell: 'x' }, /each a default, or none/],
    ['when a type holds itself', file('<itemDefinition name="tA"><itemComponent name="a"><typeRef>tA</typeRef></itemComponent></itemDefinition>').replace(/(<inputData[\s\S]*)(<itemDefinition name="tA"[\s\S]*<\/itemDefinition>)/, '$2$1'), { type: 'cycle' }, /tA holds itself/],
    ['when two have one name', file(decision('risk', 'number', [], literal('1'))).replace('<decision id="risk"', '<decision id="other"'), { type: 'duplicate' }, /name risk/],
    ['when it has more rules than anybody reads', ofRisk('FIRST', Array.from({ length: 1001 }, () => [['-'], ['"place"']] as const)), { type: 'too-large' }, /1000 rules/],
  ]; // prettier-ignore
  for (const [title, xml, expected, says] of cases) {
    it(title, async () => {
      const problem = await refused(xml);
      expect(problem).to.include(expected);
      expect(problem.detail).to.match(says);
    });
  }
});
