import { z } from 'zod';
import { FACTS } from '../../domain/facts.ts';
import { idParams, instant, named, text, uuid } from './common.ts';

export const fact = z.enum(FACTS).meta({ id: 'Fact' });
export const factValue = z
  .union([z.number(), z.boolean()])
  .meta({ id: 'FactValue', description: 'A number, or true or false, as the fact takes' });

export const factParams = idParams.extend({ fact });
export const challengeParams = idParams.extend({ challenge: uuid });

const challenge = z
  .object({
    id: uuid,
    value: factValue.meta({ description: 'What it is said to be' }),
    by: named,
    body: z.string().meta({ description: 'The body for which it was challenged' }),
    at: instant,
    reason: z.string().nullable().meta({ description: 'Null once erased' }),
  })
  .meta({
    id: 'Challenge',
    description: 'A value of a fact that somebody disputes, and that is not settled',
  });

export const claims = z
  .object({
    items: z.array(
      z
        .object({
          fact,
          value: factValue.nullable().meta({ description: 'As asserted; null while the owner has not said' }),
          assertedBy: named,
          assertedAt: instant,
          confirmed: z.array(
            z.object({
              by: named,
              body: z.string(),
              at: instant,
              gate: uuid.nullable().meta({
                description: 'The gate of the plan that they approved; null where they confirmed it',
              }),
            }),
          ),
          challenges: z.array(challenge),
        })
        .meta({ id: 'Claim' }),
    ),
  })
  .meta({
    id: 'Claims',
    description: 'Each fact: who asserted it, who other than the owner confirmed it, who challenges it',
  });

export const confirming = z
  .strictObject({ value: factValue.meta({ description: 'As you were shown it' }) })
  .meta({ id: 'Confirming' });

export const challenging = z
  .strictObject({ value: factValue.meta({ description: 'What it is, as you know it' }), reason: text() })
  .meta({ id: 'Challenging' });

export const settling = z.strictObject({ reason: text() }).meta({ id: 'Settling' });

export const accepting = z.strictObject({ reason: text().optional() }).meta({ id: 'Accepting' });
