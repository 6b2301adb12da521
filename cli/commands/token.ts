import type { Command } from 'commander';
import * as openid from 'openid-client';
import { discoverProvider } from '../../web/discover-provider.ts';
import { StartProblem } from '../embedded/start-problem.ts';
import { CLI_CLIENT_ID, EXAMPLE_PERSON_GRANT } from '../identity/example-person-grant.ts';

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

/** Prints the token and nothing else, so that `$(npm run -s token -- PERSON)` can be used in a header. */
export async function token(
  person: string,
  settings: TokenSettings,
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  print(await fetchToken(person, settings));
}

/** Adds `remit token PERSON`. The issuer is asked for when the command runs, not before. */
export function registerTokenCommand(program: Command, defaultIssuer: () => Promise<string>): void {
  program
    .command('token')
    .description('print an access token for one of the example people, as in: token approver-1.QKS')
    .argument('<person>', 'ROLE.BODY, as in owner.QKS, approver-1.QKS, signatory.QKS, board.Y59, or operator')
    .option('--issuer <address>', 'address of the example identity provider')
    .action(async (person: string, options: { issuer?: string }) => {
      await token(person, { issuer: options.issuer ?? (await defaultIssuer()) });
    });
}

async function discover(issuer: string): Promise<openid.Configuration> {
  try {
    return await discoverProvider(issuer, CLI_CLIENT_ID);
  } catch (cause) {
    throw new StartProblem(`No identity provider answers at ${issuer}. Start Remit first: npm start.`, {
      cause,
    });
  }
}
