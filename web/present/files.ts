import { isShownAt, isThere, type AttachingTo, type Attachment } from '../../domain/attachment.ts';
import type { BodyMap } from '../../domain/body.ts';
import { cannotAttach, cannotRemove } from '../../domain/initiative/decide-attachment.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { STAGE_NAMES, STAGES, type Stage } from '../../domain/stage.ts';
import type { Comment } from '../../store/read/initiatives.ts';
import { attachedToWords, FILE_KINDS, sizeInWords } from '../words/attachment-words.ts';
import { dayAndTime } from '../words/dates.ts';
import type { Names } from '../words/names.ts';

/** A file as a line of a list. */
export function fileView(initiative: string, file: Attachment, names: Names) {
  return {
    id: file.id,
    href: `/initiatives/${initiative}/files/${file.id}`,
    name: file.name.value ?? 'Name erased',
    kind: FILE_KINDS[file.mediaType],
    size: sizeInWords(file.size),
    to: attachedToWords(file.to),
    by: names.person(file.by),
    at: dayAndTime(file.at),
  };
}

/** The files that are there, in order. */
export function filesOf({ id, attachments }: Initiative, names: Names) {
  return attachments.filter(isThere).map((file) => fileView(id, file, names));
}

/** Those that whoever decides on a stage is shown. */
export function filesAt({ id, attachments }: Initiative, stage: Stage, names: Names) {
  return attachments
    .filter((file) => isThere(file) && isShownAt(file.to, stage))
    .map((file) => fileView(id, file, names));
}

/** The files that this person may take away. */
export function removableOf(state: Initiative, person: Person, bodies: BodyMap): readonly string[] {
  return state.attachments
    .filter((file) => isThere(file) && cannotRemove(state, file, person, bodies) === null)
    .map(({ id }) => id);
}

/** What this person can attach something to now. The value is what the form sends. */
export function placesFor(
  state: Initiative,
  person: Person,
  bodies: BodyMap,
  comments: readonly Comment[],
): readonly { readonly value: string; readonly text: string }[] {
  const all: readonly (readonly [value: string, text: string, to: AttachingTo])[] = [
    ['proposal', 'The proposal', { kind: 'proposal' }],
    ...STAGES.map((stage) => [`stage:${stage}`, STAGE_NAMES[stage], { kind: 'stage', stage }] as const),
    ...(state.gate?.seats ?? []).flatMap(({ task }) => [
      [`question:${task}`, 'Your question to the owner', { kind: 'question', task }] as const,
      [`answer:${task}`, 'Your answer to a question', { kind: 'answer', task }] as const,
    ]),
    ...comments
      .filter(({ by }) => by === person.id)
      .map(
        ({ n, text, by }) =>
          [`comment:${n}`, `Your comment “${begun(text ?? '')}”`, { kind: 'comment', n, by }] as const,
      ),
  ];
  return all
    .filter(([, , to]) => {
      const no = cannotAttach(state, to, person, bodies);
      return no === null || no.code === 'attachments-full';
    })
    .map(([value, text]) => ({ value, text }));
}

function begun(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60).trimEnd()}…` : line;
}
