import { isIPv6 } from 'node:net';
import type { Request, Response } from 'express';
import { problem, ProblemError } from './problem.ts';
import type { LimitKind } from './rate-limits.ts';
import type { Services } from './services.ts';

/**
 * Counts a request as its caller's and says in its headers what is left.
 * @throws a problem document, 429, where that is nothing
 */
export function limitRequest(
  { rateLimits, metrics }: Pick<Services, 'rateLimits' | 'metrics'>,
  response: Response,
  kind: LimitKind,
  id: string,
): void {
  const taken = rateLimits.take(kind, id);
  if (taken === null) return;
  const { limit, left, resets, refused } = taken;
  response.set({
    'RateLimit-Policy': `"${kind}";q=${limit};w=60`,
    RateLimit: `"${kind}";r=${left};t=${resets}`,
  });
  if (!refused) return;
  metrics.limited.inc({ kind });
  response.set('Retry-After', String(resets));
  throw new ProblemError(
    problem(
      429,
      'rate-limited',
      `These are more than ${limit} requests in a minute. Nothing was done: send it again in ${resets} seconds, with the same Idempotency-Key.`,
      { retryAfter: resets },
    ),
  );
}

/** By what an address is counted: a network of IPv6 is handed out whole, so that is its first 64 bits. */
export function addressOf({ ip = 'unknown' }: Pick<Request, 'ip'>): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('%', 1)[0]?.split('::') ?? [];
  const before = head.split(':').filter((part) => part !== '');
  const after = tail.split(':').filter((part) => part !== '');
  const zeros = plain.includes('::') ? Math.max(0, 8 - before.length - after.length) : 0;
  const parts = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${parts.slice(0, 4).join(':')}::/64`;
}
