import type { Response } from 'express';
import { createSealedCookie } from '../../../web/sealed-cookie.ts';

export const SECRETS = ['a secret for tests that is long enough to seal'];
export const CSRF = 'a token of the walls';

/** The cookie of somebody who signed in, sealed as the pages seal it: nobody needs a browser for it. */
export async function sessionFor(issuer: string, subject: string): Promise<string> {
  const cookie = createSealedCookie<object>({
    name: 'remit-session',
    secrets: SECRETS,
    secure: false,
    seconds: 3600,
    parse: () => null,
  });
  let sealed = '';
  const response = {
    cookie: (name: string, value: string) => {
      sealed = `${name}=${encodeURIComponent(value)}`;
    },
  };
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  await cookie.write(response as unknown as Response, {
    ...{ issuer, subject, name: subject, organisation: null },
    ...{ expiresAt, csrf: CSRF },
  });
  return sealed;
}
