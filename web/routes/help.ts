import express, { type Request, type Router } from 'express';
import type { Services } from '../../api/services.ts';
import { GUIDES, readGuide } from '../guides.ts';
import { HELP } from '../navigation.ts';
import { navigationOf } from '../personal.ts';
import type { Render } from '../render.ts';

/** The guides for each kind of user, for everybody: who has not signed in yet may want to know how. */
export function helpPages(services: Services, render: Render): Router {
  const router = express.Router();
  const guides = GUIDES.map(readGuide);
  const shown = (request: Request) => navigationOf(services, request);
  router.get(HELP, async (request, response) => {
    render(request, response, 'help', { guides, navigation: await shown(request) });
  });
  router.get(`${HELP}/:guide`, async (request, response, next) => {
    const found = guides.find(({ guide }) => guide === request.params.guide);
    if (found === undefined) next();
    else render(request, response, 'guide', { ...found, navigation: await shown(request) });
  });
  return router;
}
