import { z } from 'zod';
import { NAMESPACE, TASK_QUEUE, WORKFLOW_VERSIONS } from './names.ts';

/** Every setting of API and worker: environment variables, read and checked here and nowhere else. */
const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('Postgres, with a login that may act in this process’s role'),
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
  OIDC_ISSUER: z.url().describe('Issuer of the tokens; its metadata names the keys'),
  OIDC_AUDIENCE: z.string().min(1).default('remit-api'),
  OIDC_CLIENT_ID: z.string().min(1).default('remit-pages'),
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

/** Reads some of the settings. Each that cannot be used is named, with the rule that it breaks. */
export function readConfig<K extends keyof Config>(
  keys: readonly K[],
  environment: NodeJS.ProcessEnv = process.env,
): Pick<Config, K> {
  const mask = Object.fromEntries(keys.map((key) => [key, true])) as Record<K, true>;
  const found = schema.pick(mask as Record<keyof Config, true>).safeParse(environment);
  if (found.success) return found.data;
  const problems = found.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration cannot be used. ${problems.join('; ')}`);
}
