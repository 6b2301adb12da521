import { z } from 'zod';
import { instant, level, named, paging, problemSchema, stage, uuid } from './common.ts';

export const ofVersion = z.object({ version: z.string().max(50) });

export const movingQuery = z.object(paging);

const place = z.object({
  level,
  bodies: z.array(z.string()),
  deciding: z.array(z.string()).meta({ description: 'The rules that decided the level, by id' }),
  explanation: z.array(z.string()),
});

const answerBefore = z.object({ by: named, votedAt: instant, task: uuid });

export const plannedMove = z
  .object({
    gate: uuid,
    initiative: z.object({ id: uuid, title: z.string().nullable() }),
    stage,
    round: z.int(),
    policyVersion: z.string().meta({ description: 'The version that it is judged by now' }),
    now: place,
    what: z.enum(['stays', 'moves', 'cannot-be-moved']),
    then: place.nullable().meta({ description: 'Where it would be decided; null where it cannot be moved' }),
    counts: z.array(answerBefore).meta({ description: 'Answers that would count on where it moves to' }),
    left: z.array(answerBefore.extend({ because: z.string() })).meta({
      description: 'Answers that would not count there, and why',
    }),
    superseded: z.array(uuid).meta({ description: 'Tasks that wait, and would be superseded' }),
    problem: problemSchema.nullable().meta({ description: 'Why it cannot be moved' }),
  })
  .meta({ id: 'PlannedMove', description: 'What would become of an open gate under the policy in force' });

/** So many gates at once at most. */
const MOST = 100;

export const gatesToMove = z
  .strictObject({
    gates: z
      .array(uuid)
      .min(1)
      .max(MOST)
      .refine((ids) => new Set(ids.map((id) => id.toLowerCase())).size === ids.length, 'each gate once'),
  })
  .meta({ id: 'GatesToMove' });

export const moveResults = z
  .object({
    items: z.array(
      z.object({
        gate: uuid,
        status: z.int().meta({ description: 'What it would be answered by itself' }),
        done: z
          .object({
            initiative: uuid,
            stage,
            what: z.enum(['stays', 'moves']),
            policyVersion: z.string().meta({ description: 'The version that it is judged by from now on' }),
          })
          .nullable()
          .meta({ description: 'What became of it; null where it was refused' }),
        problem: problemSchema.nullable().meta({ description: 'Why it was refused; null where it was done' }),
      }),
    ),
    done: z.int(),
    refused: z.int(),
  })
  .meta({ id: 'MoveResults' });
