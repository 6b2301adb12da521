import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwksCache,
  type JSONWebKeySet,
  type JWKSCacheInput,
  type JWTVerifyGetKey,
} from 'jose';

/** The provider could not be asked for its keys and none are known, so that no token can be judged. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export interface KeySettings {
  readonly issuer: string;
  /** Read from the issuer's metadata when not given. */
  readonly jwksUri?: string | undefined;
  /** How long keys are used without asking again. */
  readonly freshKeysSeconds: number;
  /** How long known keys are used while the provider cannot be asked for fresh ones. */
  readonly staleKeysSeconds: number;
  /** Told why keys could not be had. */
  readonly onProblem: (error: unknown) => void;
}

export interface SigningKeys extends JWTVerifyGetKey {
  /** Resolves when keys are known or could be had, with a word where they are old; rejects with why there are none. */
  ready(): Promise<string | undefined>;
}

const TIMEOUT_MS = 5_000;
/** After a failure the known keys are used for so long before the provider is asked again. */
const REST_MS = 30_000;
const LONGEST_METADATA = 200_000;

/**
 * Where the provider's public keys come from: its JWKS, found by discovery at first use, so that the API can start
 * before the provider. Keys are asked for again when they are no longer fresh, and for an unknown key id at most once in
 * half a minute. A provider that is down does not stop tokens whose keys are known, for as long as the settings say.
 */
export function createSigningKeys(settings: KeySettings): SigningKeys {
  const known: { jwks?: JSONWebKeySet; uat?: number } = {};
  let discovered: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  let resting = 0;

  const remote = (): Promise<ReturnType<typeof createRemoteJWKSet>> => {
    discovered ??= findJwksUri(settings).then(
      (uri) =>
        createRemoteJWKSet(uri, {
          timeoutDuration: TIMEOUT_MS,
          cacheMaxAge: settings.freshKeysSeconds * 1000,
          [jwksCache]: known as JWKSCacheInput,
        }),
      (error: unknown) => {
        discovered = undefined;
        throw error;
      },
    );
    return discovered;
  };

  const knownKeys = (): JWTVerifyGetKey | null => {
    const { jwks, uat } = known;
    if (jwks === undefined || uat === undefined) return null;
    return Date.now() - uat > settings.staleKeysSeconds * 1000 ? null : createLocalJWKSet(jwks);
  };

  const ready = async (): Promise<string | undefined> => {
    if (knownKeys() !== null)
      return Date.now() < resting ? 'known; the provider cannot be reached' : undefined;
    try {
      await (await remote()).reload();
      return undefined;
    } catch (error) {
      settings.onProblem(error);
      throw new KeysUnavailable('the keys of the provider cannot be had', { cause: error });
    }
  };

  const getKey: JWTVerifyGetKey = async (header, token) => {
    const resort = Date.now() < resting ? knownKeys() : null;
    if (resort !== null) return resort(header, token);
    try {
      return await (
        await remote()
      )(header, token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      settings.onProblem(error);
      resting = Date.now() + REST_MS;
      const keys = knownKeys();
      if (keys === null)
        throw new KeysUnavailable('the keys of the provider cannot be had', { cause: error });
      return keys(header, token);
    }
  };
  return Object.assign(getKey, { ready });
}

/** True when the keys were had, and none of them is for this token. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

async function findJwksUri({ issuer, jwksUri }: KeySettings): Promise<URL> {
  if (jwksUri !== undefined) return new URL(jwksUri);
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}, not 200`);
  const text = await answer.text();
  if (text.length > LONGEST_METADATA) throw new Error(`${address} answered with more than metadata`);
  const metadata: unknown = JSON.parse(text);
  if (
    typeof metadata !== 'object' ||
    metadata === null ||
    !('issuer' in metadata) ||
    !('jwks_uri' in metadata)
  ) {
    throw new Error(`${address} is not the metadata of a provider`);
  }
  if (metadata.issuer !== issuer) {
    throw new Error(`${address} is the metadata of ${String(metadata.issuer)}, not of ${issuer}`);
  }
  const uri = new URL(String(metadata.jwks_uri));
  // Keys that came over a line that can be changed prove nothing.
  if (uri.protocol !== 'https:' && new URL(issuer).protocol === 'https:') {
    throw new Error(`${address} names keys at ${uri.href}, which is not https`);
  }
  return uri;
}
