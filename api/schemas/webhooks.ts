import { z } from 'zod';
import { EVENT_TYPES } from '../../domain/telling/who-is-told.ts';
import { bodyCode, instant, page, paging, uuid } from './common.ts';

const types = z.array(z.enum(EVENT_TYPES)).max(100).meta({
  description: 'Of which events it is told; an empty list is all of them, also of types that are new',
});

const url = z
  .url({ protocol: /^https?$/, error: 'an address that begins with https://' })
  .max(2_000)
  .refine((text) => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '', {
    error: 'an address without a name and a password: what is sent is signed',
  })
  .refine((text) => !text.includes('#'), { error: 'an address without a fragment' })
  .meta({
    description:
      'Messages are posted here by HTTPS, and redirects are not followed. An address that is not on the public internet ' +
      'is refused when it is connected to, unless the operator allowed it.',
  });

export const newWebhook = z
  .strictObject({
    body: bodyCode.meta({ description: 'It is told of initiatives that this body has a part in' }),
    url,
    types: types.default([]),
  })
  .meta({ id: 'NewWebhook' });

export const webhookChange = z
  .strictObject({ url: url.optional(), types: types.optional(), active: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, { error: 'at least one field' })
  .meta({ id: 'WebhookChange' });

export const webhook = z
  .object({
    id: uuid,
    body: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    active: z.boolean(),
    whyOff: z.string().nullable(),
    createdBy: z.string(),
    createdAt: instant,
    waiting: z.int().meta({ description: 'Messages that are still to be taken, counted up to 1000' }),
    dead: z.int().meta({ description: 'Messages that were given up, counted up to 1000' }),
    receiver: z
      .object({
        failures: z.int().meta({ description: 'How often it failed since it last took something' }),
        restUntil: instant.nullable().meta({ description: 'Until then it is left alone' }),
        okAt: instant.nullable(),
        failedAt: instant.nullable(),
        error: z.string().nullable(),
      })
      .meta({ description: 'How its receiver fares' }),
  })
  .meta({ id: 'Webhook' });

const secret = z
  .string()
  .nullable()
  .meta({
    description:
      'What messages are signed with, as in Standard Webhooks. It is shown here and never again: asked again with the same ' +
      'Idempotency-Key, it is null.',
  });
const note = z.string().optional().meta({
  description: 'Where the secret is not shown: how to have another',
});

export const registeredWebhook = webhook.extend({ secret, note }).meta({ id: 'RegisteredWebhook' });

export const changedSecret = z
  .object({
    secret,
    note,
    before: z
      .object({ until: instant })
      .meta({ description: 'Until then messages are signed with the one before as well' }),
  })
  .meta({ id: 'ChangedSecret' });

export const webhooks = page(webhook, 'Webhooks');
export const webhookQuery = z.object({ limit: paging.limit, after: uuid.optional() });

const STATES = ['waiting', 'delivered', 'dead', 'dropped'] as const;

export const message = z
  .object({
    id: uuid.meta({ description: 'The same each time it is tried: `webhook-id`' }),
    type: z.string(),
    initiative: uuid.nullable(),
    n: z.int().nullable().meta({ description: 'The number of its event among those of the initiative' }),
    event: uuid.nullable(),
    at: instant,
    state: z.enum(STATES).meta({
      description: '`dead`: it was tried for three days; `dropped`: the body has no part in it any more',
    }),
    attempts: z.int(),
    since: instant,
    nextAt: instant.nullable(),
    doneAt: instant.nullable(),
    status: z.int().nullable().meta({ description: 'What the receiver answered last' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookMessage' });

export const messages = page(message, 'WebhookMessages');
export const messageQuery = z.object({ state: z.enum(STATES).optional(), ...paging });
export const messageParams = z.object({ id: uuid, message: uuid });
export const replayed = z.object({ replayed: z.int() }).meta({ id: 'Replayed' });
