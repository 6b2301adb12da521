import { expect } from 'chai';
import type { PolicyProblem } from '../../domain/policy/decision-table.ts';
import { edit, refusal, SHIPPED_XML } from '../support/shipped-policy.ts';

describe('a policy whose table is not one of subsidiarity is refused', () => {
  const cases: [title: string, xml: string, expected: Partial<PolicyProblem>, says: RegExp][] = [
    [
      'when a rule has no id',
      edit('<rule id="S-02">', '<rule>'),
      { type: 'not-understood', rule: 'rule 2' },
      /must have an id/,
    ],
    [
      'when another file is imported',
      edit(
        '<itemDefinition id="tStage"',
        '<import name="a" namespace="b" importType="c" /><itemDefinition id="tStage"',
      ),
      { type: 'not-understood' },
      /imports another/,
    ],
    [
      'when a cell imports its value',
      edit(
        /(<outputEntry id="S-02-level">)\s*<text>[^<]*<\/text>/,
        '$1<importedValues namespace="b" importType="c" />',
      ),
      { type: 'not-understood', rule: 'S-02', cell: 'S-02-level' },
      /imports its value/,
    ],
    [
      'when there is a second decision',
      edit('<inputData id="stage"', '<decision id="more" name="More" /><inputData id="stage"'),
      { type: 'not-understood' },
      /one decision/,
    ],
    [
      'when there is logic beside the decision',
      edit('<inputData id="stage"', '<businessKnowledgeModel id="more" name="More" /><inputData id="stage"'),
      { type: 'not-understood' },
      /BusinessKnowledgeModel/,
    ],
    [
      'when an item definition has an unknown type',
      edit(/(<itemDefinition id="tStage"[\s\S]*?<typeRef>)string/, '$1date'),
      { type: 'type-unknown' },
      /tStage/,
    ],
    [
      'when a fact has no input',
      edit(/<input id="input-caseToGovernment"[\s\S]*?<\/input>/, '').replaceAll(
        /<inputEntry id="S-\d\d-caseToGovernment">[\s\S]*?<\/inputEntry>/g,
        '',
      ),
      { type: 'wrong-columns', cell: 'caseToGovernment' },
      /must have an input/,
    ],
    [
      'when a fact stands twice',
      edit(/<text>capitalGbp<\/text>/, '<text>revenueGbp</text>'),
      { type: 'duplicate', cell: 'revenueGbp' },
      /Two columns/,
    ],
    [
      'when a fact of yes or no is made a number throughout',
      edit(
        'id="input-caseToGovernment-expression" typeRef="boolean"',
        'id="input-caseToGovernment-expression" typeRef="number"',
      ).replace(/(<inputEntry id="S-17-caseToGovernment">\s*<text>)true/, '$11'),
      { type: 'wrong-columns', cell: 'caseToGovernment' },
      /must be a boolean/,
    ],
    [
      'when allowed values cannot be read',
      SHIPPED_XML.replaceAll(/<text>1, 2, 3, [^<]*/g, '<text>1,2,3'),
      { type: 'cell-not-understood', cell: 'residualRisk', rule: null },
      /comma between digits/,
    ],
    [
      'when allowed values are of another type',
      SHIPPED_XML.replaceAll(/<text>1, 2, 3, [^<]*/g, '<text>"low", "high"'),
      { type: 'cell-wrong-type', cell: 'residualRisk', rule: null },
      /asks for a string/,
    ],
    [
      'when a scope is allowed that Remit does not know',
      SHIPPED_XML.replaceAll(
        '"place", "system", "region", "national"',
        '"place", "system", "region", "national", "world"',
      ),
      { type: 'wrong-columns', cell: 'scope' },
      /list from place/,
    ],
    [
      'when the outputs are others',
      edit('name="authority" typeRef', 'name="body" typeRef'),
      { type: 'wrong-columns', rule: null },
      /outputs must be level, authority, referral/,
    ],
    [
      'when an output is no literal',
      edit(/(<outputEntry id="S-08-level">\s*<text>)[^<]*/, '$1"region", "national"'),
      { type: 'cell-not-understood', rule: 'S-08', cell: 'level' },
      /one literal/,
    ],
    [
      'when an annotation is one too many',
      edit(/<\/rule>\s*<rule id="S-02">/, '<annotationEntry><text>More</text></annotationEntry>$&'),
      { type: 'wrong-columns', rule: 'S-01' },
      /3 annotations/,
    ],
    [
      'when its extension is of somebody else',
      edit('xmlns:remit="urn:remit:policy"', 'xmlns:remit="urn:other"'),
      { type: 'version-missing' },
      /namespace urn:remit:policy/,
    ],
  ];
  for (const [title, xml, expected, says] of cases) {
    it(title, async () => {
      const problem = await refusal(xml);
      expect(problem).to.include(expected);
      expect(problem.detail).to.match(says);
    });
  }
});
