import { z } from 'zod';
import { COVERED_ROLES } from '../../domain/cover.ts';
import { LEVELS } from '../../domain/level.ts';
import { bodyCode, day, level, named, uuid } from './common.ts';

const few = <T extends z.ZodType>(each: T, most: number, description: string) =>
  z.array(each).min(1).max(most).nullable().default(null).meta({ description });

const scope = z
  .strictObject({
    roles: few(z.enum(COVERED_ROLES), COVERED_ROLES.length, 'For these roles; all when left out'),
    bodies: few(bodyCode, 50, 'For these bodies; all when left out'),
    levels: few(level, LEVELS.length, 'For decisions at these levels; all when left out'),
  })
  .meta({ id: 'CoverScope', description: 'What of the roles of who is away is meant' });

export const newCover = z
  .strictObject({
    substitute: uuid
      .nullable()
      .meta({ description: 'Who stands in; null where nobody does: then nobody waits for who is away' }),
    from: day.meta({ description: 'The first day away' }),
    to: day.meta({ description: 'The day of coming back' }),
    scope: scope.default({ roles: null, bodies: null, levels: null }),
  })
  .meta({ id: 'NewCover' });

export const cover = z
  .object({
    id: uuid,
    person: named.meta({ description: 'Who is away' }),
    substitute: named.nullable(),
    from: z.string(),
    to: z.string(),
    scope: z.object({
      roles: z.array(z.enum(COVERED_ROLES)).nullable(),
      bodies: z.array(z.string()).nullable(),
      levels: z.array(level).nullable(),
    }),
  })
  .meta({ id: 'Cover', description: 'That somebody is away from a day to (not including) a day' });

export const covers = z
  .object({
    away: z.array(cover).meta({ description: 'Their leaves that are not over' }),
    standingIn: z.array(cover).meta({ description: 'Those of others that they are named for' }),
    today: z
      .array(
        z.object({
          role: z.enum(COVERED_ROLES),
          body: z.string(),
          onBehalfOf: named,
          levels: z.array(level).nullable(),
        }),
      )
      .meta({
        description:
          'What they hold today for others: those who named them, and those whose substitute is away in turn',
      }),
  })
  .meta({ id: 'Covers' });
