import type { Adapter, AdapterPayload } from 'oidc-provider';
import { API_SCOPE } from './api-resource.ts';

/**
 * The secret of every program here. It protects nothing, as nobody's name does: this provider signs anybody in, and so
 * answers on loopback alone. A provider of one's own keeps real secrets.
 */
export const EXAMPLE_CLIENT_SECRET = 'everybody-on-this-machine-knows-this-one';

/** Adds the registry's service accounts to what the adapter remembers, as clients with client credentials. */
export function withServiceClients(
  adapterOf: (model: string) => Adapter,
  serviceAccountExists: (subject: string) => Promise<boolean>,
): (model: string) => Adapter {
  return (model) => {
    const adapter = adapterOf(model);
    if (model !== 'Client') return adapter;
    return {
      ...adapter,
      find: async (id) => ((await serviceAccountExists(id)) ? clientOf(id) : adapter.find(id)),
    };
  };
}

/** The subject of its tokens is the client's own id. */
function clientOf(id: string): AdapterPayload {
  return {
    client_id: id,
    client_secret: EXAMPLE_CLIENT_SECRET,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: API_SCOPE,
  };
}
