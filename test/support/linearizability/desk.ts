import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Estate } from '../estate/estate.ts';

export interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Microseconds of the one clock by which calls and returns are told; it never goes back. */
export const now = () => Math.round(performance.now() * 1_000);

/**
 * One request, and no more than one: its answer, `unknown` where it was sent and never answered, or nothing where nobody was
 * there to be asked, so that nothing can have happened.
 */
export async function once(
  estate: Pick<Estate, 'urls' | 'token'>,
  by: string,
  path: string,
  {
    method = 'GET',
    body,
    key,
  }: { readonly method?: string; readonly body?: unknown; readonly key?: string } = {},
): Promise<Told | 'unknown' | null> {
  const token = await estate.token(by).catch(() => estate.token(by));
  try {
    const answer = await fetch(`${estate.urls[0] ?? ''}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const told = { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    if (told.status === 503 || told.status === 502) return 'unknown';
    if (told.status >= 500) throw new Broken(`${path}: ${told.status} ${JSON.stringify(told.body)}`);
    return told;
  } catch (error) {
    if (error instanceof Broken) throw error;
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return code === 'ECONNREFUSED' ? null : 'unknown';
  }
}

/** An answer that there must not be. */
export class Broken extends Error {}

/** The same request with the same key until it is answered: however often it was sent, it is one. */
export async function untilAnswered(
  estate: Pick<Estate, 'urls' | 'token'>,
  by: string,
  path: string,
  asked: { readonly method?: string; readonly body?: unknown; readonly key?: string } = {},
): Promise<Told> {
  const key = asked.key ?? uuid();
  for (let tries = 0; tries < 2_000; tries += 1) {
    const told = await once(estate, by, path, { ...asked, ...(asked.method === 'POST' && { key }) });
    if (told !== null && told !== 'unknown') return told;
    await pause(50);
  }
  throw new Error(`${path}: never answered`);
}
