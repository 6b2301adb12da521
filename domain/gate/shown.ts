import { isShownAt, shownFiles } from '../attachment.ts';
import type { Initiative } from '../initiative/initiative.ts';
import { hashOf } from '../log/hash.ts';
import { STAGES, type Stage } from '../stage.ts';
import { sectionOf, sectionsAt, type Section, type SectionHashes } from './sections.ts';

/** What a section holds, by the way to it: `proposal.aim`, `facts.residualRisk`, `develop-plan.plan`. */
export type Fields = Readonly<Record<string, unknown>>;

/** What sections are read from; the words of it may be of another day than the initiative's. */
export type Shown = Pick<Initiative, 'proposal' | 'facts' | 'stages' | 'attachments'>;

/** All that approvers of a stage are shown, in sections. A section of which nothing was sent is not there. */
export function sectionsOf(shown: Shown, stage: Stage): ReadonlyMap<Section, Fields> {
  const here = new Set(sectionsAt(stage));
  const sections = new Map<Section, Record<string, unknown>>();
  const put = (kind: 'proposal' | 'facts' | 'content', from: string, field: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    const known = sectionOf(kind, field);
    // What belongs to a later stage has no section of its own here yet, and is read with the rest.
    const section = here.has(known) ? known : 'other';
    const found = sections.get(section) ?? {};
    found[`${from}.${field}`] = value;
    sections.set(section, found);
  };
  for (const [field, value] of Object.entries(shown.proposal.value ?? {}))
    put('proposal', 'proposal', field, value);
  for (const [fact, value] of Object.entries(shown.facts)) put('facts', 'facts', fact, value);
  for (const each of STAGES.slice(0, STAGES.indexOf(stage) + 1))
    for (const [field, value] of Object.entries(shown.stages[each].content?.value ?? {}))
      for (const [part, of] of partsOf(field, value)) put('content', each, part, of);
  const files = filesOf(shown, stage);
  if (Object.keys(files).length > 0) sections.set('files', files);
  return sections;
}

/** The files of proposal and stages, by what they are attached to. */
function filesOf({ attachments }: Shown, stage: Stage): Fields {
  const files: Record<string, unknown[]> = {};
  for (const [to, sha256, mediaType, name] of shownFiles(attachments, (each) => isShownAt(each, stage)))
    (files[`${to}.files`] ??= []).push({ name, sha256, mediaType });
  return files;
}

/** The assessments are read one by one. */
function partsOf(field: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (field !== 'assessments' || typeof value !== 'object' || value === null) return [[field, value]];
  return Object.entries(value).map(([part, of]) => [`${field}.${part}`, of]);
}

/**
 * Hashes of what a stage's approvers are shown, of these sections or of all. Like the hash of the whole they are of
 * canonical JSON, under the salt of the initiative and not that of the words, so that a change and its undoing give the
 * same; the first 128 bits, since a vote and its event hold one for each section.
 */
export function sectionHashesOf(
  initiative: Shown & Pick<Initiative, 'salt'>,
  stage: Stage,
  sections: readonly Section[] = sectionsAt(stage),
): SectionHashes {
  const held = sectionsOf(initiative, stage);
  return Object.fromEntries(
    sections.map((section) => {
      const fields = held.get(section);
      const hash = fields === undefined ? '' : hashOf([initiative.salt.value, section, fields]).slice(0, 32);
      return [section, hash];
    }),
  );
}
