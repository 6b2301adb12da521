import { z } from 'zod';
import type { Stage } from '../../domain/stage.ts';
import { day, text, uuid } from './common.ts';

const rag = z.enum(['green', 'amber', 'red']);
const words = text().optional();
/** Evidence that a condition of the approval before is met. */
const conditions = z
  .array(z.strictObject({ condition: uuid, evidence: text() }))
  .max(50)
  .optional();

/**
 * What each stage's content may hold. Every field may be left out, since work is sent as it grows; what a gate needs is
 * said by the gate rules. A field that is not here is refused, and named.
 */
export const STAGE_CONTENT = {
  'develop-plan': z
    .strictObject({
      plan: z.strictObject({ workforce: words, populationHealth: words, serviceDelivery: words }).optional(),
      evidence: z
        .array(z.strictObject({ claim: words, source: words }))
        .max(100)
        .optional(),
      evidenceNoneFound: words.meta({ description: 'Where evidence was looked for and none was found' }),
      assessments: z
        .strictObject({
          sustainability: z
            .strictObject({ supply: words, economic: words, environmental: words, social: words })
            .optional(),
          equality: words,
          quality: z
            .strictObject({
              safe: words,
              effective: words,
              personalised: words,
              wellLed: words,
              sustainable: words,
              equitable: words,
            })
            .optional(),
          dataProtection: words,
        })
        .optional(),
      deliverability: z.strictObject({ capacity: rag.optional(), funding: rag.optional() }).optional(),
      conditions,
    })
    .meta({ id: 'DevelopPlanContent' }),
  'support-people': z
    .strictObject({ people: words, systems: words, conditions })
    .meta({ id: 'SupportPeopleContent' }),
  'guide-expectations': z
    .strictObject({
      measure: z
        .strictObject({
          name: words,
          definition: words,
          betterIs: z.enum(['higher', 'lower']).optional(),
          baseline: z.number().optional(),
          target: z.number().optional(),
          every: words,
        })
        .optional(),
      standards: z.array(text()).max(100).optional(),
      standardsNoneApply: words.meta({ description: 'Why no standard applies' }),
      conditions,
    })
    .meta({ id: 'GuideExpectationsContent' }),
  'deliver-improvement': z
    .strictObject({
      milestones: z
        .array(z.strictObject({ name: words, due: day.optional(), evidence: words }))
        .max(200)
        .optional(),
      cycles: z
        .array(
          z.strictObject({
            objective: words,
            prediction: words,
            observed: words,
            predictionHeld: z.boolean().optional(),
            learning: words,
            decision: z.enum(['adopt', 'adapt', 'abandon']).optional(),
          }),
        )
        .max(200)
        .optional(),
      conditions,
    })
    .meta({ id: 'DeliverImprovementContent' }),
  'assure-accountability': z
    .strictObject({
      outcome: z
        .strictObject({
          actual: z.number().optional(),
          target: z.number().optional(),
          met: z.boolean().optional(),
          at: day.optional(),
        })
        .optional(),
      sustainedBy: words,
      lesson: z
        .strictObject({ what: words, worked: z.boolean().optional(), why: words, whereElse: words })
        .optional(),
      conditions,
    })
    .meta({ id: 'AssureAccountabilityContent' }),
} satisfies Record<Stage, z.ZodType>;
