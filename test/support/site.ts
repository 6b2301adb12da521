import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createCsrfGuard } from '../../web/csrf-guard.ts';
import { createSessions, csrfToken, currentPerson, requirePerson } from '../../web/session.ts';
import { createSignIn } from '../../web/sign-in.ts';
import { startTestProvider, type TestProvider } from './identity.ts';

const SECRETS = ['a secret for tests that is long enough to seal'];

export interface Site {
  readonly origin: string;
  readonly provider: TestProvider;
  readonly problems: unknown[];
  readonly close: () => Promise<void>;
}

export function createPages(
  issuer: string,
  origin: string,
  problems: unknown[],
  secrets = SECRETS,
): express.Express {
  const sessions = createSessions({ secrets, secure: false });
  const app = express();
  app.use(
    createSignIn({
      issuer,
      clientId: 'remit-pages',
      redirectUri: `${origin}/sign-in/callback`,
      secrets,
      sessions,
      onProblem: (error) => problems.push(error),
    }),
  );
  app.use(sessions.load, express.urlencoded({ extended: false }), createCsrfGuard({ origin }));
  app.get('/', (_req, res) => void res.send('start page'));
  app.get('/me', (req, res) => void res.json({ person: currentPerson(req), csrf: csrfToken(req) }));
  app.get(
    '/queue',
    requirePerson,
    (req, res) => void res.send(`queue of ${currentPerson(req)?.subject ?? ''}`),
  );
  app.post('/change', (_req, res) => void res.send('changed'));
  return app;
}

/** Pages with the real sign-in, and the real local provider that they sign in at. */
export async function startSite(): Promise<Site> {
  let app: RequestListener = (_req, res) => res.writeHead(503).end();
  const server: Server = createServer((req, res) => {
    app(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await startTestProvider({
    redirectUris: [`${origin}/sign-in/callback`],
    postLogoutRedirectUris: [`${origin}/`],
  });
  const problems: unknown[] = [];
  app = createPages(provider.issuer, origin, problems);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await provider.close();
  };
  return { origin, provider, problems, close };
}
