import type { Command } from 'commander';
import * as openid from 'openid-client';
import { discoverProvider } from '../../web/discover-provider.ts';
import { StartProblem } from '../embedded/start-problem.ts';
import { API_RESOURCE, API_SCOPE } from '../identity/api-resource.ts';
import { CLI_CLIENT_ID, EXAMPLE_PERSON_GRANT } from '../identity/example-person-grant.ts';
import { EXAMPLE_CLIENT_SECRET } from '../identity/service-clients.ts';

export interface TokenSettings {
  readonly issuer: string;
}

/** The access token of one of the example people, from the local identity provider. */
export async function fetchToken(person: string, { issuer }: TokenSettings): Promise<string> {
  const provider = await discover(issuer);
  if (provider.serverMetadata().grant_types_supported?.includes(EXAMPLE_PERSON_GRANT) !== true) {
    throw new StartProblem(
      `${issuer} is not the example identity provider, so it gives no tokens by name. Sign in there instead.`,
    );
  }
  try {
    const tokens = await openid.genericGrantRequest(provider, EXAMPLE_PERSON_GRANT, { subject: person });
    return tokens.access_token;
  } catch (error) {
    if (!(error instanceof openid.ResponseBodyError)) throw error;
    throw new StartProblem(`No token: ${error.error_description ?? error.error}.`, { cause: error });
  }
}

/** The access token of a service account, by client credentials of the local identity provider. */
export async function fetchServiceToken(subject: string, { issuer }: TokenSettings): Promise<string> {
  const auth = openid.ClientSecretPost(EXAMPLE_CLIENT_SECRET);
  const provider = await discover(issuer, subject, auth);
  try {
    const tokens = await openid.clientCredentialsGrant(provider, {
      resource: API_RESOURCE,
      scope: API_SCOPE,
    });
    return tokens.access_token;
  } catch (error) {
    if (!(error instanceof openid.ResponseBodyError)) throw error;
    throw new StartProblem(
      `No token: ${issuer} has no service account ${subject}; register it first, or ask its own provider.`,
      { cause: error },
    );
  }
}

/** Prints the token and nothing else, so that `$(npm run -s token -- PERSON)` can be used in a header. */
export async function token(
  person: string,
  settings: TokenSettings & { readonly service?: boolean },
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  const fetch = settings.service === true ? fetchServiceToken : fetchToken;
  print(await fetch(person, settings));
}

/** Adds `remit token PERSON`. The issuer is asked for when the command runs, not before. */
export function registerTokenCommand(program: Command, defaultIssuer: () => Promise<string>): void {
  program
    .command('token')
    .description('print an access token for one of the example people, as in: token approver-1.QKS')
    .argument('<person>', 'ROLE.BODY, as in owner.QKS, approver-1.QKS, signatory.QKS, board.Y59, or operator')
    .option('--issuer <address>', 'address of the example identity provider')
    .option('--service', 'the person is a service account, named by its subject', false)
    .action(async (person: string, options: { issuer?: string; service: boolean }) => {
      const { service } = options;
      await token(person, { issuer: options.issuer ?? (await defaultIssuer()), service });
    });
}

async function discover(
  issuer: string,
  client: string = CLI_CLIENT_ID,
  auth?: openid.ClientAuth,
): Promise<openid.Configuration> {
  try {
    return await discoverProvider(issuer, client, auth);
  } catch (cause) {
    throw new StartProblem(`No identity provider answers at ${issuer}. Start Remit first: npm start.`, {
      cause,
    });
  }
}
