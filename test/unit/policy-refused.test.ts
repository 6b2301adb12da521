import { expect } from 'chai';
import type { PolicyProblem } from '../../domain/policy/decision-table.ts';
import { loadPolicy } from '../../domain/policy/policy.ts';
import { edit, refusal, SHIPPED_XML, withCell } from '../support/shipped-policy.ts';

describe('a policy is refused, with where and why,', () => {
  const cell = (fact: string, text: string): string => withCell(SHIPPED_XML, 'S-08', fact, text);
  const cases: [title: string, xml: string, expected: Partial<PolicyProblem>, says: RegExp][] = [
    ['when it is no XML', 'hello', { type: 'not-dmn' }, /not DMN 1\.3/],
    ['when it is empty', '', { type: 'not-dmn' }, /not DMN 1\.3/],
    [
      'when it is of another DMN version',
      SHIPPED_XML.replaceAll('20191111/MODEL', '20180521/MODEL'),
      { type: 'not-dmn' },
      /not DMN 1\.3/,
    ],
    ['when it is cut short', SHIPPED_XML.slice(0, -200), { type: 'not-dmn' }, /not DMN 1\.3/],
    ['when it is too large', SHIPPED_XML + ' '.repeat(500_000), { type: 'too-large' }, /500000 characters/],
    [
      'when it declares an entity',
      edit('<definitions ', '<!DOCTYPE d [<!ENTITY a "b">]><definitions '),
      { type: 'not-dmn' },
      /document type/,
    ],
    [
      'when an element is unknown',
      edit('<question>', '<riddle /><question>'),
      { type: 'not-understood' },
      /riddle/i,
    ],
    [
      'when an attribute is misspelt',
      edit('preferredOrientation', 'hitpolicy="FIRST" preferredOrientation'),
      { type: 'not-understood' },
      /hitpolicy/,
    ],
    [
      'when a cell is said twice',
      cell('revenueGbp', '&gt; 5</text><text>-'),
      { type: 'not-understood' },
      /stands twice/,
    ],
    [
      'when two rules share an id',
      edit('<rule id="S-02">', '<rule id="S-01">'),
      { type: 'not-understood' },
      /duplicate ID/,
    ],
    [
      'when it has no version',
      edit('<remit:policy version="1" />', ''),
      { type: 'version-missing' },
      /version/,
    ],
    [
      'when its version is empty',
      edit('version="1" />', 'version="" />'),
      { type: 'version-missing' },
      /version/,
    ],
    ['when it has no name', edit('name="Subsidiarity policy"', ''), { type: 'name-missing' }, /name/],
    [
      'when the hit policy is another',
      edit('hitPolicy="OUTPUT ORDER"', 'hitPolicy="FIRST"'),
      { type: 'not-understood', table: 'subsidiarity' },
      /FIRST/,
    ],
    [
      'when the hit policy is left out',
      edit('hitPolicy="OUTPUT ORDER"', ''),
      { type: 'not-understood', table: 'subsidiarity' },
      /UNIQUE/,
    ],
    [
      'when the language is another',
      edit('DMN/20191111/FEEL/" typeLanguage', 'other" typeLanguage'),
      { type: 'not-understood' },
      /not FEEL/,
    ],
    [
      'when a cell is in another language',
      edit('<inputEntry id="S-08-stage">', '<inputEntry id="S-08-stage" expressionLanguage="js">'),
      { rule: 'S-08', cell: 'S-08-stage' },
      /not FEEL/,
    ],
    [
      'when an input is computed',
      edit(/<text>revenueGbp<\/text>/, '<text>revenueGbp * 2</text>'),
      { type: 'not-understood', cell: 'revenueGbp * 2' },
      /plain name/,
    ],
    [
      'when an input is of no fact',
      edit(/<text>revenueGbp<\/text>/, '<text>revenueUsd</text>'),
      { type: 'wrong-columns', cell: 'revenueUsd' },
      /not a fact/,
    ],
    [
      'when a type is unknown',
      edit('id="input-stage-expression" typeRef="tStage"', 'id="input-stage-expression" typeRef="date"'),
      { type: 'type-unknown', cell: 'stage' },
      /date/,
    ],
    [
      'when a fact has another type',
      edit(
        'id="input-caseToGovernment-expression" typeRef="boolean"',
        'id="input-caseToGovernment-expression" typeRef="number"',
      ),
      { type: 'cell-wrong-type', rule: 'S-17', cell: 'caseToGovernment' },
      /boolean/,
    ],
    [
      'when allowed values differ from the type',
      edit(/(<inputValues id="input-stage-values">\s*<text>)[^<]*/, '$1"develop-plan"'),
      { type: 'not-understood', cell: 'stage' },
      /differ/,
    ],
    [
      'when a stage is misspelt',
      cell('stage', '"develop-pln"'),
      { type: 'cell-outside-allowed-values', rule: 'S-08', cell: 'stage' },
      /develop-pln/,
    ],
    [
      'when a risk cannot be',
      cell('residualRisk', '7'),
      { type: 'cell-outside-allowed-values', rule: 'S-08', cell: 'residualRisk' },
      /7/,
    ],
    [
      'when an amount is in quotes',
      cell('revenueGbp', '"10000000"'),
      { type: 'cell-wrong-type', rule: 'S-08', cell: 'revenueGbp' },
      /string/,
    ],
    [
      'when an amount has commas',
      cell('revenueGbp', '&gt; 10,000,000'),
      { type: 'cell-not-understood', rule: 'S-08', cell: 'revenueGbp' },
      /comma/,
    ],
    [
      'when a cell is empty',
      cell('revenueGbp', ''),
      { type: 'cell-not-understood', rule: 'S-08', cell: 'revenueGbp' },
      /ends too early/,
    ],
    [
      'when a cell calls a function',
      cell('stage', 'starts with(?, "dev")'),
      { type: 'cell-not-understood', rule: 'S-08', cell: 'stage' },
      /starts with/,
    ],
    [
      'when a cell is missing',
      edit(/<inputEntry id="S-08-stage">[\s\S]*?<\/inputEntry>/, ''),
      { type: 'wrong-columns', rule: 'S-08' },
      /11 inputs/,
    ],
    [
      'when an output is no level',
      edit(/(<outputEntry id="S-08-level">\s*<text>)[^<]*/, '$1"galaxy"'),
      { type: 'cell-outside-allowed-values', rule: 'S-08', cell: 'level' },
      /galaxy/,
    ],
    [
      'when a referral has no kind',
      edit(/(<outputEntry id="S-09-referral">\s*<text>)[^<]*/, '$1"none"'),
      { type: 'wrong-referral', rule: 'S-09' },
      /consent or notice/,
    ],
    [
      'when a default is given',
      edit(
        /<outputValues id="output-level-values">[\s\S]*?<\/outputValues>/,
        '$&<defaultOutputEntry><text>"place"</text></defaultOutputEntry>',
      ),
      { type: 'not-understood', cell: 'level' },
      /default/,
    ],
    [
      'when it has no rule',
      SHIPPED_XML.replaceAll(/<rule id[\s\S]*?<\/rule>/g, ''),
      { type: 'wrong-columns' },
      /no rule/,
    ],
  ];
  for (const [title, xml, expected, says] of cases) {
    it(title, async () => {
      const problem = await refusal(xml);
      expect(problem).to.include(expected);
      expect(problem.detail).to.match(says);
    });
  }

  it('when its levels are listed from the most local, which would turn the priority round', async () => {
    const reversed = SHIPPED_XML.replaceAll(
      '"national", "region", "system", "place"',
      '"place", "system", "region", "national"',
    );
    expect(await refusal(reversed)).to.include({ type: 'wrong-levels', cell: 'level' });
  });

  it('with everything that is wrong at once', async () => {
    const loaded = await loadPolicy(withCell(cell('stage', '"x"'), 'S-09', 'revenueGbp', 'lots'));
    expect(loaded.ok ? [] : loaded.error.map(({ rule, cell: at }) => [rule, at])).to.deep.equal([
      ['S-08', 'stage'],
      ['S-09', 'revenueGbp'],
    ]);
  });
});
