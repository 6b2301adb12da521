import { hash } from 'node:crypto';
import type { JWTHeaderParameters, JWTPayload, JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

export type Key = Awaited<ReturnType<JWTVerifyGetKey>>;

/** The most tokens that are remembered: more than people who work at the same time. */
const MOST = 5_000;

interface Verified {
  readonly header: JWTHeaderParameters;
  readonly key: Key;
  readonly payload: JWTPayload;
}

/** A token that was verified before. */
export interface Seen {
  readonly header: JWTHeaderParameters;
  /** What the token says, where this is the key that it was verified by; `undefined` where it must be verified again. */
  saidBy(key: Key): JWTPayload | undefined;
}

/**
 * Tokens whose signature was found good, and by which key. Whoever asks for what one says has got the key from the provider's
 * keys first: a key that is gone, or was read anew, finds nothing here. So a token is remembered no longer than its key is, nor
 * beyond its expiry. Tokens are known by their hash.
 */
export class VerifiedTokens {
  private readonly tokens = new LRUCache<string, Verified>({ max: MOST });

  constructor(private readonly clockToleranceSeconds: number) {}

  /** The token as it was seen before; `undefined` for one that was not. */
  find(token: string): Seen | undefined {
    const id = idOf(token);
    const found = this.tokens.get(id);
    if (found === undefined) return undefined;
    return {
      header: found.header,
      saidBy: (key) => {
        if (found.key === key && this.isCurrent(found.payload)) return found.payload;
        this.tokens.delete(id);
        return undefined;
      },
    };
  }

  keep(token: string, verified: Verified): void {
    this.tokens.set(idOf(token), verified);
  }

  /** The checks of a token that time changes; the others were made when it was verified. */
  private isCurrent({ exp, nbf }: JWTPayload): boolean {
    const now = Math.floor(Date.now() / 1000);
    const tolerance = this.clockToleranceSeconds;
    return exp !== undefined && exp > now - tolerance && (nbf === undefined || nbf <= now + tolerance);
  }
}

const idOf = (token: string) => hash('sha256', token, 'base64url');
