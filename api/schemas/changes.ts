import { z } from 'zod';
import { instant, uuid } from './common.ts';

export const place = z
  .string()
  .regex(/^\d{1,18}$/, 'the `next` of the page before, or the id of an event of the stream')
  .meta({ description: 'A place among all that was told' });

export const changeQuery = z.object({
  after: place.optional().meta({ description: 'Without it, from now on: an empty page that leads on' }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const change = z
  .object({ id: place, initiative: uuid, n: z.int(), event: uuid, type: z.string(), at: instant })
  .meta({ id: 'Change' });

export const changes = z
  .object({
    items: z.array(change),
    page: z.object({ next: place }),
    missed: z.boolean().meta({
      description:
        'True where something after `after` is forgotten: it is kept for 14 days. Read the lists again.',
    }),
  })
  .meta({ id: 'Changes' });
