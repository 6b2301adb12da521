import express, { type Request, type Response, type Router } from 'express';
import * as openid from 'openid-client';
import {
  BY_SUBJECT,
  identityClaimed,
  type ClaimRules,
  type Claims,
  type ClaimsRefusal,
} from '../domain/identity-claims.ts';
import { isLoopback } from '../api/loopback.ts';
import { createCsrfGuard } from './csrf-guard.ts';
import { discoverProvider } from './discover-provider.ts';
import { localPath } from './local-path.ts';
import { createSealedCookie } from './sealed-cookie.ts';
import type { Sessions } from './session.ts';

export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** For a provider that knows the pages as a confidential client. */
  readonly clientSecret?: string;
  /** The public address of `/sign-in/callback`, as the provider knows it. */
  readonly redirectUri: string;
  /** Where the provider sends somebody who signed out; the start page when not given. */
  readonly postLogoutRedirectUri?: string;
  /** What is asked of the provider, and what is read of its claims. */
  readonly scope?: readonly string[] | undefined;
  readonly claims?: ClaimRules;
  readonly secrets: readonly string[];
  readonly sessions: Sessions;
  readonly render?: (res: Response, problem: SignInProblem) => void;
  /** For the log. */
  readonly onProblem?: (error: unknown) => void;
}

/** `ended`: begun elsewhere or too long ago. `refused`: the provider said no. `unavailable`: it did not answer. */
export type SignInProblem = 'ended' | 'refused' | 'unavailable' | ClaimsRefusal;

interface SignInUnderWay {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

const TEN_MINUTES = 600;

/** Signing in and out at the provider: authorization code with PKCE, `state` and `nonce` (OpenID Connect Core 1.0). */
export function createSignIn(settings: SignInSettings): Router {
  const { redirectUri, sessions, secrets, render = renderPlainly } = settings;
  const { scope = ['openid', 'profile'], claims: rules = BY_SUBJECT } = settings;
  const { origin, protocol } = new URL(redirectUri);
  const secure = protocol === 'https:';
  const underWay = createSealedCookie({
    name: 'remit-sign-in',
    secrets,
    secure,
    seconds: TEN_MINUTES,
    parse: parseUnderWay,
  });
  const provider = rememberProvider(settings);

  const fail = (res: Response, problem: SignInProblem, error: unknown): void => {
    settings.onProblem?.(error);
    render(res, problem);
  };

  const begin = async (req: Request, res: Response): Promise<void> => {
    const config = await provider();
    const attempt: SignInUnderWay = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
      returnTo: localPath(req.query['returnTo']),
    };
    await underWay.write(res, attempt);
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: scope.join(' '),
      ...(rules.acr.length > 0 && { acr_values: rules.acr.join(' ') }),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    res.redirect(303, address.href);
  };

  const finish = async (req: Request, res: Response, attempt: SignInUnderWay): Promise<void> => {
    const config = await provider();
    const tokens = await openid.authorizationCodeGrant(config, answered(req, redirectUri), {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('The provider gave no ID token.');
    const all = await withUserInfo(config, rules, tokens.access_token, claims);
    const who = identityClaimed(all, rules);
    if (!who.ok) {
      fail(res, who.error, new Error(`The claims of ${claims.sub} do not do: ${who.error}`));
      return;
    }
    const name = typeof all['name'] === 'string' ? all['name'] : who.value.subject;
    await sessions.start(res, { issuer: claims.iss, ...who.value, name });
    res.redirect(303, attempt.returnTo);
  };

  const router = express.Router();
  router.use(['/sign-in', '/sign-out'], (_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });
  router.get('/sign-in', async (req, res) => {
    if (isOtherNameOfThisMachine(req, redirectUri)) {
      const here = `/sign-in?returnTo=${encodeURIComponent(localPath(req.query['returnTo']))}`;
      res.redirect(303, new URL(here, origin).href);
      return;
    }
    await begin(req, res).catch((error: unknown) => fail(res, 'unavailable', error));
  });
  router.get('/sign-in/callback', async (req, res) => {
    const attempt = await underWay.read(req);
    underWay.clear(res);
    if (attempt === null) {
      render(res, 'ended');
      return;
    }
    await finish(req, res, attempt).catch((error: unknown) =>
      fail(res, isAnswer(error) ? 'refused' : 'unavailable', error),
    );
  });
  router.post(
    '/sign-out',
    sessions.load,
    express.urlencoded({ extended: false, limit: '4kb' }),
    createCsrfGuard({ origin }),
    async (_req, res) => {
      sessions.end(res);
      const after = settings.postLogoutRedirectUri ?? new URL('/', origin).href;
      res.redirect(303, await endSessionAddress(provider, after));
    },
  );
  return router;
}

/** How surely somebody is known is said of one authentication, in its signed token; it is read nowhere else. */
const OF_THE_TOKEN: readonly string[] = ['acr', 'authentication_assurance_level', 'id_assurance_level'];

/** The claims of an ID token, with those that a provider gives at its userinfo endpoint alone, where more than `sub` is read. */
async function withUserInfo(
  config: openid.Configuration,
  { person, organisation }: ClaimRules,
  accessToken: string,
  claims: openid.IDToken,
): Promise<Claims> {
  const asks = person !== 'sub' || organisation !== null;
  if (!asks || config.serverMetadata().userinfo_endpoint === undefined) return claims;
  const more = await openid.fetchUserInfo(config, accessToken, claims.sub);
  const others = Object.entries(more).filter(([name]) => !OF_THE_TOKEN.includes(name));
  return { ...Object.fromEntries(others), ...claims };
}

/** `localhost` and `127.0.0.1` share no cookies, so a sign-in must begin at the one that it will come back to. */
function isOtherNameOfThisMachine(req: Request, redirectUri: string): boolean {
  const { hostname } = new URL(redirectUri);
  return req.hostname !== hostname && isLoopback(req.hostname) && isLoopback(hostname);
}

/** Discovered once; tried again after a failure, so that the pages can start before the provider. */
function rememberProvider({ issuer, clientId, clientSecret }: SignInSettings) {
  let known: Promise<openid.Configuration> | undefined;
  return (): Promise<openid.Configuration> => {
    known ??= discoverProvider(
      issuer,
      clientId,
      clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
    ).then(
      (config) => {
        // Have the signature of the ID token checked too, although it comes straight from the provider.
        openid.enableNonRepudiationChecks(config);
        return config;
      },
      (error: unknown) => {
        known = undefined;
        throw error;
      },
    );
    return known;
  };
}

/** Signing out here has worked by now: a provider that is down or knows no sign-out is simply not visited. */
async function endSessionAddress(
  provider: () => Promise<openid.Configuration>,
  after: string,
): Promise<string> {
  try {
    const config = await provider();
    if (config.serverMetadata().end_session_endpoint === undefined) return after;
    return openid.buildEndSessionUrl(config, { post_logout_redirect_uri: after }).href;
  } catch {
    return after;
  }
}

/** The address that was called, as the provider knows it: a proxy may have changed host and scheme on the way. */
function answered(req: Request, redirectUri: string): URL {
  const address = new URL(redirectUri);
  address.search = new URL(req.originalUrl, address).search;
  return address;
}

const NO_ANSWER: readonly unknown[] = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];

/** True when the provider answered and the answer was no, or not to be believed. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof openid.AuthorizationResponseError ||
    error instanceof openid.ResponseBodyError ||
    (error instanceof openid.ClientError && !NO_ANSWER.includes(error.code))
  );
}

function parseUnderWay(value: unknown): SignInUnderWay | null {
  if (typeof value !== 'object' || value === null) return null;
  const { state, nonce, verifier, returnTo } = value as Partial<Record<keyof SignInUnderWay, unknown>>;
  if (typeof state !== 'string' || typeof nonce !== 'string' || typeof verifier !== 'string') return null;
  return typeof returnTo === 'string' ? { state, nonce, verifier, returnTo } : null;
}

const PROBLEMS: Readonly<Record<SignInProblem, readonly [number, string]>> = {
  ended: [400, 'This sign-in was begun elsewhere or took too long.'],
  refused: [400, 'The identity provider did not sign you in.'],
  unavailable: [503, 'The identity provider does not answer. Try again in a moment.'],
  'identity-claim-missing': [403, 'The identity provider does not say who you are here.'],
  'assurance-too-low': [403, 'You signed in less surely than is asked here.'],
  'organisation-not-said': [403, 'You did not choose for which organisation you sign in.'],
};

function renderPlainly(res: Response, problem: SignInProblem): void {
  const [status, sentence] = PROBLEMS[problem];
  res
    .status(status)
    .type('html')
    .send(
      `<!doctype html><html lang="en-GB"><title>Not signed in</title><h1>You are not signed in</h1>` +
        `<p>${sentence} <a href="/sign-in">Sign in again</a></p>`,
    );
}
