import { mayNot } from '../authorisation.ts';
import type { BodyCode, BodyMap } from '../body.ts';
import type { Content } from '../content.ts';
import type { EventType } from '../initiative/events.ts';
import type { Person } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';

/** For so long the secret before goes on being signed with, once there is a new one, in milliseconds: a day. */
export const SECRET_OVERLAP = 24 * 60 * 60_000;

/** Where a system is told, of which events (none named: of all), of the initiatives that a body has a part in. */
export interface WebhookTerms {
  readonly url: Content<string>;
  readonly types: readonly EventType[];
  readonly active: boolean;
}

/** What can happen to a webhook, in the registry's events. An address may hold a secret, so it is sealed. */
export type WebhookEvent =
  | {
      readonly type: 'webhook-registered';
      readonly data: WebhookTerms & { readonly webhook: string; readonly body: BodyCode };
    }
  | { readonly type: 'webhook-changed'; readonly data: WebhookTerms & { readonly webhook: string } }
  | {
      readonly type: 'webhook-secret-changed';
      readonly data: { readonly webhook: string; readonly until: string };
    };

/** Registers a webhook for a body: its board's, or the operator's, to do. */
export function registerWebhook(
  webhook: string,
  body: BodyCode,
  terms: WebhookTerms,
  map: BodyMap,
  by: Person,
): Result<WebhookEvent, Refusal> {
  const denied = mayNot(by, 'webhook.keep', { body });
  if (denied !== null) return fail(denied);
  if (map.get(body) === undefined) {
    const detail = `No body ${body} is registered; see GET /v1/bodies.`;
    return fail(
      refusal('bodies-unknown', detail, { fields: [{ field: 'body', rule: 'known-body', detail }] }),
    );
  }
  return ok({ type: 'webhook-registered', data: { webhook, body, ...terms } });
}
