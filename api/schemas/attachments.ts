import { z } from 'zod';
import { MEDIA_TYPES, type MediaType } from '../../domain/attachment.ts';
import { instant, MOST_EVENTS, named, stage, uuid } from './common.ts';

const KINDS = ['proposal', 'stage', 'comment', 'question', 'answer'] as const;

/** To what a file is attached. `stage`, `comment` or `task` says which, where there are several. */
export const attachingTo = z.object({
  to: z.enum(KINDS).meta({ description: 'Where one of several is meant, the next three say which' }),
  stage: stage.optional(),
  comment: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_EVENTS)
    .optional()
    .meta({ description: 'The `n` of a comment of yours' }),
  task: uuid.optional().meta({ description: 'The task whose last question, or the answer to it, you gave' }),
});

export const attachment = z
  .object({
    id: uuid,
    to: z.object({
      kind: z.enum(KINDS),
      stage: stage.optional(),
      comment: z.int().optional(),
      task: uuid.optional(),
    }),
    name: z.string().nullable().meta({ description: 'Null once erased' }),
    mediaType: z.enum(Object.keys(MEDIA_TYPES) as [MediaType, ...MediaType[]]),
    size: z.int().meta({ description: 'Bytes' }),
    sha256: z.string().meta({ description: 'Of its bytes, in hex' }),
    by: named,
    at: instant,
    read: z.boolean().meta({ description: 'A gate was decided by people who were shown it' }),
    removed: z
      .object({
        by: named,
        at: instant,
        bytes: z.enum(['kept', 'deleted']).meta({
          description: 'Kept where a gate was decided by people who read them',
        }),
      })
      .nullable(),
  })
  .meta({ id: 'Attachment' });

export const attachments = z.object({ items: z.array(attachment) }).meta({ id: 'Attachments' });

export const attachmentParams = z.object({ id: uuid, attachment: uuid });
