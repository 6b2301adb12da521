import { v7 as uuid } from 'uuid';
import { mayNot } from '../../domain/authorisation.ts';
import { refusal } from '../../domain/refusal.ts';
import { addPing, listMessages, readMessage, readWebhook, replay } from '../../store/telling/webhooks.ts';
import { readAs } from '../../store/reading.ts';
import { cursorOf, refused } from '../change.ts';
import { presentMessage } from '../present/webhooks.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import { message, messageParams, messageQuery, messages, replayed } from '../schemas/webhooks.ts';
import type { Services } from '../services.ts';
import { noWebhook, onWebhook } from './webhooks.ts';

/** What was sent to a webhook and what became of it, and having it sent again. */
export function webhookMessageRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/webhooks/{id}/messages',
      id: 'listWebhookMessages',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Messages to a webhook, the latest first; `state=dead` lists those that were given up',
      params: idParams,
      query: messageQuery,
      body: undefined,
      answers: { 200: { description: 'A page of messages', schema: messages } },
      problems: [403, 404],
      handle: async ({ readPerson, params: { id }, query }) => {
        const person = await readPerson();
        const after = query.after === undefined ? null : cursorOf(query.after);
        return readAs(services.database, person, async (sql) => {
          const webhook = await readWebhook(sql, id);
          if (webhook === null) return refused(noWebhook(id));
          const denied = mayNot(person, 'webhook.keep', { body: webhook.body });
          if (denied !== null) return refused(denied);
          const { items, next } = await listMessages(sql, id, {
            state: query.state,
            after,
            limit: query.limit,
          });
          return answer(200, { items: items.map(presentMessage), page: { next } });
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{id}/ping',
      id: 'pingWebhook',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Send a message that tells of nothing, to see whether it comes through',
      description: 'It is sent as any other. What became of it is among the messages within seconds.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 202: { description: 'The message, which waits to be sent', schema: message } },
      problems: [403, 404],
      handle: ({ params: { id }, ...asking }) =>
        onWebhook(services, asking, id, async ({ manager, now }) => {
          const ping = uuid();
          await addPing(manager, id, ping, now);
          const sent = await readMessage(manager, id, ping);
          return answer(202, sent && presentMessage(sent));
        }),
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{id}/replay',
      id: 'replayWebhookMessages',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Have all messages that were given up sent again',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'How many', schema: replayed } },
      problems: [403, 404],
      handle: ({ params: { id }, ...asking }) =>
        onWebhook(services, asking, id, async ({ manager, now }) =>
          answer(200, { replayed: await replay(manager, id, null, now) }),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{id}/messages/{message}/replay',
      id: 'replayWebhookMessage',
      action: 'webhook.keep',
      tag: 'Webhooks',
      summary: 'Have one message that was given up sent again',
      params: messageParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The message, which waits to be sent', schema: message } },
      problems: [403, 404, 409],
      handle: ({ params: { id, message: one }, ...asking }) =>
        onWebhook(services, asking, id, async ({ manager, now }) => {
          const again = await replay(manager, id, one, now);
          const sent = await readMessage(manager, id, one);
          if (sent === null)
            return refused(refusal('not-found', `There is no message ${one} to this webhook.`));
          if (again === 0)
            return refused(
              refusal('status-conflict', 'Only a message that was given up is sent again.', {
                data: { state: sent.state },
              }),
            );
          return answer(200, presentMessage(sent));
        }),
    }),
  ];
}
