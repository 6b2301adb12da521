import { fail, ok, type Result } from '../../domain/result.ts';

/** Longer ones are not tokens, and are not parsed. */
export const LONGEST_TOKEN = 8 * 1024;

/** RFC 6750: one scheme, one token of base64url parts. The scheme's name is of either case. */
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The one token of an `Authorization` header. */
export function readBearer(header: string | undefined): Result<string, 'missing' | 'invalid'> {
  if (header === undefined || header === '') return fail('missing');
  if (header.length > LONGEST_TOKEN + 'Bearer '.length) return fail('invalid');
  const token = BEARER.exec(header)?.[1];
  return token === undefined ? fail('invalid') : ok(token);
}
