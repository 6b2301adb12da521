import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createSealedCookie } from './sealed-cookie.ts';

/** Who is signed in, as the provider said. Who that is to Remit, and what they may do, is decided elsewhere. */
export interface SignedInPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** The code of the organisation that they signed in for; `null` where that is not asked. */
  readonly organisation: string | null;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

interface PageSession extends SignedInPerson {
  /** Proves that a form came from a page of this session. */
  readonly csrf: string;
}

export interface SessionSettings {
  readonly secrets: readonly string[];
  readonly secure: boolean;
  /** How long somebody stays signed in; eight hours, a working day, when not given. */
  readonly seconds?: number;
}

/** Who signed in, and where that is asked for which organisation. */
export type NewSession = Omit<SignedInPerson, 'expiresAt' | 'organisation'> &
  Partial<Pick<SignedInPerson, 'organisation'>>;

export interface Sessions {
  /** Reads the session of every request, so that `currentPerson` knows. It goes before all pages. */
  readonly load: RequestHandler;
  readonly start: (res: Response, person: NewSession) => Promise<void>;
  readonly end: (res: Response) => void;
}

const WORKING_DAY = 8 * 3600;
const LONGEST_NAME = 200;

const sessionsOfRequests = new WeakMap<Request, PageSession>();

export function createSessions({ secrets, secure, seconds = WORKING_DAY }: SessionSettings): Sessions {
  const cookie = createSealedCookie({ name: 'remit-session', secrets, secure, seconds, parse: parseSession });
  return {
    async load(req, _res, next) {
      const session = await cookie.read(req);
      if (session !== null && session.expiresAt > Date.now() / 1000) sessionsOfRequests.set(req, session);
      next();
    },
    start: (res, { issuer, subject, name, organisation = null }) =>
      cookie.write(res, {
        issuer,
        subject,
        organisation,
        name: name.slice(0, LONGEST_NAME),
        expiresAt: Math.floor(Date.now() / 1000) + seconds,
        csrf: randomBytes(32).toString('base64url'),
      }),
    end: cookie.clear,
  };
}

/** Who sent this request, or `null` for nobody. */
export function currentPerson(req: Request): SignedInPerson | null {
  const session = sessionsOfRequests.get(req);
  if (session === undefined) return null;
  const { issuer, subject, name, organisation, expiresAt } = session;
  return { issuer, subject, name, organisation, expiresAt };
}

/** What every form that posts holds in a hidden field named `_csrf`; `null` when nobody is signed in. */
export function csrfToken(req: Request): string | null {
  return sessionsOfRequests.get(req)?.csrf ?? null;
}

/** Sends whoever is not signed in to sign in, and from there back to the page. */
export function requirePerson(req: Request, res: Response, next: NextFunction): void {
  if (currentPerson(req) !== null) {
    next();
    return;
  }
  const back = req.method === 'GET' ? `?returnTo=${encodeURIComponent(req.originalUrl)}` : '';
  res.redirect(303, `/sign-in${back}`);
}

function parseSession(value: unknown): PageSession | null {
  if (typeof value !== 'object' || value === null) return null;
  const { issuer, subject, name, expiresAt, csrf, ...more } = value as Partial<
    Record<keyof PageSession, unknown>
  >;
  if (typeof issuer !== 'string' || typeof subject !== 'string' || typeof name !== 'string') return null;
  if (typeof expiresAt !== 'number' || typeof csrf !== 'string') return null;
  const { organisation = null } = more;
  if (organisation !== null && typeof organisation !== 'string') return null;
  return { issuer, subject, name, organisation, expiresAt, csrf };
}
