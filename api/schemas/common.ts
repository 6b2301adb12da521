import { z } from 'zod';
import { LEVELS } from '../../domain/level.ts';
import { STAGES } from '../../domain/stage.ts';

export const text = (most = 4_000) => z.string().trim().min(1).max(most);
/** Sent in either case, and small everywhere behind the edge, as rows have it: ids are compared as text. */
export const uuid = z.uuid().toLowerCase().meta({ id: 'Id', description: 'UUID' });
/** There was no year 0, and the database knows none. */
const ofTheCalendar = (written: string) => !written.startsWith('0000');
const FROM_YEAR_1 = { error: 'There was no year 0000: years are 0001 to 9999' };
export const instant = z.iso
  .datetime()
  .refine(ofTheCalendar, FROM_YEAR_1)
  .meta({ id: 'Instant', description: 'ISO 8601, UTC' });
export const day = z.iso
  .date()
  .refine(ofTheCalendar, FROM_YEAR_1)
  .meta({ id: 'Day', description: 'YYYY-MM-DD' });
export const stage = z.enum(STAGES).meta({ id: 'Stage' });
export const level = z.enum(LEVELS).meta({ id: 'Level' });
export const bodyCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,99}$/, 'a code of letters, digits and : . _ -')
  .meta({ id: 'BodyCode', example: 'QKS' });

export const named = z.object({ id: z.string(), name: z.string().nullable() }).meta({
  id: 'Named',
  description: 'Somebody by opaque id; the name is null once erased. The workflow is the id `workflow`.',
});

export const nothing = z.object({});
/** The largest number that an event of an initiative can have. */
export const MOST_EVENTS = 2_147_483_647;
/** A version of the subsidiarity policy, as its text says it. */
export const policyVersionId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots and hyphens, 64 at most')
  .meta({ id: 'PolicyVersionId', example: '2' });
export const policyRef = z
  .strictObject({ version: policyVersionId, hash: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hex') })
  .meta({ id: 'PolicyRef', description: 'One text of a version of the subsidiarity policy' });

export const idParams = z.object({ id: uuid });

/** A keyset page: `next` goes into `after` to read on; null at the end. */
export const page = <T extends z.ZodType>(items: T, id: string) =>
  z
    .object({
      items: z.array(items),
      page: z.object({ next: z.string().nullable(), total: z.int().optional() }),
    })
    .meta({ id });

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(25),
  after: z.string().max(1_000).optional().meta({ description: 'The `next` of the page before' }),
};

/** What is read on from a number among an initiative's events. */
export const numbered = (what: string, { most, usual }: { readonly most: number; readonly usual: number }) =>
  z.object({
    after: z.coerce
      .number()
      .int()
      .min(0)
      .max(MOST_EVENTS)
      .default(0)
      .meta({ description: `The \`n\` of the last ${what} read` }),
    limit: z.coerce.number().int().min(1).max(most).default(usual),
  });

export const searchWords = text(200).meta({
  description:
    'Words of the title and the aim, or of the name of the lead body: all of them, in any form; "several together", `or`, and `-without`',
});

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string().optional(),
    fields: z.array(z.object({ field: z.string(), rule: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    description:
      'RFC 9457. `type` is stable; `fields` names each field, its rule, the way out; `requestId` the request in the logs.',
  });
