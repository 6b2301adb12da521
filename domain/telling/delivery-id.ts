import { uuidFrom } from '../log/hash.ts';

/** The id of a message to a webhook: it follows from the event and the receiver, so that it is one whoever writes it. */
export function deliveryId(event: string, webhook: string): string {
  return uuidFrom('delivery', event, webhook);
}
