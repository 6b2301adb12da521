import { MONEY } from '../facts.ts';
import { isEarlierStage, type Stage } from '../stage.ts';

interface SectionRow {
  readonly name: string;
  /** The first stage whose approvers are shown it. */
  readonly from: Stage;
  /** Of proposal, facts, or the content of its stage. */
  readonly fields: readonly string[];
}

/**
 * The parts of what approvers are shown, by the words of the requirements. Gate rules say which of them each place in a
 * quorum reads; a vote stands for as long as what it read does. What is in none of them is in `other`.
 */
const TABLE = {
  aim: { name: 'Aim', from: 'develop-plan', fields: ['proposal.title', 'proposal.aim'] },
  bodies: {
    name: 'Lead, affected bodies, partners and purposes',
    from: 'develop-plan',
    fields: [
      'proposal.involvement',
      'proposal.lead',
      'proposal.affected',
      'proposal.partners',
      'proposal.purposes',
    ],
  },
  team: { name: 'Team', from: 'develop-plan', fields: ['proposal.team'] },
  facts: { name: 'Facts', from: 'develop-plan', fields: [] },
  money: { name: 'Money', from: 'develop-plan', fields: MONEY.map((fact) => `facts.${fact}`) },
  plan: { name: 'Plan', from: 'develop-plan', fields: ['content.plan'] },
  evidence: {
    name: 'Evidence',
    from: 'develop-plan',
    fields: ['content.evidence', 'content.evidenceNoneFound'],
  },
  sustainability: {
    name: 'Sustainability',
    from: 'develop-plan',
    fields: ['content.assessments.sustainability'],
  },
  equality: { name: 'Equality', from: 'develop-plan', fields: ['content.assessments.equality'] },
  quality: { name: 'Quality', from: 'develop-plan', fields: ['content.assessments.quality'] },
  'data-protection': {
    name: 'Data protection',
    from: 'develop-plan',
    fields: ['content.assessments.dataProtection'],
  },
  deliverability: { name: 'Deliverability', from: 'develop-plan', fields: ['content.deliverability'] },
  support: {
    name: 'Support for people and systems',
    from: 'support-people',
    fields: ['content.people', 'content.systems'],
  },
  measures: { name: 'Measures', from: 'guide-expectations', fields: ['content.measure'] },
  standards: {
    name: 'Standards',
    from: 'guide-expectations',
    fields: ['content.standards', 'content.standardsNoneApply'],
  },
  milestones: { name: 'Milestones', from: 'deliver-improvement', fields: ['content.milestones'] },
  cycles: { name: 'PDSA cycles', from: 'deliver-improvement', fields: ['content.cycles'] },
  outcome: { name: 'Outcome', from: 'assure-accountability', fields: ['content.outcome'] },
  'sustained-by': {
    name: 'Who sustains it',
    from: 'assure-accountability',
    fields: ['content.sustainedBy'],
  },
  lesson: { name: 'Lesson', from: 'assure-accountability', fields: ['content.lesson'] },
  conditions: {
    name: 'Conditions of the approval before',
    from: 'develop-plan',
    fields: ['content.conditions'],
  },
  files: { name: 'Files', from: 'develop-plan', fields: [] },
  other: { name: 'Everything else', from: 'develop-plan', fields: [] },
} as const satisfies Readonly<Record<string, SectionRow>>;

export type Section = keyof typeof TABLE;
export const SECTIONS = Object.keys(TABLE) as readonly Section[];

/** The name that people read. */
export function sectionName(section: Section): string {
  return TABLE[section].name;
}

/** The sections that approvers of a stage are shown. */
export function sectionsAt(stage: Stage): readonly Section[] {
  return SECTIONS.filter((section) => !isEarlierStage(stage, TABLE[section].from));
}

/** By section that was read, a hash of what it held; an empty text where nothing was there to be read. */
export type SectionHashes = Readonly<Partial<Record<Section, string>>>;

/** The sections in which two maps of hashes differ. */
export function changedSections(before: SectionHashes, after: SectionHashes): readonly Section[] {
  return SECTIONS.filter((section) => (before[section] ?? '') !== (after[section] ?? ''));
}

const SECTION_OF: ReadonlyMap<string, Section> = new Map(
  SECTIONS.flatMap((section) => TABLE[section].fields.map((field): [string, Section] => [field, section])),
);

/** The section that a field belongs to: of `proposal`, `facts` or, for every stage, `content`. */
export function sectionOf(kind: 'proposal' | 'facts' | 'content', field: string): Section {
  return SECTION_OF.get(`${kind}.${field}`) ?? (kind === 'facts' ? 'facts' : 'other');
}
