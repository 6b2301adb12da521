/**
 * DMN XML with something of everything that a model may hold: decisions that depend on each other, knowledge that is
 * called and invoked, each hit policy, days, structures, lists, allowed values, defaults, computed cells.
 */
export function richModel(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="A rich model" namespace="urn:remit:rich">
${TYPES}
${fact('capital', 'tAmount')}
${fact('asked on', 'date')}
${fact('risk', 'tRisk')}
${fact('plan', 'tPlan')}
${KNOWLEDGE}
${decision('share', 'number', ['capital', 'plan'], literal('if plan.bodies = 0 then capital else capital / plan.bodies'))}
${decision('weight', 'number', ['risk'], table('COLLECT', [['risk', 'tRisk']], [['', 'number']], WEIGHTS, 'SUM'))}
${decision(
  'band',
  'tBand',
  ['share', 'asked on'],
  table(
    'UNIQUE',
    [
      ['share', 'number'],
      ['asked on', 'date'],
    ],
    [['', 'tBand']],
    BANDS,
  ),
)}
${decision(
  'levels',
  'tLevels',
  ['band', 'weight', 'capital'],
  table(
    'OUTPUT ORDER',
    [
      ['band', 'tBand'],
      ['weight * 2', 'number'],
    ],
    [
      ['level', 'tLevel'],
      ['because', 'string'],
    ],
    LEVELS,
  ),
)}
${decision('first', 'string', ['levels', 'plan'], table('FIRST', [['count(levels)', 'number']], [['', 'string']], FIRSTS))}
${decision('any', 'boolean', ['risk'], table('ANY', [['risk', 'tRisk']], [['', 'boolean']], ANYS))}
${decision('priority', 'tLevel', ['risk'], table('PRIORITY', [['risk', 'tRisk']], [['', 'tLevel']], PRIORITIES))}
${decision('in order', 'tTexts', ['risk'], table('RULE ORDER', [['risk', 'tRisk']], [['', 'string']], FIRST_TEXTS))}
${decision(
  'charge',
  'number',
  ['share', 'weight'],
  `<knowledgeRequirement><requiredKnowledge href="#charged" /></knowledgeRequirement>
  <invocation><literalExpression><text>charged</text></literalExpression>
    <binding><parameter name="of" /><literalExpression><text>share</text></literalExpression></binding>
    <binding><parameter name="at" /><literalExpression><text>weight / 100</text></literalExpression></binding>
  </invocation>`,
)}
</definitions>`;
}

const TYPES = `
  <itemDefinition name="tAmount"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues></itemDefinition>
  <itemDefinition name="tRisk"><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues></itemDefinition>
  <itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"region", "system", "place"</text></allowedValues></itemDefinition>
  <itemDefinition name="tBand"><typeRef>string</typeRef><allowedValues><text>"low", "high"</text></allowedValues></itemDefinition>
  <itemDefinition name="tTexts" isCollection="true"><typeRef>string</typeRef></itemDefinition>
  <itemDefinition name="tPlan">
    <itemComponent name="bodies"><typeRef>number</typeRef></itemComponent>
    <itemComponent name="known as"><typeRef>string</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition name="tLevels" isCollection="true">
    <itemComponent name="level"><typeRef>tLevel</typeRef></itemComponent>
    <itemComponent name="because"><typeRef>string</typeRef></itemComponent>
  </itemDefinition>`;

const KNOWLEDGE = `
  <businessKnowledgeModel id="charged" name="charged">
    <encapsulatedLogic>
      <formalParameter name="of" typeRef="number" /><formalParameter name="at" typeRef="number" />
      <literalExpression><text>of * (1 + at) ** 2 - of</text></literalExpression>
    </encapsulatedLogic>
  </businessKnowledgeModel>`;

type Row = readonly [inputs: readonly string[], outputs: readonly string[]];

const WEIGHTS: readonly Row[] = [
  [['>= 1'], ['1']],
  [['>= 3'], ['2.5']],
  [['5'], ['risk * 10']],
];
const BANDS: readonly Row[] = [
  [['<= 1000.50', '-'], ['"low"']],
  [['> 1000.50', '< date("2026-04-01")'], ['"low"']],
  [['> 1000.50', '[date("2026-04-01")..@"2099-12-31"]'], ['"high"']],
];
const LEVELS: readonly Row[] = [
  [
    ['"low"', '-'],
    ['"place"', '"it is little"'],
  ],
  [
    ['"high"', '> 5'],
    ['"region"', '"band " + band'],
  ],
  [
    ['not("low")', '(2..capital]'],
    ['"system"', '"it weighs"'],
  ],
];
const FIRSTS: readonly Row[] = [
  [['> 1'], ['"several for " + plan.known as']],
  [['-'], ['"one"']],
];
const ANYS: readonly Row[] = [
  [['< 4'], ['false']],
  [['not(> 3)'], ['false']],
  [['>= 4'], ['true']],
];
const PRIORITIES: readonly Row[] = [
  [['-'], ['"place"']],
  [['> 2'], ['"system"']],
  [['> 4'], ['"region"']],
];
const FIRST_TEXTS: readonly Row[] = [
  [['-'], ['"any"']],
  [['2, 3'], ['"some"']],
];

/** Facts for which every decision of the model has a value. */
export const RICH_FACTS: Readonly<Record<string, unknown>> = {
  capital: 12_000,
  'asked on': '2026-11-26',
  risk: 5,
  plan: { bodies: 4, 'known as': 'the falls plan' },
};

const fact = (name: string, type: string): string =>
  `  <inputData id="${idOf(name)}" name="${name}"><variable name="${name}" typeRef="${type}" /></inputData>`;

const idOf = (name: string): string => name.replaceAll(' ', '-');

const FACTS = ['capital', 'asked on', 'risk', 'plan'];

export function decision(name: string, type: string, requires: readonly string[], logic: string): string {
  const required = requires.map((each) => {
    const how = FACTS.includes(each) ? 'requiredInput' : 'requiredDecision';
    return `<informationRequirement><${how} href="#${idOf(each)}" /></informationRequirement>`;
  });
  return `  <decision id="${idOf(name)}" name="${name}"><variable name="${name}" typeRef="${type}" />
  ${required.join('\n  ')}
  ${logic}</decision>`;
}

export const literal = (text: string): string =>
  `<literalExpression><text>${escapeXml(text)}</text></literalExpression>`;

export function table(
  hitPolicy: string,
  inputs: readonly (readonly [expression: string, type: string])[],
  outputs: readonly (readonly [name: string, type: string])[],
  rules: readonly Row[],
  aggregation?: string,
): string {
  return `<decisionTable hitPolicy="${hitPolicy}"${aggregation ? ` aggregation="${aggregation}"` : ''}>
  ${inputs.map(([text, type]) => `<input><inputExpression typeRef="${type}"><text>${escapeXml(text)}</text></inputExpression></input>`).join('\n  ')}
  ${outputs.map(([name, type]) => `<output ${name ? `name="${name}" ` : ''}typeRef="${type}" />`).join('\n  ')}
  ${rules.map(ruleOf).join('\n  ')}</decisionTable>`;
}

function ruleOf([inputs, outputs]: Row): string {
  const entries = (tag: string, texts: readonly string[]): string =>
    texts.map((text) => `<${tag}><text>${escapeXml(text)}</text></${tag}>`).join('');
  return `<rule>${entries('inputEntry', inputs)}${entries('outputEntry', outputs)}</rule>`;
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
