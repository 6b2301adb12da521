import { readFileSync } from 'node:fs';
import { Client, Connection, isGrpcServiceError, type TLSConfig } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Config, TEMPORAL_KEYS } from '../contracts/config.ts';
import { originOfNudges } from './origins.ts';

/** Where Temporal is, and as whom it is spoken to. Its client and its worker each have a connection; both are made here. */
export interface TemporalPlace {
  /** host:port of its front end. */
  readonly address: string;
  /** `true` for TLS with the machine's own certificate authorities. */
  readonly tls?: TLSConfig | boolean;
  /** For Temporal Cloud. */
  readonly apiKey?: string;
}

/** Reads the certificates that the settings name. What cannot be used is said by the setting's name. */
export function temporalPlace(config: Pick<Config, (typeof TEMPORAL_KEYS)[number]>): TemporalPlace {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_TLS: wanted, TEMPORAL_API_KEY: apiKey } = config;
  const ca = pem(config, 'TEMPORAL_TLS_SERVER_CA_CERT_PATH');
  const crt = pem(config, 'TEMPORAL_TLS_CLIENT_CERT_PATH');
  const key = pem(config, 'TEMPORAL_TLS_CLIENT_KEY_PATH');
  const name = config.TEMPORAL_TLS_SERVER_NAME;
  if ((crt === undefined) !== (key === undefined))
    throw new Error(
      'The configuration cannot be used. TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together: set both, or neither.',
    );
  const secured = [ca, crt, name, apiKey].some((each) => each !== undefined);
  if (wanted === false && secured)
    throw new Error(
      'The configuration cannot be used. TEMPORAL_TLS is false beside an API key or a certificate, which need TLS: leave it out, or leave them out.',
    );
  if (wanted !== true && !secured) return { address };
  const tls: TLSConfig = {
    ...(ca && { serverRootCACertificate: ca }),
    ...(name !== undefined && { serverNameOverride: name }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
  return { address, tls, ...(apiKey !== undefined && { apiKey }) };
}

type PathKey = Extract<(typeof TEMPORAL_KEYS)[number], `${string}_PATH`>;

function pem(config: Pick<Config, PathKey>, setting: PathKey): Buffer | undefined {
  const path = config[setting];
  if (path === undefined) return undefined;
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    throw new Error(`The configuration cannot be used. ${setting}: ${String(error)}`, { cause: error });
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new Error(`The configuration cannot be used. ${setting}: ${path} is not a PEM file.`);
}

/** Milliseconds that a connection may take. */
const CONNECT_MS = 10_000;

/** However long Temporal was away, it is tried again every two seconds: gRPC's own pauses grow to two minutes. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 250, 'grpc.max_reconnect_backoff_ms': 2_000 };

/** For the relay, and for whoever asks about workflows. The caller closes its connection. */
export async function connectClient(
  place: TemporalPlace,
  namespace: string,
  connectTimeout = CONNECT_MS,
): Promise<Client> {
  // Lazy, because a `connect` that fails leaves its channel open, and that keeps the process alive.
  const connection = Connection.lazy({ ...place, connectTimeout, channelArgs: RECONNECT });
  try {
    await connection.ensureConnected();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return new Client({ connection, namespace, interceptors: originOfNudges });
}

/** For the worker, which polls. */
export function connectWorker(place: TemporalPlace): Promise<NativeConnection> {
  return NativeConnection.connect(place);
}

/** gRPC: 4 too late, 5 no such namespace yet, 8 overloaded, 14 not there. */
const AWAY = new Set([4, 5, 8, 14]);
const TOO_LATE = 'Failed to connect before the deadline';

/** True for a Temporal that is not there, or not set up yet; false for what does not mend itself, such as a wrong key. */
export function isTemporalAway(error: unknown): boolean {
  if (isGrpcServiceError(error)) return AWAY.has(error.code);
  const { name, message, cause } = error as { name?: unknown; message?: unknown; cause?: unknown };
  // How the worker's connection says so, and the client's.
  if (name === 'TransportError' || String(message).startsWith(TOO_LATE)) return true;
  return cause !== undefined && cause !== error && isTemporalAway(cause);
}
