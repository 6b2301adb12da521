import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTHeaderParameters,
  type JWTPayload,
  type ProtectedHeaderParameters,
} from 'jose';
import { fail, ok, type Result } from '../domain/result.ts';
import { readBearer } from './authentication/bearer.ts';
import { createSigningKeys, KeysUnavailable } from './authentication/signing-keys.ts';
import { VerifiedTokens, type Seen } from './authentication/verified-tokens.ts';

/** Signatures by a private key that only the provider has. HMAC and `none` are not among them and cannot be asked for. */
export const SIGNATURE_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

export interface AuthenticatorSettings {
  /** Compared letter by letter with `iss` and with the provider's metadata. */
  readonly issuer: string;
  readonly audience: string;
  /** Read from the issuer's metadata when not given. */
  readonly jwksUri?: string;
  readonly algorithms?: readonly SignatureAlgorithm[];
  readonly clockToleranceSeconds?: number;
  /** How long keys are used before the provider is asked again; ten minutes when not given. */
  readonly freshKeysSeconds?: number;
  /** How long known keys are used while the provider cannot be reached; an hour when not given. */
  readonly staleKeysSeconds?: number;
  /** For the log: why the provider's keys could not be had. It is never told to a caller. */
  readonly onProblem?: (error: unknown) => void;
}

/** Who sent a request, as the provider says. Who that is to Remit, and what they may do, is decided elsewhere. */
export interface Caller {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Readonly<JWTPayload>;
}

/**
 * `missing`: nothing was sent (401). `invalid`: what was sent is not a good token (401); which check failed is not
 * told. `unavailable`: no token can be judged now, because the provider's keys are not known (503).
 */
export type AuthenticationFailure = 'missing' | 'invalid' | 'unavailable';

export interface Authenticate {
  (authorizationHeader: string | undefined): Promise<Result<Caller, AuthenticationFailure>>;
  /** Resolves when tokens can be judged, with what there is to say of it; rejects with why they cannot. */
  ready(): Promise<string | undefined>;
}

const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = ['RS256', 'PS256', 'ES256'];
const TEN_MINUTES = 600;
const HOUR = 3600;

/** OpenID Connect Core 1.0, section 2: a subject has at most 255 ASCII characters. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** RFC 9068 and older providers; with an explicit type, a token made for something else is not taken for an access token. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt']);

/** Keys and certificates that a token brings along are whatever its maker wished. */
const REFUSED_HEADERS = ['jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit', 'b64', 'zip', 'enc'] as const;

/** Makes the one function that says who sent a request. Everything that is not certain is refused. */
export function createAuthenticator(settings: AuthenticatorSettings): Authenticate {
  const { issuer, audience, clockToleranceSeconds = 5 } = settings;
  const { freshKeysSeconds = TEN_MINUTES, staleKeysSeconds = HOUR } = settings;
  const algorithms = [...(settings.algorithms ?? DEFAULT_ALGORITHMS)];
  requireSafe(algorithms);
  const onProblem = settings.onProblem ?? (() => undefined);
  const keys = createSigningKeys({
    issuer,
    jwksUri: settings.jwksUri,
    freshKeysSeconds,
    staleKeysSeconds,
    onProblem,
  });
  const allowed = new Set<string>(algorithms);
  const verified = new VerifiedTokens(clockToleranceSeconds);
  const checks = {
    issuer,
    audience,
    algorithms,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['iss', 'aud', 'sub', 'exp'],
  };

  /** The key comes from the provider's keys as they are now, also for a token that was seen before. */
  const verify = async (token: string, header: JWTHeaderParameters, seen?: Seen): Promise<JWTPayload> => {
    const [, payload = '', signature = ''] = token.split('.');
    const key = await keys(header, { payload, signature });
    const known = seen?.saidBy(key);
    if (known !== undefined) return known;
    const read = await jwtVerify(token, key, checks);
    verified.keep(token, { header, key, payload: read.payload });
    return read.payload;
  };

  const authenticate = async (authorizationHeader: string | undefined): ReturnType<Authenticate> => {
    const token = readBearer(authorizationHeader);
    if (!token.ok) return token;
    const seen = verified.find(token.value);
    const header = seen?.header ?? plainHeader(token.value);
    if (header === null || !allowed.has(header.alg)) return fail('invalid');
    try {
      const payload = await verify(token.value, header, seen);
      const latest = Date.now() / 1000 + clockToleranceSeconds;
      if (!hasPlainClaims(payload, latest)) return fail('invalid');
      return ok({ issuer, subject: payload.sub, claims: payload });
    } catch (error) {
      if (error instanceof KeysUnavailable) return fail('unavailable');
      if (isRefusal(error)) return fail('invalid');
      throw error;
    }
  };
  return Object.assign(authenticate, { ready: () => keys.ready() });
}

/** A setting that would let anybody make tokens is a mistake to stop at, not to work with. */
function requireSafe(algorithms: readonly string[]): void {
  const allowed: readonly string[] = SIGNATURE_ALGORITHMS;
  const unsafe = algorithms.filter((algorithm) => !allowed.includes(algorithm));
  if (algorithms.length === 0 || unsafe.length > 0) {
    throw new Error(
      `Token algorithms must be some of ${allowed.join(', ')}; refused: ${unsafe.join(', ') || 'none named'}.`,
    );
  }
}

/** The header of a token that brings nothing along; `null` for any other. */
function plainHeader(token: string): JWTHeaderParameters | null {
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return null;
  }
  if (REFUSED_HEADERS.some((name) => Object.hasOwn(header, name))) return null;
  const { alg, typ } = header;
  if (typeof alg !== 'string' || typeof typ !== 'string' || !TYPES.has(typ.toLowerCase())) return null;
  return { ...header, alg };
}

/** What the signature's library leaves to its caller: a usable subject, and a token that was not made in the future. */
function hasPlainClaims(payload: JWTPayload, latest: number): payload is JWTPayload & { sub: string } {
  const { sub, iat, exp } = payload;
  if (typeof sub !== 'string' || !SUBJECT.test(sub)) return false;
  return Number.isFinite(exp) && (iat === undefined || iat <= latest);
}

/** Errors of the library are about the token; a `TypeError` is its word for a key that is not for the algorithm. */
function isRefusal(error: unknown): boolean {
  return error instanceof errors.JOSEError || error instanceof TypeError || isCryptoRefusal(error);
}

/** WebCrypto's word for a signature or key that it cannot work with. */
function isCryptoRefusal(error: unknown): boolean {
  return error instanceof DOMException;
}
