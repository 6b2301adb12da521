import type { SentMessage, Webhook } from '../../store/telling/webhooks.ts';

const instant = (date: Date | null) => date?.toISOString() ?? null;

export function presentWebhook(webhook: Webhook) {
  const { id, body, url, types, active, whyOff, createdBy, createdAt, waiting, dead } = webhook;
  const { failures, restUntil, okAt, failedAt, error } = webhook;
  return {
    ...{ id, body, url, types, active, whyOff, createdBy, waiting, dead },
    createdAt: instant(createdAt),
    receiver: {
      ...{ failures, error },
      ...{ restUntil: instant(restUntil), okAt: instant(okAt), failedAt: instant(failedAt) },
    },
  };
}

export function presentMessage({ at, since, nextAt, doneAt, ...message }: SentMessage) {
  return {
    ...message,
    ...{ at: instant(at), since: instant(since), doneAt: instant(doneAt) },
    nextAt: message.state === 'waiting' ? instant(nextAt) : null,
  };
}
