import { z } from 'zod';
import { DIFFERENCES } from '../../domain/policy/replay/difference.ts';
import { bodyCode, day, instant, level, stage, uuid } from './common.ts';

/** What a client sends to go on with a replay: as it was given, so it may be longer than other cursors. */
const MOST_TOKEN = 500_000;

export const replayQuestion = z
  .strictObject({
    since: day.optional().meta({ description: 'Only verdicts from this day on; all when left out' }),
    after: z
      .string()
      .min(1)
      .max(MOST_TOKEN)
      .optional()
      .meta({ description: 'The `next` of the answer before: goes on from there, with what was added up' }),
  })
  .meta({ id: 'ReplayQuestion' });

const count = z.int().min(0);
const referral = z.object({ authority: z.string(), kind: z.enum(['consent', 'notice']) });

export const difference = z
  .object({
    initiative: uuid,
    n: z.int().meta({ description: 'The number of its event among those of the initiative' }),
    at: instant,
    stage,
    round: z.int(),
    what: z.enum(DIFFERENCES),
    underWay: z.boolean(),
    policy: z.string(),
    from: level.nullable(),
    to: level.nullable(),
    bodies: z.array(bodyCode),
    bodiesAfter: z.array(bodyCode).nullable(),
    decided: z.array(z.string()),
    deciding: z.array(z.string()).nullable(),
    gained: z.array(referral),
    lost: z.array(referral),
    why: z.string().nullable(),
  })
  .meta({ id: 'ReplayedDifference' });

export const impossibleQuorum = z
  .object({
    stage,
    level,
    bodies: z.array(bodyCode),
    missing: z.array(
      z.object({
        bodies: z.array(bodyCode),
        role: z.enum(['approver', 'signatory']),
        reason: z.string(),
        wayOut: z.string(),
      }),
    ),
    gates: count,
    before: count,
    underWay: count,
  })
  .meta({ id: 'ImpossibleQuorum' });

const change = z.object({ came: count, went: count });

export const replayReport = z
  .object({
    policy: z.object({ version: z.string(), name: z.string(), hash: z.string() }),
    since: day.nullable(),
    first: instant.nullable(),
    last: instant.nullable(),
    initiatives: count,
    verdicts: count,
    underWay: count,
    takenBy: z.array(z.object({ version: z.string(), hash: z.string(), verdicts: count })),
    outcomes: z.object({
      same: count,
      'more-local': count,
      higher: count,
      referrals: count,
      'cannot-be-said': count,
    }),
    cannotBeSaid: z.array(z.object({ fact: z.string(), rule: z.string(), verdicts: count })),
    levels: z.array(z.object({ stage, from: level, to: level, verdicts: count, underWay: count })),
    locality: z.object({
      verdicts: count,
      moreLocal: count,
      higher: count,
      levelsMoreLocal: count,
      levelsHigher: count,
      perVerdict: z.number(),
      meanBefore: z.number(),
      meanAfter: z.number(),
    }),
    rules: z.array(
      z.object({
        of: z.enum(['before', 'after']),
        policy: z.string(),
        rule: z.string(),
        moreLocal: count,
        higher: count,
      }),
    ),
    referrals: z.array(z.object({ authority: z.string(), kind: z.string(), gained: count, lost: count })),
    queues: z.array(z.object({ body: bodyCode, then: change, now: change })),
    quorums: z.array(impossibleQuorum),
    examples: z.array(difference),
  })
  .meta({ id: 'ReplayReport' });

export const replayAnswer = z
  .object({
    report: replayReport.meta({
      description: 'Of everything so far: of the whole history where `next` is null',
    }),
    looked: count.meta({ description: 'How many of the initiatives that you may see were looked at' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'ReplayAnswer' });

/** A key of partial sums: the JSON of a list of words. */
const key = z.string().refine(isListOfWords);
const counts = z.record(key, count);

/** How far a replay is, as a token carries it: held to its shape, since whoever sends it may have changed it. */
export const progressCarried = z.object({
  position: z.object({ xid: z.string().regex(/^\d{1,18}$/), at: instant }),
  since: day.nullable(),
  after: uuid.nullable(),
  looked: count,
  isWhole: z.literal(false),
  tally: z.object({
    initiatives: count,
    verdicts: count,
    underWay: count,
    first: instant.nullable(),
    last: instant.nullable(),
    policies: counts,
    outcomes: counts,
    unsaid: counts,
    levels: counts,
    underWayLevels: counts,
    rules: counts,
    referrals: counts,
    queues: counts,
    quorums: z.record(z.string(), impossibleQuorum),
    examples: z.array(difference).max(100),
  }),
});

function isListOfWords(text: string): boolean {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => word === null || typeof word === 'string');
  } catch {
    return false;
  }
}
