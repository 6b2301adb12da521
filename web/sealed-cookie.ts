import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { sealData, unsealData } from 'iron-session';

export interface SealedCookie<T> {
  readonly read: (req: Request) => Promise<T | null>;
  readonly write: (res: Response, value: T) => Promise<void>;
  readonly clear: (res: Response) => void;
}

interface Settings<T> {
  readonly name: string;
  /** At least 32 characters of chance. The first seals; all of them open, so that a secret can be changed in peace. */
  readonly secrets: readonly string[];
  readonly seconds: number;
  /** True where the site is https: then the cookie never goes over an open line, and no other host can set it. */
  readonly secure: boolean;
  readonly parse: (value: unknown) => T | null;
}

/** Browsers refuse a cookie that is longer. */
const LONGEST_COOKIE = 4_096;

/**
 * A cookie that its holder can neither read nor change (sealed by iron-session), so that the server keeps no state.
 * The name is sealed in, so that the value of one cookie is not taken for another.
 */
export function createSealedCookie<T extends object>(settings: Settings<T>): SealedCookie<T> {
  const { secrets, seconds, secure, parse } = settings;
  if (secrets.length === 0 || secrets.some((secret) => secret.length < 32)) {
    throw new Error('A session secret needs at least 32 characters. Make one with: openssl rand -base64 48');
  }
  const name = secure ? `__Host-${settings.name}` : settings.name;
  const [first] = secrets.map(numbered);
  const all = Object.assign({}, ...secrets.map(numbered)) as Record<string, string>;
  const attributes = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;

  return {
    async read(req) {
      const sealed = cookieOf(req, name);
      if (sealed === null || sealed.length > LONGEST_COOKIE) return null;
      try {
        const opened = await unsealData<{ readonly cookie?: unknown; readonly value?: unknown }>(sealed, {
          password: all,
          ttl: seconds,
        });
        return opened.cookie === name ? parse(opened.value) : null;
      } catch {
        return null; // Not sealed by this site: the same as no cookie.
      }
    },
    async write(res, value) {
      const sealed = await sealData({ cookie: name, value }, { password: first ?? {}, ttl: seconds });
      if (name.length + sealed.length > LONGEST_COOKIE) throw new Error(`The cookie ${name} is too long.`);
      res.cookie(name, sealed, { ...attributes, maxAge: seconds * 1000 });
    },
    clear: (res) => void res.clearCookie(name, attributes),
  };
}

/** A seal says the number of its secret, so the number follows from the secret and not from its place in the list. */
function numbered(secret: string): Readonly<Record<string, string>> {
  const number = createHash('sha256').update(`remit cookie ${secret}`).digest().readUInt32BE();
  return { [String(number)]: secret };
}

function cookieOf(req: Request, name: string): string | null {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) {
      try {
        return decodeURIComponent(pair.slice(at + 1).trim());
      } catch {
        return null;
      }
    }
  }
  return null;
}
