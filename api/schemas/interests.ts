import { z } from 'zod';
import { INTEREST_KINDS } from '../../domain/interest.ts';
import { bodyCode, day, named, paging, text, uuid } from './common.ts';

export const newInterest = z
  .strictObject({
    about: z
      .union([
        z.strictObject({ body: bodyCode }),
        z.strictObject({ partner: text(300) }),
        z.strictObject({ organisation: text(300) }),
      ])
      .meta({
        description:
          'A body of the registry, a partner of initiatives by its name, or another organisation by its name. An interest in one ' +
          'initiative is said of that: `POST /v1/initiatives/{id}/recuse`.',
      }),
    nature: text(2_000).meta({ description: 'What the interest is, in your words' }),
    from: day.optional().meta({ description: 'Since when; today when left out' }),
    to: day
      .nullable()
      .default(null)
      .meta({ description: 'Until when, not including the day; null while it lasts' }),
  })
  .meta({ id: 'NewInterest' });

export const interest = z
  .object({
    id: uuid,
    person: named,
    kind: z.enum(INTEREST_KINDS),
    of: z.string(),
    nature: z.string().nullable().meta({ description: 'null once erased' }),
    from: z.string(),
    to: z.string().nullable(),
  })
  .meta({ id: 'Interest' });

export const interests = z
  .object({
    items: z.array(interest).meta({ description: 'Also those that have ended' }),
    recusals: z.array(z.object({ id: uuid, title: z.string().nullable() })).meta({
      description: 'Initiatives that are not over, and that they have said they have an interest in',
    }),
  })
  .meta({ id: 'Interests' });

export const interestQuery = z.object({ ...paging, after: uuid.optional() });

export const recusing = z
  .strictObject({ nature: text(2_000).meta({ description: 'What your interest is, in your words' }) })
  .meta({ id: 'Recusal' });
