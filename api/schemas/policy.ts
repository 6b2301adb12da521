import { z } from 'zod';
import { instant, level } from './common.ts';

export const policyVersion = z
  .object({
    kind: z.enum(['subsidiarity', 'gates']),
    version: z.string(),
    name: z.string(),
    hash: z.string(),
    state: z.enum(['draft', 'trial', 'in-force', 'retired']),
    inForceFrom: instant.nullable(),
  })
  .meta({ id: 'PolicyVersion' });

export const policyVersions = z.object({ items: z.array(policyVersion) }).meta({ id: 'PolicyVersions' });

export const evaluation = z
  .strictObject({
    facts: z.record(z.string(), z.unknown()).meta({
      description: 'stage, scope and every fact; one that is missing, unknown or wrong is refused by name',
    }),
    version: z
      .string()
      .max(50)
      .optional()
      .meta({ description: 'A version of the policy; the one in force when left out' }),
  })
  .meta({ id: 'Evaluation' });

export const evaluated = z
  .object({
    level,
    rules: z.array(z.string()),
    deciding: z.array(z.string()),
    referTo: z.array(z.object({ authority: z.string(), kind: z.enum(['consent', 'notice']) })),
    explanation: z.array(z.string()),
    receipt: z.looseObject({}),
  })
  .meta({ id: 'EvaluatedVerdict' });
