import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';

/** What the API answered when it was not what was asked for. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    what: string,
    detail: string,
  ) {
    super(`${what}: ${status} ${code}. ${detail}`);
  }
}

/** One person's way to the public API. Every command carries a key, so that asking again cannot do it twice. */
export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown, version?: string): Promise<T>;
}

/** What a service that is starting again, or a proxy before it, answers: the same is asked again, with the same key. */
const AWAY: readonly number[] = [502, 503, 504];

/** So does who asked more often than they may, for as long as they are told to wait. */
const TOO_OFTEN = 429;

/** How long a service that is starting again is waited for, in milliseconds. */
const PATIENCE = 60_000;

export function apiClient(url: string, token: () => Promise<string>): ApiClient {
  const ask = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const until = Date.now() + PATIENCE;
    for (;;) {
      const answer = await once(method, path, body, headers);
      const later = answer?.status === TOO_OFTEN ? Number(answer.headers.get('retry-after')) * 1000 : 250;
      if (answer !== null && answer.status !== TOO_OFTEN && !AWAY.includes(answer.status))
        return read<T>(answer, `${method} ${path}`);
      if (Date.now() > until)
        throw new ApiProblem(503, 'away', `${method} ${path}`, `${url} does not answer.`);
      await pause(later);
    }
  };
  const once = async (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => null);
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body, { 'idempotency-key': uuid() }),
    put: (path, body, version) =>
      ask('PUT', path, body, {
        'idempotency-key': uuid(),
        ...(version !== undefined && { 'if-match': version }),
      }),
  };
}

async function read<T>(answer: Response, what: string): Promise<T> {
  const body: unknown = await answer.json();
  if (answer.ok) return body as T;
  const { type, detail } = body as { type?: string; detail?: string };
  throw new ApiProblem(answer.status, type?.split(':').at(-1) ?? 'unknown', what, detail ?? '');
}
