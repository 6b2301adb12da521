import type { Request } from 'express';
import { v7 as uuid } from 'uuid';
import { createAuthenticator } from '../../api/authenticate.ts';
import type { Route } from '../../api/route.ts';
import { createServices, type Services } from '../../api/services.ts';
import { createLog } from '../../contracts/log.ts';
import { createDatabase } from '../../store/database.ts';
import type { Identity } from '../../store/registry.ts';

const issuer = process.env['BENCH_ISSUER'] ?? '';

/** What the API is made of, for a load process that asks it without HTTP. */
export async function openServices(): Promise<Services> {
  const database = await createDatabase({
    url: process.env['BENCH_DATABASE'] ?? '',
    role: 'remit_app',
  }).initialize();
  return createServices({
    database,
    issuer,
    clock: () => new Date().toISOString(),
    log: createLog('bench', 'silent'),
    authenticate: createAuthenticator({ issuer, audience: 'nobody asks' }),
  });
}

export async function identityOf({ identities }: Services, subject: string): Promise<Identity> {
  const identity = await identities.find(issuer, subject);
  if (identity === null) throw new Error(`Nobody is ${subject}`);
  return identity;
}

/** A command as its route hands it over, with a key, so that the answer is made and kept. Rejects what was refused. */
export async function command<T>(
  { id, method, path, handle }: Route,
  identity: Identity,
  params: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<T> {
  const key = uuid();
  const request = {
    method: method.toUpperCase(),
    params,
    route: { path: path.replaceAll(/\{(\w+)\}/g, ':$1') },
    get: (header: string) => (header === 'Idempotency-Key' ? key : undefined),
  } as unknown as Request;
  const asking = { identity, params, query: {}, body, request } as unknown as Parameters<typeof handle>[0];
  const answer = await handle(asking);
  if ('stream' in answer) throw new Error(`${id} answers with a file`);
  if (answer.status >= 300) throw new Error(`${id}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}
