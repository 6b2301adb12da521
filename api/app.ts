import express, { type Express } from 'express';
import helmet from 'helmet';
import { errorsAsProblems } from './errors.ts';
import { follow, logRequests } from './follow.ts';
import { identify } from './identify.ts';
import { noSuchAddress, openApiDocument } from './openapi.ts';
import { sendProblem } from './problem.ts';
import { requireActions, type Route } from './route.ts';
import { gateRoutes } from './routes/gates.ts';
import { initiativeRoutes } from './routes/initiatives.ts';
import { policyRoutes } from './routes/policies.ts';
import { policyReplayRoutes } from './routes/policy-replay.ts';
import { policyLifeRoutes } from './routes/policy-life.ts';
import { policyTrialRoutes } from './routes/policy-trial.ts';
import { policyMoveRoutes } from './routes/policy-moves.ts';
import { registryRoutes } from './routes/registry.ts';
import { bodyCalendarRoutes } from './routes/body-calendars.ts';
import { calendarRoutes } from './routes/calendars.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { serviceAccountRoutes } from './routes/service-accounts.ts';
import { factRoutes } from './routes/facts.ts';
import { learningRoutes } from './routes/learning.ts';
import { loweredRoutes } from './routes/lowered.ts';
import { coverRoutes } from './routes/cover.ts';
import { interestRoutes } from './routes/interests.ts';
import { personRoutes } from './routes/people.ts';
import { commentRoutes } from './routes/comments.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { taskColleagueRoutes } from './routes/task-colleagues.ts';
import { changeRoutes } from './routes/changes.ts';
import { streamChanges } from './stream-changes.ts';
import { toldRoutes } from './routes/told.ts';
import { webhookMessageRoutes } from './routes/webhook-messages.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { queueRoutes } from './routes/queues.ts';
import { taskRoutes } from './routes/tasks.ts';
import { sittingRoutes } from './routes/sittings.ts';
import { readJson } from './read-json.ts';
import { requireJson } from './require-json.ts';
import { serveRoute } from './serve-route.ts';
import { serveServiceAddresses } from './service-addresses.ts';
import type { Services } from './services.ts';

export const API_VERSION = '0.1.0';

/** Every operation of the API. */
export function allRoutes(services: Services): readonly Route[] {
  return [
    ...initiativeRoutes(services),
    ...commentRoutes(services),
    ...queueRoutes(services),
    ...attachmentRoutes(services),
    ...factRoutes(services),
    ...learningRoutes(services),
    ...loweredRoutes(services),
    ...taskRoutes(services),
    ...bulkRoutes(services),
    ...taskColleagueRoutes(services),
    ...gateRoutes(services),
    ...sittingRoutes(services),
    ...policyRoutes(services),
    ...policyReplayRoutes(services),
    ...policyLifeRoutes(services),
    ...policyTrialRoutes(services),
    ...policyMoveRoutes(services),
    ...coverRoutes(services),
    ...interestRoutes(services),
    ...registryRoutes(services),
    ...calendarRoutes(services),
    ...bodyCalendarRoutes(services),
    ...changeRoutes(services),
    ...toldRoutes(services),
    // After `/v1/people/me`, which is nobody's id.
    ...personRoutes(services),
    ...webhookRoutes(services),
    ...webhookMessageRoutes(services),
    ...serviceAccountRoutes(services),
  ];
}

/** The whole HTTP pipeline, top to bottom. `pages` are mounted before the API's own "no such address". */
export function createApp(services: Services, pages?: (app: Express) => void): Express {
  const routes = allRoutes(services);
  requireActions(routes);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', services.proxies ?? 0);
  app.use(follow, logRequests(services.log, services.metrics));
  app.use('/v1', helmet());
  serveServiceAddresses(app, services, openApiDocument(routes, API_VERSION));
  // Who is asking comes first: nothing that a stranger sends is read.
  app.use('/v1', identify(services), requireJson(routes), readJson());
  app.get('/v1/changes', streamChanges(services));
  for (const route of routes) serveRoute(app, route, services.identities);
  pages?.(app);
  app.use((request, response) => {
    sendProblem(response, noSuchAddress(request.method, request.path));
  });
  app.use(errorsAsProblems(services.log));
  return app;
}
