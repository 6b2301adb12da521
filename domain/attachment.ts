import type { Content } from './content.ts';
import type { PersonId } from './person.ts';
import { STAGES, type Stage } from './stage.ts';

/** What a file may be attached to. Those of proposal and stages are put in front of whoever decides. */
export type AttachedTo =
  | { readonly kind: 'proposal' }
  | { readonly kind: 'stage'; readonly stage: Stage }
  /** `n` is the comment's number among the events. */
  | { readonly kind: 'comment'; readonly n: number }
  /** The question, or its answer, is the so-manieth of its task, from 0. */
  | {
      readonly kind: 'question' | 'answer';
      readonly gate: string;
      readonly task: string;
      readonly question: number;
    };

/**
 * To what somebody attaches a file, as they say it. Who made a comment is read from its event, which never changes;
 * a question is the last of its task.
 */
export type AttachingTo =
  | { readonly kind: 'proposal' }
  | Extract<AttachedTo, { kind: 'stage' }>
  | { readonly kind: 'comment'; readonly n: number; readonly by: string | null }
  | { readonly kind: 'question' | 'answer'; readonly task: string };

/** A file as its event has it: what it is called can be erased, what it was stays known by its hash. */
export interface AttachedFile {
  readonly id: string;
  readonly name: Content<string>;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: MediaType;
}

export interface Attachment extends AttachedFile {
  readonly to: AttachedTo;
  readonly by: PersonId;
  readonly at: string;
  /** True once a gate was decided by people who were shown it: from then on its bytes are kept, whatever becomes of it. */
  readonly read: boolean;
  /** Taken away again: nobody is asked to decide on it any more. */
  readonly removed: { readonly by: PersonId; readonly at: string; readonly bytes: 'kept' | 'deleted' } | null;
}

/** What a file may be, by the media type that its bytes say it is, and what such a file may be called. */
export const MEDIA_TYPES = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type MediaType = keyof typeof MEDIA_TYPES;

export function isMediaType(text: string): text is MediaType {
  return Object.hasOwn(MEDIA_TYPES, text);
}

const MB = 1_000_000;

/** What one initiative may have: `count` with those that were taken away, `bytes` without them. */
export const MOST_ATTACHED = { size: 10 * MB, count: 60, bytes: 100 * MB } as const;

/** True while somebody may be asked to decide on it. */
export function isThere({ removed }: Attachment): boolean {
  return removed === null;
}

/** True while its bytes can be read. */
export function hasBytes({ removed }: Attachment): boolean {
  return removed?.bytes !== 'deleted';
}

/** Whether whoever decides on a stage is shown it: with the proposal, with this stage or with one before. */
export function isShownAt(to: AttachedTo, stage: Stage): boolean {
  if (to.kind === 'proposal') return true;
  return to.kind === 'stage' && STAGES.indexOf(to.stage) <= STAGES.indexOf(stage);
}

/**
 * What a file adds to the hash of what was shown: its name, kind and hash, in one order, so that taking one away and
 * attaching it again changes nothing. Empty where nothing is attached.
 */
export function shownFiles(
  attachments: readonly Attachment[],
  where: (to: AttachedTo) => boolean,
): readonly (readonly [to: string, sha256: string, mediaType: string, name: string | null])[] {
  const files = attachments
    .filter((each) => isThere(each) && where(each.to))
    .map(
      ({ to, sha256, mediaType, name }) =>
        [to.kind === 'stage' ? to.stage : to.kind, sha256, mediaType, name.value] as const,
    );
  return files.toSorted((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
}
