import { z } from 'zod';
import { instant, MOST_EVENTS, named, page, stage, text } from './common.ts';

export const newComment = z.strictObject({ text: text() }).meta({ id: 'NewComment' });

export const made = z
  .object({
    n: z.int().meta({ description: 'Its number among the events of the initiative' }),
    at: instant,
    by: named,
    stage: stage.meta({ description: 'The stage that was being worked' }),
    text: z.string().nullable().meta({ description: 'Null once erased' }),
  })
  .meta({ id: 'Comment' });

export const comments = page(made, 'Comments');

export const commentList = z.object({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(MOST_EVENTS)
    .default(0)
    .meta({ description: 'The `n` of the last comment read' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
