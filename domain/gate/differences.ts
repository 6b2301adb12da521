import { canonical } from '../log/canonical.ts';
import type { Stage } from '../stage.ts';
import { sectionName, sectionsAt, type Section } from './sections.ts';
import { sectionsOf, type Fields, type Shown } from './shown.ts';
import type { Vote } from './gate.ts';

/** What of a section that somebody read is otherwise now: the fields that differ, as they were and as they are. */
export interface SectionDifference {
  readonly section: Section;
  readonly name: string;
  /** `null` where the words of that day were erased. */
  readonly before: Fields | null;
  readonly after: Fields;
}

/** What changed of what a vote read, between what was shown then and what is shown now. */
export function differencesSince(
  vote: Pick<Vote, 'sections'>,
  then: Shown,
  now: Shown,
  stage: Stage,
): readonly SectionDifference[] {
  const [were, are] = [sectionsOf(then, stage), sectionsOf(now, stage)];
  const read = sectionsAt(stage).filter((section) => vote.sections?.[section] !== undefined);
  return (vote.sections === undefined ? sectionsAt(stage) : read).flatMap((section) => {
    const [before, after] = [were.get(section) ?? {}, are.get(section) ?? {}];
    const differ = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (field) => canonical(before[field] ?? null) !== canonical(after[field] ?? null),
    );
    if (differ.length === 0) return [];
    const only = (fields: Fields) =>
      Object.fromEntries(differ.flatMap((field) => (field in fields ? [[field, fields[field]]] : [])));
    const erased = isErased(then) && Object.keys(before).length === 0 && section !== 'facts';
    return [
      { section, name: sectionName(section), before: erased ? null : only(before), after: only(after) },
    ];
  });
}

function isErased({ proposal, stages }: Shown): boolean {
  return (
    proposal.value === null ||
    Object.values(stages).some(({ content }) => content !== null && content.value === null)
  );
}
