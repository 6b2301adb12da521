import { request as requestPlainly } from 'node:http';
import { request as requestSafely } from 'node:https';
import { placeOf, publicLookup, refuseUrl, type Allowed } from './guard.ts';

/** Milliseconds that one message may take, from the look-up of the name to the answer. */
const PATIENCE = 10_000;

/** What a receiver answered. `rest`: for how many milliseconds it asked to be left alone. */
export interface Answered {
  readonly status: number;
  readonly rest: number;
}

export interface PostOptions {
  readonly allowed: Allowed;
  readonly patience?: number;
  readonly lookup?: ReturnType<typeof publicLookup>;
}

/**
 * Posts a message and gives the status. Redirects are not followed, and nothing of the answer's body is read: it is of no
 * use here, and could be of use to somebody who lets us ask where they cannot.
 */
export async function post(
  to: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { allowed, patience = PATIENCE, lookup = publicLookup() }: PostOptions,
): Promise<Answered> {
  const url = new URL(to);
  const refused = refuseUrl(url, allowed);
  if (refused !== null) throw refused;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestPlainly : requestSafely;
    const request = send(url, {
      method: 'POST',
      // A connection of its own: one that is kept might end just as it is used.
      agent: false,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
      ...(allowed.has(placeOf(url)) ? {} : { lookup }),
    });
    const late = setTimeout(() => {
      request.destroy(new Error(`No answer within ${patience / 1000} s`));
    }, patience);
    request.once('response', (response) => {
      clearTimeout(late);
      const { statusCode: status = 0, headers: told } = response;
      resolve({ status, rest: restOf(told['retry-after']) });
      response.destroy();
    });
    request.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    request.end(body);
  });
}

const LONGEST_REST = 60 * 60_000;

/** Only seconds are read of a `Retry-After`, and no more than an hour of them. */
function restOf(retryAfter: string | undefined): number {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter)
    ? Math.min(Number(retryAfter) * 1000, LONGEST_REST)
    : 0;
}
