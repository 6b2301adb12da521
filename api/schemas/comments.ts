import { z } from 'zod';
import { instant, named, numbered, page, stage, text } from './common.ts';

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

export const commentList = numbered('comment', { most: 200, usual: 50 });
