import { z } from 'zod';
import { LEVELS } from '../../domain/level.ts';
import { day, level, stage } from './common.ts';

export const learningQuery = z.object({
  since: day.optional().meta({ description: 'Gates that opened on this day or later' }),
  until: day.optional().meta({ description: 'Gates that opened on this day or before' }),
});

const count = z.int().min(0);

const changed = z
  .object({ decided: count, unchanged: count, conditions: count, sentBack: count, declined: count })
  .meta({
    id: 'ChangedByDeciders',
    description:
      'Of gates that were decided: approved as they were, approved with conditions, sent back for changes or to an earlier stage, declined',
  });

const timed = z.object({ gates: count, medianDays: z.number().nullable() });

export const learning = z
  .object({
    gates: count,
    months: z.array(
      z.object({
        month: z.string().meta({ description: 'YYYY-MM, in which they opened', example: '2026-11' }),
        byLevel: z.object(
          Object.fromEntries(LEVELS.map((each) => [each, count])) as Record<
            (typeof LEVELS)[number],
            typeof count
          >,
        ),
        escalated: count.meta({ description: 'Of them, above their home level' }),
      }),
    ),
    raisedBy: z.array(
      z.object({
        policy: z.string(),
        rule: z.string(),
        gates: count.meta({ description: 'Above their home level, by this rule or by others beside it' }),
        alone: count.meta({ description: 'Of them, by this rule and no other' }),
      }),
    ),
    atHome: changed,
    above: changed,
    durations: z.array(
      z.object({
        stage,
        atHome: timed,
        above: timed,
        lostDays: z.number().nullable().meta({
          description:
            'Days that those above took beyond the median of those at home, in all; null where none was decided at home',
        }),
      }),
    ),
    rules: z.array(
      z.object({
        policy: z.string(),
        rule: z.string(),
        level,
        matched: count,
        decided: count,
        mattered: count.meta({
          description:
            'So often the verdict would have been another without it; of a rule that never mattered, 0',
        }),
      }),
    ),
  })
  .meta({ id: 'LearningFigures', description: 'How decisions were routed, over time' });
