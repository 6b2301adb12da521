import { z } from 'zod';
import { BODY_KINDS } from '../../domain/body.ts';
import { ROLES } from '../../domain/person.ts';
import { PROFESSION_CODES } from '../../domain/professions.ts';
import { SCOPES } from '../../domain/service-account.ts';
import { bodyCode, day, instant, level, paging, stage, text, uuid } from './common.ts';
import { outOfReach } from './gate.ts';
import { email } from './told.ts';

const membership = z.strictObject({ parent: bodyCode, from: day, to: day.nullable().default(null) });

export const newBody = z
  .strictObject({
    code: bodyCode,
    name: text(300),
    kind: z.enum(BODY_KINDS),
    memberships: z.array(membership).max(50).default([]),
  })
  .meta({ id: 'NewBody' });

export const body = z
  .object({
    code: z.string(),
    name: z.string(),
    kind: z.enum(BODY_KINDS),
    memberships: z.array(z.object({ parent: z.string(), from: z.string(), to: z.string().nullable() })),
  })
  .meta({ id: 'Body' });

export const bodiesImport = z
  .strictObject({ bodies: z.array(newBody).min(1).max(5_000) })
  .meta({ id: 'BodiesImport' });
export const bodiesImported = z
  .object({
    registered: z.int().meta({ description: 'Bodies that were not known before' }),
    changed: z.int().meta({ description: 'Bodies whose name, kind or memberships are others now' }),
    unchanged: z.int(),
  })
  .meta({ id: 'BodiesImported' });

export const bodies = z.object({ items: z.array(body) }).meta({ id: 'Bodies' });
export const bodyQuery = z.object({ kind: z.enum(BODY_KINDS).optional() });

const roleHeld = z.object({
  role: z.enum(ROLES),
  body: z.string().nullable(),
  onBehalfOf: uuid.optional().meta({
    description: 'Whose role it is, where they stand in for somebody; not there where it is their own',
  }),
  levels: z.array(level).nullable().optional().meta({
    description: 'The levels of the decisions that they stand in at, and null for all; with `onBehalfOf`',
  }),
});

/** The identity that somebody is joined to. */
export const subjectAndIssuer = {
  subject: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 visible ASCII characters')
    .meta({ description: 'The `sub` that their identity provider gives them' }),
  issuer: z
    .url()
    .optional()
    .meta({ description: 'Their identity provider; this service’s own when left out' }),
};

export const newPerson = z
  .strictObject({
    ...subjectAndIssuer,
    name: text(200),
    profession: z
      .enum(PROFESSION_CODES as [string, ...string[]])
      .nullable()
      .default(null),
    roles: z
      .array(z.strictObject({ role: z.enum(ROLES), body: bodyCode.nullable().default(null) }))
      .min(1)
      .max(50),
    email: email.optional(),
  })
  .meta({ id: 'NewPerson' });

export const person = z
  .object({
    id: uuid,
    subject: z.string(),
    name: z.string(),
    profession: z.string().nullable(),
    roles: z.array(roleHeld),
    service: z
      .object({
        body: z.string(),
        scopes: z.array(z.enum(SCOPES)),
        active: z.boolean().meta({ description: 'False once it has ended or nobody answers for it' }),
      })
      .nullable()
      .meta({ description: 'For a service account: what it may do, and for which body' }),
  })
  .meta({ id: 'Person' });

const newRoles = z
  .array(z.strictObject({ role: z.enum(ROLES), body: bodyCode.nullable().default(null) }))
  .max(50)
  .meta({ description: 'All roles that they hold from then on; none where they leave' });

export const rolesChange = z
  .strictObject({
    roles: newRoles,
    from: day.optional().meta({ description: 'The first day on which they hold them; today when left out' }),
  })
  .meta({ id: 'RolesChange' });

export const personWithDays = person
  .extend({
    held: z
      .array(
        z.object({
          role: z.enum(ROLES),
          body: z.string().nullable(),
          from: z.string(),
          to: z.string().nullable(),
        }),
      )
      .meta({ description: 'Roles of their own, today and later: from a day to (not including) a day' }),
  })
  .meta({ id: 'PersonWithDays' });

const place = { gate: uuid, initiative: uuid, stage, level };

export const rolesPreview = z
  .object({
    tasks: z
      .array(z.object({ task: uuid, ...place, has: z.enum(['holds', 'prepares']), goesBack: z.boolean() }))
      .meta({ description: 'What they have in hand, and whether it would go back' }),
    gates: z
      .array(z.object({ ...place, dueAt: instant, outOfReach }))
      .meta({ description: 'Whose quorum can be reached today and could not be any more' }),
    owns: z.array(uuid).meta({ description: 'Initiatives of theirs that are not over' }),
    more: z.boolean().meta({ description: 'Whether there is more than is told: 200 of each at most' }),
  })
  .meta({ id: 'RolesPreview' });

export const personQuery = z.object({
  body: bodyCode.optional(),
  role: z.enum(ROLES).optional(),
  limit: paging.limit,
  after: z.string().max(255).optional(),
});
