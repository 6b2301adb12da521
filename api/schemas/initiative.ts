import { z } from 'zod';
import { STATUSES, STAGE_STATES } from '../../domain/initiative/initiative.ts';
import { INVOLVEMENTS, PURPOSES } from '../../domain/initiative/proposal.ts';
import { PROFESSION_CODES } from '../../domain/professions.ts';
import { whatIsNext } from './ahead.ts';
import {
  bodyCode,
  instant,
  level,
  named,
  paging,
  policyRef,
  searchWords,
  stage,
  text,
  uuid,
} from './common.ts';

const pounds = z
  .number()
  .min(0)
  .max(1_000_000_000_000)
  .refine((value) => Number(value.toFixed(2)) === value, 'pounds with at most two decimals')
  .meta({ description: 'Pounds sterling, exact, at most two decimals' });

export const facts = z
  .strictObject({
    revenueGbp: pounds.optional(),
    capitalGbp: pounds.optional(),
    consultancyGbp: pounds.optional().meta({ description: 'Part of revenue, so never more' }),
    novelContentiousOrRepercussive: z.boolean().optional(),
    changesNationalStandard: z.boolean().optional(),
    caseToGovernment: z.boolean().optional(),
    regulatedProgramme: z.boolean().optional(),
    substantialServiceChange: z.boolean().optional(),
    residualRisk: z
      .int()
      .min(1)
      .max(25)
      .optional()
      .meta({ description: 'Likelihood × impact, each 1 to 5: 7 is an error' }),
    qualityConcernUnresolved: z.boolean().optional(),
  })
  .meta({ id: 'Facts', description: 'What the subsidiarity policy reads. All are needed to submit.' });

const fields = {
  title: text(300),
  aim: text().optional(),
  involvement: z.enum(INVOLVEMENTS).optional(),
  lead: z.strictObject({ code: bodyCode, name: text(300).optional() }),
  affected: z.array(bodyCode).max(200).optional(),
  partners: z.array(text(300)).max(200).optional(),
  purposes: z.array(z.enum(PURPOSES)).max(4).optional(),
  team: z
    .array(z.enum(PROFESSION_CODES as [string, ...string[]]))
    .max(100)
    .optional(),
  linkedInitiatives: z
    .array(uuid)
    .max(20)
    .refine((ids) => new Set(ids).size === ids.length, 'each initiative once')
    .optional()
    .meta({
      description:
        'Initiatives that belong together with this one, in either direction and through others: their money is added up before ' +
        'it is compared. Those that you can see.',
    }),
  policy: policyRef.optional().meta({
    description:
      'The text of a version of the subsidiarity policy that it asks to put in force: the national body leads and decides it, and ' +
      'nobody who wrote a text of that version decides.',
  }),
  facts: facts.optional(),
};

export const newInitiative = z.strictObject(fields).meta({ id: 'NewInitiative' });
export const initiativeChange = z
  .strictObject({
    ...fields,
    title: fields.title.optional(),
    lead: fields.lead.optional(),
    policy: policyRef.nullable().optional().meta({ description: 'Null for none any more' }),
    facts: fields.facts.meta({ description: 'Facts given replace those of the same name; the others stay.' }),
  })
  .meta({ id: 'InitiativeChange' });

export const stageWork = z
  .object({
    stage,
    name: z.string(),
    state: z.enum(STAGE_STATES),
    round: z.int(),
    revision: z.int(),
    content: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'StageWork' });

export const listedInitiative = z
  .object({
    id: uuid,
    status: z.enum(STATUSES),
    title: z.string().nullable(),
    aim: z.string().nullable(),
    involvement: z.enum(INVOLVEMENTS).nullable(),
    lead: z.object({ code: z.string(), name: z.string().nullable() }),
    affected: z.array(z.string()),
    partners: z.array(z.string()),
    purposes: z.array(z.string()),
    team: z.array(z.string()),
    linkedInitiatives: z.array(uuid),
    policy: policyRef.nullable().meta({ description: 'The policy that it asks to put in force' }),
    facts,
    scope: level.nullable().meta({ description: 'Derived from lead and affected bodies; never typed in' }),
    owner: named,
    stage: stage.meta({ description: 'The stage being worked' }),
    stages: z.array(stageWork.omit({ content: true })),
    gate: z
      .object({ id: uuid, state: z.string(), level, bodies: z.array(z.string()), dueAt: instant })
      .nullable()
      .meta({ description: 'The latest gate' }),
    waitingFor: z.string().meta({ description: 'Who has it now, in words' }),
    sentBack: z.object({ code: z.string(), detail: z.string() }).nullable(),
    revision: z.int(),
    version: z.int().meta({ description: 'How many events it has' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'ListedInitiative' });

export const initiative = listedInitiative.extend(whatIsNext).meta({ id: 'Initiative' });

export const initiativeListQuery = z.object({
  ...paging,
  status: z.enum(STATUSES).optional(),
  stage: stage.optional(),
  lead: bodyCode.optional(),
  owner: z.literal('me').optional(),
  q: searchWords.optional(),
  sort: z.enum(['updatedAt', '-updatedAt', 'createdAt', '-createdAt']).default('-updatedAt'),
});
