import { z } from 'zod';
import { OUTCOMES, SEAT_KINDS } from '../../domain/gate/gate.ts';
import { SECTIONS } from '../../domain/gate/sections.ts';
import { instant, level, named, stage, uuid } from './common.ts';

const castAt = z.object({ gate: uuid, task: uuid, level });

export const vote = z
  .object({
    by: named,
    onBehalfOf: named.nullable().meta({
      description: 'In whose role it was cast, by somebody who stands in for them; null for their own',
    }),
    body: z.string(),
    profession: z.string().nullable(),
    registered: z.boolean(),
    outcome: z.enum(OUTCOMES),
    reason: z.string().nullable(),
    conditions: z.array(z.object({ text: z.string(), owner: z.string(), due: z.string() })),
    returnTo: stage.nullable(),
    sitting: uuid.nullable().meta({ description: 'The sitting at which it was cast; null for none' }),
    cast: castAt.nullable().meta({
      description: 'Where it was cast, where that was at a gate before this one; null where it was here',
    }),
    contentHash: z.string(),
    read: z
      .array(z.enum(SECTIONS))
      .nullable()
      .meta({ description: 'The sections of the content that it read; null for all of it' }),
    at: instant,
  })
  .meta({ id: 'Vote' });

export const earlierVote = z
  .object({
    by: named,
    outcome: z.enum(OUTCOMES),
    kind: z.enum(SEAT_KINDS),
    bodies: z.array(z.string()),
    role: z.enum(['approver', 'signatory']),
    at: instant,
    cast: castAt,
    because: z.string().nullable().meta({
      description:
        'Why it does not count here: `content-changed`, `no-such-seat`, `seat-taken` or the code that a vote would be refused with',
    }),
  })
  .meta({
    id: 'EarlierVote',
    description: 'An answer of a gate before, which facts moved; it counts on here once it may',
  });
