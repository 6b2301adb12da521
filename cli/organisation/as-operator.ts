import { StartProblem } from '../embedded/start-problem.ts';
import { findIssuer } from '../identity/find-issuer.ts';
import { apiClient, ApiProblem, type ApiClient } from '../play/api-client.ts';
import { fetchToken } from '../commands/token.ts';

/** Who asks, and where: an operator of the local identity provider, or whoever an access token is of. */
export interface OperatorOptions {
  readonly url: string;
  readonly as: string;
  readonly token?: string;
}

/** Does something as an operator would through the API; what is refused is said without a stack. */
export async function asOperator<T>(
  { url, as, token = process.env['REMIT_TOKEN'] }: OperatorOptions,
  act: (operator: ApiClient) => Promise<T>,
): Promise<T> {
  const issuer = await findIssuer(url);
  const given = token ?? (await fetchToken(as, { issuer }));
  try {
    return await act(apiClient(url, () => Promise.resolve(given)));
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    throw new StartProblem(error.message, { cause: error });
  }
}
