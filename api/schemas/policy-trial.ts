import { z } from 'zod';
import { DIFFERENCES } from '../../domain/policy/replay/difference.ts';
import { instant, level, stage, uuid } from './common.ts';

const counts = {
  compared: z.int(),
  same: z.int(),
  'more-local': z.int(),
  higher: z.int(),
  referrals: z.int().meta({ description: 'The same level, referred to others' }),
  'cannot-be-said': z.int().meta({ description: 'The trial gives no verdict on such facts' }),
};

export const trialQuery = z.object({
  after: uuid.optional().meta({ description: 'The `next` of the page before' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(200)
    .meta({ description: 'So many initiatives are looked at' }),
});

export const policyTrial = z
  .object({
    version: z.string(),
    from: instant.meta({ description: 'Since when it is on trial' }),
    until: instant
      .nullable()
      .meta({ description: 'When it was in force, or dropped; null while it goes on' }),
    looked: z.int().meta({ description: 'How many initiatives of this page were looked at' }),
    counts: z.object(counts).meta({ id: 'TrialCounts' }),
    byStage: z.array(z.object({ stage, ...counts })),
    byRule: z
      .array(z.object({ rule: z.string(), higher: z.int(), moreLocal: z.int() }))
      .meta({ description: 'The rules of the trial that would have decided otherwise' }),
    differences: z.array(
      z
        .object({
          initiative: uuid,
          at: instant,
          stage,
          round: z.int(),
          what: z.enum(DIFFERENCES),
          from: level.nullable(),
          to: level.nullable(),
          decided: z.array(z.string()),
          deciding: z.array(z.string()),
          why: z.string().nullable(),
        })
        .meta({ id: 'TrialDifference' }),
    ),
    page: z.object({ next: uuid.nullable() }),
  })
  .meta({ id: 'PolicyTrial', description: 'Of a page of initiatives: add the pages up' });
