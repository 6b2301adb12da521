import { isShownAt, isThere, type Attachment } from '../attachment.ts';
import type { Stage } from '../stage.ts';
import type { Happened } from './events.ts';

type AttachmentEvent = Extract<Happened, { type: 'attachment-added' | 'attachment-removed' }>;

/** The files after one was attached or taken away. */
export function attachedAfter(
  attachments: readonly Attachment[],
  event: AttachmentEvent,
): readonly Attachment[] {
  if (event.type === 'attachment-added')
    return [...attachments, { ...event.data, at: event.at, read: false, removed: null }];
  const { id, by, bytes } = event.data;
  return attachments.map((each) =>
    each.id === id ? { ...each, removed: { by, at: event.at, bytes } } : each,
  );
}

/** Those that whoever decided on a stage was shown; the same list where there were none that were not read before. */
export function wereRead(attachments: readonly Attachment[], stage: Stage): readonly Attachment[] {
  const now = (each: Attachment) => !each.read && isThere(each) && isShownAt(each.to, stage);
  return attachments.some(now)
    ? attachments.map((each) => (now(each) ? { ...each, read: true } : each))
    : attachments;
}
