import { authorityName } from '../../domain/authority.ts';
import { capital, levelName, listed, professionName, type Names } from './names.ts';
import { dayInWords } from './dates.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Level } from '../../domain/level.ts';
import type { Proposal } from '../../domain/initiative/proposal.ts';
import { FACT_WORDS, grouped } from '../../domain/policy/fact-words.ts';
import { FACT_NAMES } from '../../domain/policy/routing-table.ts';

/** One line of a summary: what it is called, and what was sent, a paragraph for each entry. */
export interface Row {
  readonly key: string;
  readonly values: readonly string[];
}

/** Lines that belong together; an entry of a list has a heading of its own. */
export interface Block {
  readonly heading: string | null;
  readonly rows: readonly Row[];
}

/** The names of fields that do not read well when their words are only taken apart. */
const FIELDS: Readonly<Record<string, string>> = {
  evidenceNoneFound: 'No evidence found: where it was looked for',
  wellLed: 'Well led',
  betterIs: 'Better is',
  every: 'Measured every',
  standardsNoneApply: 'Why no standard applies',
  cycles: 'PDSA cycle',
  milestones: 'Milestone',
  observed: 'What was observed',
  predictionHeld: 'The prediction held',
  at: 'On',
  actual: 'Reached',
  met: 'Target met',
  sustainedBy: 'Sustained by',
  lesson: 'Lesson',
  what: 'What was tried',
  worked: 'It worked',
  why: 'Why',
  whereElse: 'Where else it may help',
  affected: 'Affected bodies',
  lead: 'Lead body',
  people: 'Support for people',
  systems: 'Support for systems',
  conditions: 'Condition of the approval before',
  revenueGbp: 'Revenue',
  capitalGbp: 'Capital',
};

export function fieldName(field: string): string {
  return FIELDS[field] ?? capital(field.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** A stage's content as people read it: fields by name, lists entry by entry. Never shown as data. */
export function contentBlocks(
  content: Readonly<Record<string, unknown>>,
  conditionText: (id: string) => string = () => 'The condition',
): readonly Block[] {
  const plain: Row[] = [];
  const blocks: Block[] = [];
  for (const [field, value] of Object.entries(content)) {
    if (Array.isArray(value) && value.some((entry) => typeof entry === 'object'))
      value.forEach((entry: unknown, index) => {
        const heading = value.length > 1 ? `${fieldName(field)} ${index + 1}` : fieldName(field);
        blocks.push({ heading, rows: rowsOf(entry, conditionText) });
      });
    else if (isRecord(value)) blocks.push({ heading: fieldName(field), rows: rowsOf(value, conditionText) });
    else plain.push({ key: fieldName(field), values: valuesOf(field, value, conditionText) });
  }
  return plain.length > 0 ? [{ heading: null, rows: plain }, ...blocks] : blocks;
}

function rowsOf(value: unknown, conditionText: (id: string) => string, under = ''): readonly Row[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, member]): readonly Row[] => {
    const key = under === '' ? fieldName(field) : `${under}: ${fieldName(field).toLowerCase()}`;
    if (isRecord(member)) return rowsOf(member, conditionText, key);
    return [{ key, values: valuesOf(field, member, conditionText) }];
  });
}

function valuesOf(field: string, value: unknown, conditionText: (id: string) => string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => valuesOf(field, entry, conditionText));
  if (typeof value === 'boolean') return [value ? 'Yes' : 'No'];
  if (typeof value === 'number') return [grouped(value)];
  if (typeof value !== 'string') return ['Not given'];
  if (field === 'condition') return [conditionText(value)];
  if (['capacity', 'funding', 'betterIs', 'decision', 'every'].includes(field)) return [capital(value)];
  return [dayInWords(value)];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const PURPOSE_WORDS: Readonly<Record<Proposal['purposes'][number], string>> = {
  'population-health': 'improve outcomes in population health and healthcare',
  'unequal-access-and-outcomes': 'tackle inequalities in outcomes, experience and access',
  'productivity-and-value': 'enhance productivity and value for money',
  'social-and-economic-development': 'help the NHS support broader social and economic development',
};

export function proposalRows(proposal: Proposal, scope: Level | null, names: Names): readonly Row[] {
  const { aim, involvement, lead, affected, partners, purposes, team } = proposal;
  const row = (key: string, values: readonly string[]): Row => ({
    key,
    values: values.length > 0 ? values : ['Not given'],
  });
  return [
    row('Aim', aim === null ? [] : [aim]),
    row('Lead body', [
      `${names.body(lead)}${involvement === 'led' ? '' : ' (involved, not leading the work)'}`,
    ]),
    row('Affected bodies', affected.map(names.body)),
    row('How far it reaches', scope === null ? [] : [levelName(scope)]),
    row('Partners', partners),
    row(
      'Purposes',
      purposes.map((each) => capital(PURPOSE_WORDS[each])),
    ),
    row(
      'Team',
      team.length === 0 ? [] : [capital(listed(team.map((code) => professionName(code).toLowerCase())))],
    ),
  ];
}

/** What the owner asserts and the policy reads, in words. */
export function factRows(facts: Partial<Facts>): readonly Row[] {
  return FACT_NAMES.flatMap((name): readonly Row[] =>
    name === 'stage' || name === 'scope'
      ? []
      : [{ key: factName(name), values: [factValue(name, facts[name])] }],
  );
}

/** One fact's value: "£240,000", "6 out of 25", "Yes". */
export function factValue(name: keyof Facts, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value !== 'number') return 'Not given';
  const words = FACT_WORDS[name];
  if (name === 'residualRisk') return `${value} out of 25 (likelihood times impact)`;
  return words.kind === 'number' ? `${words.unit}${grouped(value)}` : String(value);
}

/** The name of a fact at the start of a line: "Revenue asked for". */
export function factName(name: keyof Facts): string {
  const words = FACT_WORDS[name];
  if (words.kind === 'number') return capital(words.noun.replace(/^the /, ''));
  return words.kind === 'claim' ? capital(words.holds.replace(/^it (is )?/, '')) : name;
}

/** A missing field of a requirement, which the rules name by its path: "Plan: workforce". */
export function missingInWords(missing: string): string {
  if (missing.startsWith('content.conditions')) return 'evidence that the condition is met';
  const authority = /^([\w-]+): (\w+)$/.exec(missing);
  if (authority !== null) return `${authorityName(authority[1] ?? '')}, recorded as “${authority[2] ?? ''}”`;
  const found = /^(?:content|proposal|facts)\.([\w.[\]]+)(.*)$/.exec(missing);
  if (found === null) return missing;
  const [, path = '', rest = ''] = found;
  const parts = path.split('.').map((part) => {
    const entry = /^(\w+)\[(\d+)\]$/.exec(part);
    return entry === null ? fieldName(part) : `${fieldName(entry[1] ?? '')} ${Number(entry[2]) + 1}`;
  });
  const [first = '', ...others] = parts;
  return `${[first, ...others.map((part) => part.toLowerCase())].join(': ')}${rest}`;
}
