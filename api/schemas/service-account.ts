import { z } from 'zod';
import { SCOPES } from '../../domain/service-account.ts';
import { bodyCode, text, uuid } from './common.ts';
import { subjectAndIssuer } from './registry.ts';

export const newServiceAccount = z
  .strictObject({
    ...subjectAndIssuer,
    name: text(200),
    body: bodyCode.meta({ description: 'The body that it acts for' }),
    responsible: uuid.meta({ description: 'Who answers for it: somebody who is owner for the body' }),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, { message: 'each scope once' }),
  })
  .meta({ id: 'NewServiceAccount' });

export const serviceAccount = z
  .object({
    id: uuid,
    issuer: z.string(),
    subject: z.string(),
    name: z.string(),
    body: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    responsible: z.object({ id: uuid, name: z.string() }),
    endedAt: z.string().nullable(),
  })
  .meta({ id: 'ServiceAccount' });

export const serviceAccounts = z.object({ items: z.array(serviceAccount) }).meta({ id: 'ServiceAccounts' });
