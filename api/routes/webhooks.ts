import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { mayNot } from '../../domain/authorisation.ts';
import { refusal, versionProblem, type Refusal } from '../../domain/refusal.ts';
import { registerWebhook, SECRET_OVERLAP } from '../../domain/telling/webhook.ts';
import { changeRegistry } from '../../store/registry.ts';
import {
  changeSecret,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  readWebhook,
  updateWebhook,
  type Webhook,
} from '../../store/telling/webhooks.ts';
import { readAs } from '../../store/reading.ts';
import { etag, refused, type Plain } from '../change.ts';
import { ifMatch, sealed } from '../commands.ts';
import { once, type Acting, type AnswerOnce } from '../once.ts';
import { presentWebhook } from '../present/webhooks.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import {
  changedSecret,
  newWebhook,
  registeredWebhook,
  webhook as webhookSchema,
  webhookChange,
  webhookQuery,
  webhooks,
} from '../schemas/webhooks.ts';
import type { Services } from '../services.ts';
import type { Answer } from '../../store/idempotency.ts';

const SIGNED =
  'Messages are signed as Standard Webhooks says. A message tells which event of which initiative, and no names or text: ' +
  'ask for the rest with a token of your own.';

/** Where systems are told of what happens: kept by the board of a body, or by the operator. */
export function webhookRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/webhooks',
      id: 'listWebhooks',
      action: 'webhook.list',
      tag: 'Webhooks',
      summary: 'The webhooks of your bodies, and how their receivers fare',
      params: nothing,
      query: webhookQuery,
      body: undefined,
      answers: { 200: { description: 'A page, in order of id', schema: webhooks } },
      problems: [],
      handle: async ({ readPerson, query: { limit, after } }) => {
        const person = await readPerson();
        const found = await readAs(services.database, person, (sql) =>
          listWebhooks(sql, { after, limit: limit + 1 }),
        );
        // A page of what they may not keep may be short, and leads on all the same.
        const items = found.slice(0, limit);
        const theirs = items.filter(({ body }) => mayNot(person, 'webhook.keep', { body }) === null);
        const next = found.length > limit ? (items.at(-1)?.id ?? null) : null;
        return answer(200, { items: theirs.map(presentWebhook), page: { next } });
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhooks',
      id: 'registerWebhook',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Have a system told of what happens to the initiatives of a body',
      description: SIGNED,
      params: nothing,
      query: nothing,
      body: newWebhook,
      answers: { 201: { description: 'The webhook, with its secret', schema: registeredWebhook } },
      problems: [403, 422],
      handle: ({ body: { body, url, types }, ...asking }) =>
        once(services, asking, 'webhook.keep', async ({ manager, by, now }) => {
          const id = uuid();
          const terms = { url: sealed(url), types, active: true };
          const { bodies } = await services.world.given(manager, now);
          const registered = registerWebhook(id, body, terms, bodies, by);
          if (!registered.ok) return refused(registered.error);
          const secret = newSecret();
          return changeRegistry(manager, by.id, now, async (inside) => {
            await insertWebhook(inside, { id, body, url, types, createdBy: by.id, secret }, now);
            const made = presentWebhook(await found(inside, id));
            const headers = { ...etag(1), Location: `/v1/webhooks/${id}` };
            return { events: [registered.value], result: shownOnce(id, secret, made, headers) };
          });
        }),
    }),
    route({
      method: 'get',
      path: '/v1/webhooks/{id}',
      id: 'readWebhook',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'One webhook, and how its receiver fares',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The webhook', schema: webhookSchema } },
      problems: [403, 404],
      handle: async ({ readPerson, params: { id } }) => {
        const person = await readPerson();
        const webhook = await readAs(services.database, person, (sql) => readWebhook(sql, id));
        if (webhook === null) return refused(noWebhook(id));
        const denied = mayNot(person, 'webhook.keep', { body: webhook.body });
        if (denied !== null) return refused(denied);
        return answer(200, presentWebhook(webhook), etag(webhook.revision));
      },
    }),
    route({
      method: 'patch',
      path: '/v1/webhooks/{id}',
      id: 'changeWebhook',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Change where a system is told or of what, or switch it off and on',
      description:
        'While it is off nothing more is written down for it; what waited waits on, for three days at most.',
      params: idParams,
      query: nothing,
      body: webhookChange,
      ifMatch: true,
      answers: { 200: { description: 'The webhook', schema: webhookSchema } },
      problems: [403, 404, 412, 428],
      handle: ({ params: { id }, body, ...asking }) => {
        const version = ifMatch(asking.request);
        return onWebhook(services, asking, id, ({ manager, by, now }, before) => {
          const stale = versionProblem(version, before.revision, 'webhook');
          if (stale !== null) return Promise.resolve(refused(stale));
          const { url = before.url, types = before.types, active = before.active } = body;
          return changeRegistry(manager, by.id, now, async (inside) => {
            await updateWebhook(inside, { id, url, types, active });
            const after = await found(inside, id);
            const data = { webhook: id, url: sealed(url), types, active };
            const result = answer(200, presentWebhook(after), etag(after.revision));
            return { events: [{ type: 'webhook-changed', data }], result };
          });
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{id}/secret',
      id: 'changeWebhookSecret',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Have another secret, and a day to change over',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 201: { description: 'The new secret', schema: changedSecret } },
      problems: [403, 404],
      handle: ({ params: { id }, ...asking }) =>
        onWebhook(services, asking, id, ({ manager, by, now }) =>
          changeRegistry(manager, by.id, now, async (inside) => {
            const until = new Date(Date.parse(now) + SECRET_OVERLAP).toISOString();
            const secret = newSecret();
            await changeSecret(inside, id, secret, until);
            const result = shownOnce(id, secret, { before: { until } });
            return { events: [{ type: 'webhook-secret-changed', data: { webhook: id, until } }], result };
          }),
        ),
    }),
  ];
}

/** What is done to one webhook by somebody who may keep it, while nobody else changes it. */
export function onWebhook(
  services: Services,
  asking: Plain,
  id: string,
  act: (acting: Acting, webhook: Webhook) => Promise<AnswerOnce>,
): Promise<Answer> {
  return once(services, asking, 'webhook.keep', async (acting) => {
    const webhook = await lockWebhook(acting.manager, id);
    if (webhook === null) return refused(noWebhook(id));
    const denied = mayNot(acting.by, 'webhook.keep', { body: webhook.body });
    return denied === null ? act(acting, webhook) : refused(denied);
  });
}

export function noWebhook(id: string): Refusal {
  return refusal('not-found', `There is no webhook ${id} of a body of yours.`);
}

async function found(manager: Acting['manager'], id: string): Promise<Webhook> {
  const webhook = await readWebhook(manager, id);
  if (webhook === null) throw new Error(`Webhook ${id} is gone`);
  return webhook;
}

/** An answer with a secret. What is kept of it to be told again is without: nothing that lies in the database shows it. */
function shownOnce(
  id: string,
  secret: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): AnswerOnce {
  const note = `The secret was shown once, in the first answer to this Idempotency-Key. Where it is lost, have another: POST /v1/webhooks/${id}/secret with a new key.`;
  return {
    ...answer(201, { ...body, secret }, headers),
    kept: answer(201, { ...body, secret: null, note }, headers),
  };
}

/** As Standard Webhooks has them: 192 bits by chance. */
function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}
