import express, { type Express } from 'express';
import { addressOf, limitRequest } from '../api/limit-requests.ts';
import type { Services } from '../api/services.ts';
import { refuseUnusableText } from '../api/usable-text.ts';
import { serveAssets } from './assets.ts';
import { createCsrfGuard } from './csrf-guard.ts';
import {
  csrfRefusalPage,
  errorsAsPages,
  isForPrograms,
  notFoundPage,
  signInProblemPage,
} from './error-pages.ts';
import { formsWithFiles } from './file-forms.ts';
import { personalPages } from './personal.ts';
import { protectPages } from './protect.ts';
import { createRender } from './render.ts';
import { docsPage } from './routes/docs.ts';
import { handOverPages } from './routes/hand-over.ts';
import { filePages } from './routes/files.ts';
import { interestPages } from './routes/interests.ts';
import { sittingPages } from './routes/sittings.ts';
import { standingInPages } from './routes/standing-in.ts';
import { initiativePages } from './routes/initiatives.ts';
import { bulkPages } from './routes/bulk.ts';
import { filterPages } from './routes/filters.ts';
import { queuePage } from './routes/queue.ts';
import { startPage } from './routes/start.ts';
import { taskPages } from './routes/tasks.ts';
import { taskWordsPages } from './routes/task-words.ts';
import { factPages } from './routes/facts.ts';
import { helpPages } from './routes/help.ts';
import { learningPages } from './routes/learning.ts';
import { loweredPages } from './routes/lowered.ts';
import { policyPages } from './routes/policies.ts';
import { policyFormPages } from './routes/policy-forms.ts';
import { policyReplayPages } from './routes/policy-replay.ts';
import { toldPages } from './routes/told.ts';
import { createSessions } from './session.ts';
import { createSignIn } from './sign-in.ts';

export interface PageSettings {
  /** Where people reach the pages, as in `https://remit.example.nhs.uk`. */
  readonly publicUrl: string;
  readonly clientId: string;
  /** Where the provider knows the pages as a confidential client. */
  readonly clientSecret?: string | undefined;
  /** What is asked of the provider; `openid profile` when not given. */
  readonly scope?: readonly string[] | undefined;
  /** Seal the sessions; the first seals, all of them open. */
  readonly secrets: readonly string[];
}

/** The pages for people, top to bottom: given to `createApp`, which mounts them beside the API. */
export function mountPages(app: Express, services: Services, settings: PageSettings): void {
  const { issuer, log } = services;
  const { clientId, secrets } = settings;
  const { origin } = new URL(settings.publicUrl);
  const render = createRender();
  const sessions = createSessions({ secrets, secure: origin.startsWith('https:') });
  const personal = personalPages(services, render);
  const pages = express.Router();

  pages.use((request, _response, next) => {
    next(isForPrograms(request) ? 'router' : undefined);
  });
  pages.use(protectPages(origin, issuer), sessions.load);
  // By themselves, so that programs which ask without a good token keep nobody at their address from signing in.
  pages.get(['/sign-in', '/sign-in/callback'], (request, response, next) => {
    limitRequest(services, response, 'address', `${request.path} ${addressOf(request)}`);
    next();
  });
  pages.use(
    createSignIn({
      issuer,
      clientId,
      scope: settings.scope,
      claims: services.claims,
      ...(settings.clientSecret !== undefined && { clientSecret: settings.clientSecret }),
      secrets,
      sessions,
      redirectUri: `${origin}/sign-in/callback`,
      postLogoutRedirectUri: `${origin}/`,
      render: signInProblemPage(render),
      onProblem: (error) => log.warn({ err: error }, 'pages: signing in failed'),
    }),
  );
  pages.use(express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 200 }));
  pages.use(formsWithFiles);
  pages.use(createCsrfGuard({ origin, refuse: csrfRefusalPage(services, render) }));
  pages.use((request, _response, next) => {
    refuseUnusableText(request.query, request.body);
    next();
  });
  pages.get('/', startPage(services, render));
  pages.get('/docs', docsPage(services, render));
  pages.use(helpPages(services, render));
  pages.get('/queue', personal(queuePage(services)));
  pages.use(filterPages(services, personal));
  pages.use(bulkPages(services, personal));
  pages.use(taskPages(services, personal));
  pages.use(taskWordsPages(services, personal));
  pages.use(handOverPages(services, personal));
  pages.use(filePages(services, personal));
  pages.use(toldPages(services, personal));
  pages.use(loweredPages(services, personal));
  pages.use(policyPages(services, personal));
  pages.use(policyReplayPages(services, personal));
  pages.use(policyFormPages(services, personal));
  pages.use(learningPages(services, personal));
  pages.use(sittingPages(services, personal));
  pages.use(standingInPages(services, personal));
  pages.use(interestPages(services, personal));
  pages.use(factPages(services, personal));
  pages.use(initiativePages(services, personal));
  pages.use(notFoundPage(services, render));
  pages.use(errorsAsPages(render, log));

  app.use('/assets', serveAssets());
  app.use(pages);
}
