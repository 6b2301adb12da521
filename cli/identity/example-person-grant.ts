import { randomUUID } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import { API_RESOURCE, API_SCOPE, apiResource } from './api-resource.ts';
import { loadOidcLibrary } from './oidc-library.ts';

export const EXAMPLE_PERSON_GRANT = 'urn:remit:params:oauth:grant-type:example-person';

/** The public client of the command line, which may use this grant and no other. */
export const CLI_CLIENT_ID = 'remit-cli';

interface Deps {
  readonly accountExists: (subject: string) => Promise<boolean>;
  readonly tokenSeconds: number;
}

/**
 * A grant for this one machine: the command line names one of the example people in `subject` and gets the access
 * token that this person would get by signing in. There is no password to ask for.
 */
export async function registerExamplePersonGrant(provider: Provider, deps: Deps): Promise<void> {
  const { errors } = await loadOidcLibrary();

  provider.registerGrantType<{ subject?: string }>(
    EXAMPLE_PERSON_GRANT,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const { subject } = params;
      if (subject === undefined || subject === '') {
        throw new errors.InvalidRequest('missing required parameter: subject');
      }
      if (!(await deps.accountExists(subject))) {
        throw new errors.CustomOIDCProviderError('invalid_grant', describeUnknown(subject));
      }
      const token = new provider.AccessToken({
        accountId: subject,
        client,
        grantId: randomUUID(),
        gty: EXAMPLE_PERSON_GRANT,
        scope: API_SCOPE,
        resourceServer: new provider.ResourceServer(API_RESOURCE, apiResource(deps.tokenSeconds)),
      });
      ctx.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: token.tokenType,
        scope: API_SCOPE,
      };
    },
    ['subject'],
  );
}

/** What was asked for is repeated only in the characters that an OAuth error may hold. */
function describeUnknown(subject: string): string {
  const shown = subject.replace(/[^\w.:-]/g, '?').slice(0, 80);
  return `nobody is called ${shown}; people are named ROLE.BODY, as in owner.QKS, approver-1.QKS or board.Y59`;
}
