import { z } from 'zod';
import { LIFE_STATES } from '../../domain/policy-life/life.ts';
import { FINDING_KINDS } from '../../domain/policy/analysis/finding.ts';
import { day, instant, level, named, policyVersionId, uuid } from './common.ts';

const done = z.object({ by: named, at: instant }).meta({ id: 'PolicyDone', description: 'Who, and when' });

const said = {
  kind: z.enum(['subsidiarity', 'gates']),
  version: z.string(),
  name: z.string(),
  hash: z.string().meta({ description: 'SHA-256 of the text, which receipts carry' }),
  state: z.enum(LIFE_STATES).meta({
    description:
      'Now. What is to be in force from a day is on `trial` until then; what was in force is `retired` by the next one.',
  }),
  inForceFrom: instant.nullable().meta({ description: 'Since when, or from when' }),
  retiredAt: instant.nullable(),
  authors: z.array(named).meta({
    description:
      'Everybody who wrote a text of it: they do not decide whether it is put in force. Nobody of what was installed',
  }),
  drafted: done.nullable().meta({ description: 'Its present text' }),
  trial: done.nullable(),
  putInForce: done
    .extend({ initiative: uuid.meta({ description: 'By whose approval' }) })
    .nullable()
    .meta({ id: 'PolicyPutInForce' }),
  retired: done.nullable().meta({ description: 'Where it was dropped before it was in force' }),
  revision: z.int().meta({ description: 'How often something was done with it: the ETag' }),
};

export const policyVersion = z.object(said).meta({ id: 'PolicyVersion' });
export const policyVersions = z.object({ items: z.array(policyVersion) }).meta({ id: 'PolicyVersions' });
export const policyWithText = z
  .object({ ...said, dmn: z.string() })
  .meta({ id: 'Policy', description: 'A version of the subsidiarity policy with its text' });

export const policyParams = z.object({ version: policyVersionId });

export const policyText = z
  .strictObject({
    dmn: z.string().min(1).max(500_000).meta({
      description:
        'One decision table of DMN 1.3 to 1.5, as gates are routed by. It says its own version: `<remit:policy version="2" />`',
    }),
  })
  .meta({ id: 'PolicyText' });

export const puttingInForce = z
  .strictObject({
    initiative: uuid.meta({ description: 'Whose plan the national body approved, and that names this text' }),
    from: day.meta({
      description: 'From the beginning of which day, in London. Today’s is now, and no day is past',
    }),
  })
  .meta({ id: 'PuttingInForce' });

const example = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .nullable()
  .meta({ id: 'FactsExample', description: 'The smallest example of facts; null where none can show it' });

const lockOut = z.object({ detail: z.string(), example }).nullable().meta({
  id: 'PolicyLockOut',
  description:
    'That under this policy a change of the policy would not surely be decided nationally: it is not put in force. Null where it would',
});

export const policyAnalysis = z
  .object({
    version: z.string(),
    hash: z.string(),
    lockOut,
    findings: z.array(
      z
        .object({
          kind: z.enum(FINDING_KINDS),
          severity: z.enum(['error', 'warning', 'note']),
          rules: z.array(z.string()),
          cell: z.string().nullable(),
          example,
          beside: example,
          detail: z.string(),
        })
        .meta({ id: 'PolicyFinding' }),
    ),
    more: z.record(z.string(), z.int().nullable()).meta({
      description: 'Of each kind how many more there are than are listed; null where they were not counted',
    }),
    overlaps: z.object({ pairs: z.int(), mattering: z.int() }),
    unanswered: z.array(z.object({ kind: z.enum(FINDING_KINDS), detail: z.string() })).meta({
      description: 'What the table is too large for, so that nothing is said of it',
    }),
    size: z.object({ rules: z.int(), columns: z.int(), atoms: z.int() }),
  })
  .meta({ id: 'PolicyAnalysis', description: 'Exact, over everything that the facts can be' });

export const evaluation = z
  .strictObject({
    facts: z.record(z.string(), z.unknown()).meta({
      description: 'stage, scope and every fact; one that is missing, unknown or wrong is refused by name',
    }),
    version: z
      .string()
      .max(64)
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
