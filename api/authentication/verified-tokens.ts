import { createHash } from 'node:crypto';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

export type Key = Awaited<ReturnType<JWTVerifyGetKey>>;

/** The most tokens that are remembered: more than people who work at the same time. */
const MOST = 5_000;

interface Verified {
  readonly key: Key;
  readonly payload: JWTPayload;
}

/**
 * Tokens whose signature was found good, and by which key. Whoever asks has got the token's key from the provider's keys
 * first: a key that is gone, or was read anew, finds nothing here. So a token is remembered no longer than its key is, nor
 * beyond its expiry. Tokens are known by their hash.
 */
export class VerifiedTokens {
  private readonly tokens = new LRUCache<string, Verified>({ max: MOST });

  constructor(private readonly clockToleranceSeconds: number) {}

  /** What the token says; `undefined` where it must be verified. */
  find(token: string, key: Key): JWTPayload | undefined {
    const id = idOf(token);
    const found = this.tokens.get(id);
    if (found === undefined) return undefined;
    if (found.key === key && this.isCurrent(found.payload)) return found.payload;
    this.tokens.delete(id);
    return undefined;
  }

  keep(token: string, key: Key, payload: JWTPayload): void {
    this.tokens.set(idOf(token), { key, payload });
  }

  /** The checks of a token that time changes; the others were made when it was verified. */
  private isCurrent({ exp, nbf }: JWTPayload): boolean {
    const now = Math.floor(Date.now() / 1000);
    const tolerance = this.clockToleranceSeconds;
    return exp !== undefined && exp > now - tolerance && (nbf === undefined || nbf <= now + tolerance);
  }
}

const idOf = (token: string) => createHash('sha256').update(token).digest('base64url');
