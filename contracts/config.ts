import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { NAMESPACE, TASK_QUEUE, WORKFLOW_VERSIONS } from './names.ts';

/**
 * How long Postgres is waited for, in milliseconds. A frozen server takes connections and answers nothing, so every wait
 * has an end: `connectMs` for a connection, new or free; `statementMs` for a statement, at the server, and a second more
 * here, after which the connection is given up.
 */
export interface DatabaseLimits {
  readonly poolSize: number;
  readonly connectMs: number;
  readonly statementMs: number;
}

export const DATABASE_LIMITS: DatabaseLimits = { poolSize: 20, connectMs: 3_000, statementMs: 5_000 };

const milliseconds = z.coerce.number().int().min(100).max(600_000);
const path = z.string().min(1).optional();

/** What a connection to Temporal is made of: for `readConfig`, and then for `temporalPlace`. */
export const TEMPORAL_KEYS = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_API_KEY',
] as const;

/** What a pool of connections to Postgres is made of: for `readConfig`, and then for `limitsOf`. */
export const DATABASE_KEYS = [
  'DATABASE_URL',
  'REMIT_DATABASE_POOL',
  'REMIT_DATABASE_CONNECT_MS',
  'REMIT_DATABASE_STATEMENT_MS',
] as const;

/** Where files are kept: for `readConfig`, and then for `bucketOf`. */
export const FILES_KEYS = [
  'REMIT_FILES_BUCKET',
  'REMIT_FILES_REGION',
  'REMIT_FILES_KEY_ID',
  'REMIT_FILES_SECRET',
] as const;

/** A bucket of something that speaks S3, and who may use it. */
export interface Bucket {
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
}

/** The bucket that files are kept in; `null` where they are kept in Postgres. */
export function bucketOf(config: Pick<Config, (typeof FILES_KEYS)[number]>): Bucket | null {
  const { REMIT_FILES_BUCKET: bucket, REMIT_FILES_REGION: region } = config;
  const { REMIT_FILES_KEY_ID: keyId, REMIT_FILES_SECRET: secret } = config;
  if (bucket === undefined) return null;
  if (keyId === undefined || secret === undefined)
    throw new Error(
      'The configuration cannot be used. REMIT_FILES_BUCKET: it needs REMIT_FILES_KEY_ID and REMIT_FILES_SECRET.',
    );
  return { bucket, region, keyId, secret };
}

/** Whether traces are sent, and where to. */
export const TRACE_KEYS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

/** How people and systems are told of what happens: for `readConfig`, and then for `tellingOf`. */
export const TELLING_KEYS = [
  'REMIT_PUBLIC_URL',
  'REMIT_SMTP_URL',
  'REMIT_MAIL_FROM',
  'REMIT_WEBHOOK_ALLOW',
] as const;

/** What is needed to tell. Mail is off where no server is set; `allowed` are places as `host:port`. */
export interface Telling {
  readonly publicUrl: string | undefined;
  readonly mail: { readonly smtp: string; readonly from: string; readonly publicUrl: string } | null;
  readonly allowed: ReadonlySet<string>;
}

/** @throws where a mail server is set and something that mails need is not */
export function tellingOf(config: Pick<Config, (typeof TELLING_KEYS)[number]>): Telling {
  const { REMIT_PUBLIC_URL: publicUrl, REMIT_SMTP_URL: smtp, REMIT_MAIL_FROM: from } = config;
  const allowed = new Set(config.REMIT_WEBHOOK_ALLOW);
  if (smtp === undefined) return { publicUrl, mail: null, allowed };
  if (from === undefined || publicUrl === undefined) {
    const missing = from === undefined ? 'REMIT_MAIL_FROM' : 'REMIT_PUBLIC_URL';
    throw new Error(
      `The configuration cannot be used. ${missing}: is not set, and REMIT_SMTP_URL is: mails say who they are from and link to the pages.`,
    );
  }
  return { publicUrl, mail: { smtp, from, publicUrl }, allowed };
}

export function limitsOf(config: Pick<Config, (typeof DATABASE_KEYS)[number]>): DatabaseLimits {
  return {
    poolSize: config.REMIT_DATABASE_POOL,
    connectMs: config.REMIT_DATABASE_CONNECT_MS,
    statementMs: config.REMIT_DATABASE_STATEMENT_MS,
  };
}

/** How often somebody may ask: for `readConfig`, and then for `rateLimitOf`. */
export const RATE_KEYS = ['REMIT_RATE_LIMIT_CALLER', 'REMIT_RATE_LIMIT_ADDRESS', 'REMIT_PROXIES'] as const;

export function rateLimitOf(config: Pick<Config, (typeof RATE_KEYS)[number]>) {
  return { caller: config.REMIT_RATE_LIMIT_CALLER, address: config.REMIT_RATE_LIMIT_ADDRESS };
}

const claimName = z.string().regex(/^[\w.:/-]{1,100}$/, 'the name of a claim');
const level = z.coerce.number().int().min(0).max(3).default(0);
const words = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ''));

/** Every setting of API and worker: environment variables, read and checked here and nowhere else. */
const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('Postgres, with a login that may act in this process’s role'),
  REMIT_DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(DATABASE_LIMITS.poolSize)
    .describe('Most connections to Postgres of one process, those of the relay apart'),
  REMIT_DATABASE_CONNECT_MS: milliseconds
    .default(DATABASE_LIMITS.connectMs)
    .describe('How long is waited for a connection to Postgres, new or free'),
  REMIT_DATABASE_STATEMENT_MS: milliseconds
    .default(DATABASE_LIMITS.statementMs)
    .describe('How long one statement may take; a second later the connection is given up'),
  REMIT_FILES_BUCKET: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Bucket for files, with its name at the end: https://s3.example.nhs.uk/remit; without it Postgres',
    ),
  REMIT_FILES_REGION: z.string().min(1).default('auto').describe('Region of the bucket'),
  REMIT_FILES_KEY_ID: z.string().min(1).optional().describe('Access key of the bucket'),
  REMIT_FILES_SECRET: z.string().min(8).optional().describe('Secret of that key'),
  REMIT_RELAY_JOBS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe('Nudges that a worker sends at once'),
  REMIT_WORKER_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Where the worker answers /healthz, /readyz, /metrics'),
  REMIT_WORKER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Without it the worker listens nowhere'),
  TEMPORAL_TLS: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('TLS to Temporal; on by itself where an API key or a certificate is given'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: path.describe('PEM of who signed Temporal’s certificate'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: path.describe('PEM of our certificate, for mTLS; with its key'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: path.describe('PEM of the key of our certificate'),
  TEMPORAL_TLS_SERVER_NAME: z
    .string()
    .min(1)
    .optional()
    .describe('Name that Temporal’s certificate is for, where it is not its address'),
  TEMPORAL_API_KEY: z.string().min(1).optional().describe('For Temporal Cloud'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe('Collector of traces, by OTLP over HTTP; other OTEL_… settings hold too'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url().optional().describe('The same, for traces alone'),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233').describe('host:port of Temporal’s front end'),
  TEMPORAL_NAMESPACE: z.string().min(1).default(NAMESPACE),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default(TASK_QUEUE),
  REMIT_WORKFLOW_VERSION: z.coerce
    .number()
    .int()
    .min(WORKFLOW_VERSIONS.oldest)
    .max(WORKFLOW_VERSIONS.newest)
    .default(WORKFLOW_VERSIONS.newest)
    .describe('Newest version of the workflow that runs may take; an older one before a rollback'),
  HOST: z.string().default('127.0.0.1').describe('Address that the API listens on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  REMIT_PUBLIC_URL: z.url().optional().describe('Where people reach the pages; for sign-in and links'),
  REMIT_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'Mail server, as smtp://user:password@host:587 or smtps://…; without it nobody is told by mail',
    ),
  REMIT_MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]{1,200}<)?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?$/, 'an address, or Name <address>')
    .optional()
    .describe('Who mails are from'),
  REMIT_WEBHOOK_ALLOW: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((place) => place !== ''))
    .pipe(
      z.array(
        z
          .string()
          .regex(/^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+):\d{1,5}$/i, 'host:port of each place')
          .transform((place) => place.toLowerCase()),
      ),
    )
    .optional()
    .describe(
      'Places that are not on the public internet and that webhooks may be sent to all the same, as host:port',
    ),
  REMIT_RATE_LIMIT_CALLER: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(1_200)
    .describe('Requests a minute of one person or program, over all web processes; 0 for no limit'),
  REMIT_RATE_LIMIT_ADDRESS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(120)
    .describe('Requests a minute without a good token, and sign-ins, from one address; 0 for no limit'),
  REMIT_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('Proxies of yours before web: so many of X-Forwarded-For are believed'),
  OIDC_ISSUER: z.url().describe('Issuer of the tokens; its metadata names the keys'),
  REMIT_OIDC_PERSON_CLAIM: claimName
    .default('sub')
    .describe('Claim that joins an identity to a person of the registry; with NHS CIS2 nhsid_useruid'),
  REMIT_OIDC_SCOPE: words
    .default(['openid', 'profile'])
    .refine((scopes) => scopes.includes('openid'), 'openid must be among them')
    .describe('What the pages ask the provider for'),
  REMIT_OIDC_REQUIRED_ACR: words.default([]).describe('Values of acr of which a token must have one'),
  REMIT_OIDC_REQUIRED_AAL: level.describe('Least authentication_assurance_level'),
  REMIT_OIDC_REQUIRED_IAL: level.describe('Least id_assurance_level'),
  REMIT_OIDC_ORGANISATION: claimName
    .optional()
    .describe(
      'People are held to the organisation that they signed in for: cis2, or the claim that has its code',
    ),
  REMIT_OIDC_ORGANISATION_BODIES: words
    .pipe(z.array(z.string().regex(/^[A-Za-z0-9-]{1,20}=\S{1,100}$/, 'CODE=body of each organisation')))
    .default([])
    .describe('Bodies of organisations whose code is another here: X26=national'),
  OIDC_AUDIENCE: z.string().min(1).default('remit-api'),
  OIDC_CLIENT_ID: z.string().min(1).default('remit-pages'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('Secret of that client, where it has one'),
  SESSION_SECRET: z.string().min(32).describe('At least 32 characters; seals the sessions of the pages'),
  REMIT_API_PASSWORD: z.string().min(12).optional().describe('For `migrate`: makes the login of the API'),
  REMIT_WORKER_PASSWORD: z
    .string()
    .min(12)
    .optional()
    .describe('For `migrate`: makes the login of the worker'),
  REMIT_IDENTITY_BEYOND_LOOPBACK: z
    .literal('signs-anybody-in')
    .optional()
    .describe('For the local identity provider in a container: listens on HOST'),
  REMIT_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Config = z.infer<typeof schema>;

/**
 * Reads some of the settings. Each that cannot be used is named, with the rule that it breaks. Any of them may be in a
 * file that `NAME_FILE` names, as secrets are that are mounted. An empty one was not made.
 */
export function readConfig<K extends keyof Config>(
  keys: readonly K[],
  environment: NodeJS.ProcessEnv = process.env,
): Pick<Config, K> {
  const made = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const mask = Object.fromEntries(keys.map((key) => [key, true])) as Record<K, true>;
  const found = schema
    .pick(mask as Record<keyof Config, true>)
    .safeParse({ ...made, ...readFromFiles(keys, made) });
  if (found.success) return found.data;
  const problems = found.error.issues.map(({ path: [key], message }) => {
    const name = String(key) as K;
    const { description } = schema.shape[name];
    const rule = isGiven(name, environment) ? `${name}: ${message}` : `${name}: is not set`;
    return description === undefined ? rule : `${rule} (it takes: ${description})`;
  });
  throw new Error(`The configuration cannot be used. ${problems.join('; ')}.`);
}

/** Whether a setting was made, itself or by a file. An empty one was not. */
export function isGiven(key: keyof Config, environment: NodeJS.ProcessEnv): boolean {
  return [key, `${key}_FILE`].some((name) => (environment[name] ?? '') !== '');
}

function readFromFiles(keys: readonly string[], environment: NodeJS.ProcessEnv): Record<string, string> {
  const named = keys.flatMap((key) => {
    const file = environment[`${key}_FILE`];
    return file === undefined ? [] : [{ key, file }];
  });
  return Object.fromEntries(named.map(({ key, file }) => [key, readSetting(key, file, environment)]));
}

/** Without the line break that most editors leave at the end. */
function readSetting(key: string, file: string, environment: NodeJS.ProcessEnv): string {
  const wrong = (why: string, cause?: unknown) =>
    new Error(`The configuration cannot be used. ${key}_FILE: ${why}`, { cause });
  if (environment[key] !== undefined) throw wrong(`${key} is set as well, and only one of them may be`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw wrong(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`, error);
  }
}
