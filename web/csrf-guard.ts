import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { csrfToken } from './session.ts';

export const CSRF_FIELD = '_csrf';

/** Why a change was not taken: it came from a page elsewhere, or not from a page of this session. */
export type CsrfRefusal = 'another-site' | 'no-token';

interface Settings {
  /** Scheme, host and port of the pages, as in `https://remit.example.nhs.uk`. */
  readonly origin: string;
  /** Shows the refusal; a plain page when not given. */
  readonly refuse?: (req: Request, res: Response, why: CsrfRefusal) => void | Promise<void>;
}

/**
 * Takes a change only from a page of this site and of this session. It stands after `sessions.load` and after the
 * parser of the body, which holds the token in `_csrf` (a header `x-csrf-token` does as well, for a file's upload).
 */
export function createCsrfGuard({ origin, refuse = refusePlainly }: Settings): RequestHandler {
  return async (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) next();
    else if (!isSameOrigin(req, origin)) await refuse(req, res, 'another-site');
    else if (!hasToken(req)) await refuse(req, res, 'no-token');
    else next();
  };
}

/** Browsers say where a request comes from; what says nothing is no browser of today and is left to the token. */
function isSameOrigin(req: Request, origin: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const from = req.get('origin');
  return from === undefined || from === origin;
}

function hasToken(req: Request): boolean {
  const expected = csrfToken(req);
  const given = tokenOf(req.body) ?? req.get('x-csrf-token');
  if (expected === null || given === undefined) return false;
  // Of one length, so that the time taken tells nothing.
  return timingSafeEqual(digest(given), digest(expected));
}

function tokenOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, CSRF_FIELD)) return undefined;
  const value: unknown = (body as Record<string, unknown>)[CSRF_FIELD];
  return typeof value === 'string' ? value : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refusePlainly(_req: Request, res: Response): void {
  res
    .status(403)
    .type('html')
    .send(
      '<!doctype html><html lang="en-GB"><title>Not taken</title><h1>This was not taken</h1>' +
        '<p>It did not come from a page of your session. Nothing was changed. ' +
        '<a href="/sign-in">Sign in</a> and try again.</p>',
    );
}
