import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { ClientMetadata, Configuration, Provider } from 'oidc-provider';
import type { Account } from '../organisation/example-people.ts';
import { API_RESOURCE, API_SCOPE, apiResource } from './api-resource.ts';
import {
  ACR_VALUES,
  CIS2_SCOPES,
  CLAIMS_OF_AUTHENTICATION,
  CLAIMS_OF_SCOPES,
  type ClaimsOf,
} from './cis2-claims.ts';
import { CLI_CLIENT_ID, EXAMPLE_PERSON_GRANT, registerExamplePersonGrant } from './example-person-grant.ts';
import { createInteractions } from './interactions.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import { loadOidcLibrary } from './oidc-library.ts';
import { problemPage, signedOutPage, signOutPage } from './pages.ts';
import { withServiceClients } from './service-clients.ts';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts';

/** The public client of the pages: authorization code with PKCE. */
export const PAGES_CLIENT_ID = 'remit-pages';

const HOUR = 3600;

export interface IdentityProviderOptions {
  readonly issuer: string;
  readonly signingKeys: SigningKeys;
  readonly accountExists: (subject: string) => Promise<boolean>;
  readonly listAccounts: () => Promise<readonly Account[]>;
  /** Programs that get tokens of their own, by client credentials; none when not given. */
  readonly serviceAccountExists?: (subject: string) => Promise<boolean>;
  /** Where the pages take a finished sign-in, for example `http://127.0.0.1:3000/sign-in/callback`. */
  readonly redirectUris: readonly string[];
  /** Where the pages take somebody who signed out. */
  readonly postLogoutRedirectUris?: readonly string[];
  /** Clients beside the pages and the command line. */
  readonly clients?: readonly ClientMetadata[];
  /** What else is claimed of somebody, as NHS CIS2 does; nothing when not given. */
  readonly claimsOf?: ClaimsOf;
  /** How long an access token is good; an hour when not given. */
  readonly tokenSeconds?: number;
  /** Told of faults of the provider itself, not of refused requests. */
  readonly onProblem?: (error: unknown) => void;
}

/** The local identity provider as something a Node server can serve. It must only be served on loopback. */
export async function createIdentityProvider(options: IdentityProviderOptions): Promise<Express> {
  const { Provider } = await loadOidcLibrary();
  const tokenSeconds = options.tokenSeconds ?? HOUR;
  const provider = new Provider(options.issuer, await configure(options, tokenSeconds));
  const onProblem = options.onProblem ?? (() => undefined);
  provider.on('server_error', (_ctx, error) => onProblem(error));
  (provider as EventEmitter).on('error', onProblem);
  await registerExamplePersonGrant(provider, { accountExists: options.accountExists, tokenSeconds });
  return serve(provider, options, onProblem);
}

function serve(
  provider: Provider,
  options: IdentityProviderOptions,
  onProblem: (error: unknown) => void,
): Express {
  const home = options.redirectUris[0] === undefined ? undefined : new URL('/', options.redirectUris[0]).href;
  const app = express();
  app.disable('x-powered-by');
  app.use(refuseOtherHosts(new URL(options.issuer).host));
  app.use(contentSecurity(options));
  app.use(createInteractions({ ...options, provider, home }));
  app.use(provider.callback());
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    onProblem(error);
    res.status(500).send(problemPage('Something is wrong here', 'The example provider failed.', home));
  });
  return app;
}

/** A page elsewhere whose name was pointed at this machine (DNS rebinding) is not answered. */
function refuseOtherHosts(host: string) {
  return (req: Request, res: Response, next: NextFunction): void => {
    if (req.headers.host === host) next();
    else res.status(421).type('text').send('This address does not lead here.\n');
  };
}

/** Browsers hold redirects after a form to `form-action` too, so that the addresses of the clients are in it. */
function contentSecurity({ redirectUris, postLogoutRedirectUris = [] }: IdentityProviderOptions) {
  const clients = [...redirectUris, ...postLogoutRedirectUris].map((uri) => new URL(uri).origin);
  return helmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'script-src': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        'form-action': ["'self'", ...new Set(clients)],
      },
    },
  });
}

async function configure(options: IdentityProviderOptions, tokenSeconds: number): Promise<Configuration> {
  const { interactionPolicy } = await loadOidcLibrary();
  const policy = interactionPolicy.base();
  // It is always asked who one is: to be somebody else is what an example organisation is for.
  policy.get('login')?.checks.add(
    new interactionPolicy.Check('example_people', 'a person is to be chosen', ({ oidc }) => {
      return oidc.result?.login === undefined;
    }),
  );
  return {
    adapter: withServiceClients(
      createMemoryAdapter(),
      options.serviceAccountExists ?? (() => Promise.resolve(false)),
    ),
    jwks: { keys: [...options.signingKeys.keys] },
    clients: clientsOf(options),
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    clientBasedCORS: () => false,
    scopes: ['openid', ...CIS2_SCOPES, API_SCOPE],
    claims: { openid: ['sub', 'name', ...CLAIMS_OF_AUTHENTICATION], ...CLAIMS_OF_SCOPES },
    acrValues: [...ACR_VALUES],
    extraTokenClaims: async (_ctx, token) =>
      token.kind === 'AccessToken' ? await options.claimsOf?.(token.accountId) : undefined,
    responseTypes: ['code'],
    pkce: { required: () => true },
    expiresWithSession: () => false,
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: {
        session: 'remit-identity-session',
        interaction: 'remit-identity-interaction',
        resume: 'remit-identity-resume',
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: tokenSeconds,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 12 * HOUR,
      Grant: 12 * HOUR,
    },
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, subject) => findAccount(options, subject),
    loadExistingGrant: grantEverythingAsked,
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = problemPage('Sign-in did not work', out.error_description ?? out.error, undefined);
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        // The pages ask for no token for the API: theirs is for userinfo.
        defaultResource: (_ctx, client) => (client.clientId === PAGES_CLIENT_ID ? [] : API_RESOURCE),
        useGrantedResource: () => true,
        getResourceServerInfo: async (_ctx, resource) => {
          if (resource === API_RESOURCE) return apiResource(tokenSeconds);
          const { errors } = await loadOidcLibrary();
          throw new errors.InvalidTarget();
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.type = 'html';
          ctx.body = signedOutPage();
        },
      },
    },
  };
}

function clientsOf(options: IdentityProviderOptions): ClientMetadata[] {
  return [
    {
      client_id: PAGES_CLIENT_ID,
      client_name: 'Remit',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [...options.redirectUris],
      post_logout_redirect_uris: [...(options.postLogoutRedirectUris ?? [])],
    },
    {
      client_id: CLI_CLIENT_ID,
      client_name: 'Remit command line',
      token_endpoint_auth_method: 'none',
      grant_types: [EXAMPLE_PERSON_GRANT],
      response_types: [],
      redirect_uris: [],
    },
    ...(options.clients ?? []),
  ];
}

async function findAccount(options: IdentityProviderOptions, subject: string) {
  const { accountExists, listAccounts, claimsOf } = options;
  if (!(await accountExists(subject))) return undefined;
  const account = (await listAccounts()).find((each) => each.subject === subject);
  return {
    accountId: subject,
    claims: async () => ({
      ...(account !== undefined && { name: account.name }),
      ...(await claimsOf?.(subject)),
      sub: subject,
    }),
  };
}

/** There is nothing to consent to: the clients are Remit's own. */
const grantEverythingAsked: NonNullable<Configuration['loadExistingGrant']> = async ({ oidc }) => {
  const { session, client, provider } = oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(['openid', ...CIS2_SCOPES].join(' '));
  await grant.save();
  return grant;
};
