import { isIPv6 } from 'node:net';
import { isLoopback } from '../../api/loopback.ts';
import { isGiven, readConfig, TEMPORAL_KEYS } from '../../contracts/config.ts';
import { temporalPlace, type TemporalPlace } from '../../worker/temporal.ts';
import { messageOf, StartProblem } from '../embedded/start-problem.ts';
import { isBlockedByBrowsers } from './ports.ts';

export interface StartSettings {
  readonly host: string;
  readonly port: number;
  /** Where the pages and the API are reached from this machine. */
  readonly url: string;
  /** Where people reach the pages. */
  readonly publicUrl: string;
  /** A Postgres of the operator's, with a login that may create roles; without it one is brought up here. */
  readonly databaseUrl: string | undefined;
  /** A Temporal of the operator's; without it one is brought up here. */
  readonly temporal: TemporalPlace | undefined;
  readonly namespace: string;
  /** An identity provider of the operator's; without it the local one is brought up. */
  readonly issuer: string | undefined;
}

/** Reads what `start` can be told, and refuses what would let others in as anybody they like. */
export function readStartSettings(env: NodeJS.ProcessEnv = process.env): StartSettings {
  const {
    HOST: host,
    PORT: port,
    TEMPORAL_NAMESPACE: namespace,
    REMIT_PUBLIC_URL: publicUrl,
  } = read(['HOST', 'PORT', 'REMIT_PUBLIC_URL', 'TEMPORAL_NAMESPACE'], env);
  if (port === 0) throw new StartProblem('PORT is 0: set it to the port that Remit is to be found at.');
  if (isBlockedByBrowsers(port)) {
    throw new StartProblem(`Browsers refuse to go to port ${port}: set PORT to another one.`);
  }
  const url = `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const issuer = isGiven('OIDC_ISSUER', env) ? read(['OIDC_ISSUER'], env).OIDC_ISSUER : undefined;
  const settings = {
    host,
    port,
    namespace,
    url,
    publicUrl: publicUrl ?? url,
    databaseUrl: isGiven('DATABASE_URL', env) ? read(['DATABASE_URL'], env).DATABASE_URL : undefined,
    temporal: isGiven('TEMPORAL_ADDRESS', env)
      ? orExplain(() => temporalPlace(read(TEMPORAL_KEYS, env)))
      : undefined,
    issuer,
  };
  if (issuer === undefined) refuseOthers(settings);
  if (settings.temporal === undefined) refuseTemporalWithoutAddress(env);
  return settings;
}

/** The Temporal that is brought up here takes neither key nor certificate: somebody meant another one. */
function refuseTemporalWithoutAddress(env: NodeJS.ProcessEnv): void {
  const without = TEMPORAL_KEYS.filter((key) => isGiven(key, env));
  if (without.length === 0) return;
  throw new StartProblem(
    `${without.join(', ')} ${without.length === 1 ? 'is' : 'are'} set and TEMPORAL_ADDRESS is not: set it to the Temporal that this is for, or leave ${without.length === 1 ? 'it' : 'them'} out to have one brought up here.`,
  );
}

/** Whoever reaches the local identity provider can be anybody, so nobody but this machine may reach it. */
function refuseOthers({ host, publicUrl }: StartSettings): void {
  if (!isLoopback(host)) {
    throw new StartProblem(
      `Remit does not listen on ${host} while the local identity provider signs anybody in without a password: leave HOST out, or set OIDC_ISSUER to a provider of yours.`,
    );
  }
  if (!isLoopback(new URL(publicUrl).hostname)) {
    throw new StartProblem(
      `Remit is not published as ${publicUrl} while the local identity provider signs anybody in without a password: leave REMIT_PUBLIC_URL out, or set OIDC_ISSUER to a provider of yours.`,
    );
  }
}

function read<K extends Parameters<typeof readConfig>[0][number]>(
  keys: readonly K[],
  env: NodeJS.ProcessEnv,
) {
  return orExplain(() => readConfig(keys, env));
}

function orExplain<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    throw new StartProblem(messageOf(error), { cause: error });
  }
}
