import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Provider } from 'oidc-provider';
import type { Account } from '../organisation/example-people.ts';
import type { ClaimsOf } from './cis2-claims.ts';
import { chooserPage, problemPage } from './pages.ts';

export interface InteractionDeps {
  readonly provider: Provider;
  readonly accountExists: (subject: string) => Promise<boolean>;
  readonly listAccounts: () => Promise<readonly Account[]>;
  readonly claimsOf?: ClaimsOf | undefined;
  /** Where somebody whose sign-in ran out begins again. */
  readonly home: string | undefined;
}

/** The pages of a sign-in: who are you? They need no script. */
export function createInteractions(deps: InteractionDeps): Router {
  const { provider } = deps;
  const router = express.Router();

  router.get('/assets/nhsuk-frontend.min.css', async (_req, res) => {
    res
      .type('css')
      .set('cache-control', 'max-age=3600')
      .send(await readStyle());
  });

  router.use('/interaction', (_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });

  router.get('/interaction/:uid', async (req, res) => {
    await provider.interactionDetails(req, res);
    const query = typeof req.query['q'] === 'string' ? req.query['q'].slice(0, 100) : '';
    res.send(chooserPage({ action: req.path, query, accounts: await deps.listAccounts() }));
  });

  router.post(
    '/interaction/:uid',
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (req, res) => {
      const interaction = await provider.interactionDetails(req, res);
      const subject = subjectOf(req.body);
      if (subject === null || !(await deps.accountExists(subject))) {
        res.status(400).send(problemPage('Nobody is called that', 'Choose one of the people.', req.path));
        return;
      }
      await forgetWhoWasSignedIn(provider, interaction);
      const acr = (await deps.claimsOf?.(subject))?.['acr'];
      const login = { accountId: subject, ...(typeof acr === 'string' && { acr }) };
      await provider.interactionFinished(req, res, { login });
    },
  );

  router.use('/interaction', (error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (!isSessionNotFound(error)) {
      next(error);
      return;
    }
    const why = 'It took too long, or it was begun in another browser.';
    res.status(400).send(problemPage('This sign-in has ended', why, deps.home));
  });
  return router;
}

/** The NHS style without its web fonts: those are fetched from elsewhere, and nothing here leaves the machine. */
async function readStyle(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css');
  return (await readFile(file, 'utf8')).replace(/@font-face\s*\{[^}]*\}/g, '');
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * Another person may have signed in here before. The library would ask the browser to sign them out with a script;
 * forgetting them here needs none.
 */
async function forgetWhoWasSignedIn(provider: Provider, interaction: Interaction): Promise<void> {
  if (interaction.session === undefined) return;
  const session = await provider.Session.findByUid(interaction.session.uid);
  await session?.destroy();
  interaction.session = undefined;
  await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)));
}

function subjectOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('subject' in body)) return null;
  return typeof body.subject === 'string' ? body.subject : null;
}

function isSessionNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}
