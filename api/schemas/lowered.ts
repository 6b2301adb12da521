import { z } from 'zod';
import { SETTLEMENTS } from '../../domain/initiative/events.ts';
import { bodyCode, day, instant, level, named, paging, stage, uuid } from './common.ts';
import { fact, factValue } from './facts.ts';

export const loweredQuery = z.object({
  ...paging,
  body: bodyCode.optional().meta({ description: 'Of initiatives that this body leads or that affect it' }),
  since: day.optional().meta({ description: 'On this day or later, in the region’s calendar' }),
  until: day.optional().meta({ description: 'On this day or before' }),
});

const said = z.object({ by: named, confirmed: z.array(named) }).meta({
  id: 'Said',
  description: 'Who says that a fact has a value, and who other than them confirmed it',
});

const value = factValue.nullable();

export const lowered = z
  .object({
    id: uuid,
    at: instant,
    n: z.int().meta({ description: 'Its number in the history of the initiative' }),
    initiative: z.object({ id: uuid, title: z.string().nullable(), lead: z.string() }),
    askedBy: named.meta({
      description: 'Who made the change; `workflow` where it followed from another initiative',
    }),
    because: z.enum(['edited', ...SETTLEMENTS, 'linked-changed']).meta({
      description:
        'An edit, how a challenge of a fact was settled, or a change of what linked initiatives ask for',
    }),
    challenge: uuid.nullable(),
    levels: z.array(
      z.object({
        stage,
        from: level,
        to: level,
        rules: z
          .array(z.string())
          .nullable()
          .meta({ description: 'The rules that decided before and match no more; null where none was told' }),
      }),
    ),
    facts: z.array(
      z.object({
        fact,
        from: value,
        to: value,
        said: z
          .object({ from: said, to: said })
          .nullable()
          .meta({ description: 'Null where it was not told yet' }),
      }),
    ),
    scope: z.object({ from: level.nullable(), to: level.nullable() }).nullable(),
  })
  .meta({ id: 'Lowered', description: 'A change by which a decision is taken at a lower level than before' });
