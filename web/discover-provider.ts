import * as openid from 'openid-client';
import { isOwnMachine } from '../api/loopback.ts';

const TIMEOUT_SECONDS = 5;

/** The provider's metadata as a client sees it. Without TLS only a provider on this machine is spoken to. */
export function discoverProvider(
  issuer: string,
  clientId: string,
  authentication: openid.ClientAuth = openid.None(),
): Promise<openid.Configuration> {
  const address = new URL(issuer);
  const local = address.protocol === 'http:' && isOwnMachine(address.hostname);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- so marked to be noticed: here it is for one's own machine only
  const execute = local ? [openid.allowInsecureRequests] : [];
  return openid.discovery(address, clientId, undefined, authentication, {
    execute,
    timeout: TIMEOUT_SECONDS,
  });
}
