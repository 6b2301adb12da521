import { z } from 'zod';
import { problemSchema, uuid } from './common.ts';
import { task } from './gate.ts';

/** So many tasks at once at most. */
const MOST = 100;

const tasks = z
  .array(uuid)
  .min(1)
  .max(MOST)
  .refine((ids) => new Set(ids.map((id) => id.toLowerCase())).size === ids.length, 'each task once');

export const bulk = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['claim', 'release', 'remind']), tasks }),
    z.strictObject({
      action: z.literal('assign'),
      tasks,
      to: uuid.meta({ description: 'Id of the person who is to have them, as `GET /v1/people` gives it' }),
    }),
  ])
  .meta({ id: 'BulkWork' });

export const bulkResults = z
  .object({
    items: z.array(
      z.object({
        task: uuid,
        status: z.int().meta({ description: 'What it would be answered by itself' }),
        done: task.nullable().meta({ description: 'The task as it is now; null where it was refused' }),
        problem: problemSchema.nullable().meta({ description: 'Why it was refused; null where it was done' }),
      }),
    ),
    done: z.int(),
    refused: z.int(),
  })
  .meta({ id: 'BulkResults' });
