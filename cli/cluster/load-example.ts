import { isOwnMachine } from '../../api/loopback.ts';
import { messageOf, StartProblem, type Say } from '../embedded/start-problem.ts';
import { setUp } from '../start/set-up.ts';
import { readForCommand } from './read-for-command.ts';

/**
 * Bodies and people who do not exist, where no body is registered. Anybody can be any of them at the local identity
 * provider, so no other provider's people are made of them.
 */
export async function loadExample(say: Say): Promise<void> {
  const { DATABASE_URL: url, OIDC_ISSUER: issuer } = readForCommand(['DATABASE_URL', 'OIDC_ISSUER']);
  if (!isOwnMachine(new URL(issuer).hostname)) {
    throw new StartProblem(
      `The example organisation is for trying out and is not loaded for ${issuer}: import your own bodies (remit bodies import), or use the local identity provider.`,
    );
  }
  try {
    const { bodies, people } = await setUp(url, issuer);
    say(
      bodies > 0
        ? `The example organisation is loaded: ${bodies} bodies, ${people} people.`
        : 'Bodies are registered already, so nothing was loaded.',
    );
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(`The example organisation could not be loaded: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
