import type { Attachment, AttachedTo } from '../../domain/attachment.ts';
import type { NameOf } from './people.ts';

export function presentAttachment(
  { id, to, name, mediaType, size, sha256, by, at, read, removed }: Attachment,
  nameOf: NameOf,
) {
  return {
    id,
    to: presentPlace(to),
    name: name.value,
    ...{ mediaType, size, sha256, by: nameOf(by), at, read },
    removed: removed === null ? null : { ...removed, by: nameOf(removed.by) },
  };
}

/** Everybody whom attachments mention. */
export function peopleOfAttachments(attachments: readonly Attachment[]): readonly string[] {
  return attachments.flatMap(({ by, removed }) => [by, ...(removed === null ? [] : [removed.by])]);
}

function presentPlace(to: AttachedTo) {
  switch (to.kind) {
    case 'proposal':
      return { kind: to.kind };
    case 'stage':
      return { kind: to.kind, stage: to.stage };
    case 'comment':
      return { kind: to.kind, comment: to.n };
    case 'question':
    case 'answer':
      return { kind: to.kind, task: to.task };
  }
}
