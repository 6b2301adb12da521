import type { ResourceServer } from 'oidc-provider';
import { SIGNING_ALGORITHM } from './signing-keys.ts';

/** How a client names the API that a token is for; an absolute URI, as RFC 8707 asks. */
export const API_RESOURCE = 'urn:remit:api';

/** The audience that the API looks for in a token. */
export const API_AUDIENCE = 'remit-api';

export const API_SCOPE = 'remit';

/** Access tokens for the API are signed JWTs (RFC 9068), so that the API can check them alone. */
export function apiResource(tokenSeconds: number): ResourceServer {
  return {
    scope: API_SCOPE,
    audience: API_AUDIENCE,
    accessTokenTTL: tokenSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: SIGNING_ALGORITHM } },
  };
}
