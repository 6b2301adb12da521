import express, { type Router } from 'express';
import { z } from 'zod';
import { mayNot } from '../../domain/authorisation.ts';
import { learningOf } from '../../api/present/learning.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import { learningQuery } from '../../api/schemas/learning.ts';
import type { Services } from '../../api/services.ts';
import type { Asking, Personal } from '../personal.ts';
import { learningView } from '../present/learning.ts';

const { shape } = learningQuery;
const filters = z.object({ since: shape.since.catch(undefined), until: shape.until.catch(undefined) });

/** What a board learns of how decisions were routed. */
export function learningPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.get(
    '/learning',
    personal((asking) => learningPage(services, asking)),
  );
  return router;
}

async function learningPage(services: Services, { person, request, show }: Asking): Promise<void> {
  const denied = mayNot(person, 'learning.read');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const filter = filters.parse(request.query);
  const figures = await readOne(services, person, (sql) => learningOf(services, sql, person, filter));
  const filtered = filter.since !== undefined || filter.until !== undefined;
  show('learning', { ...learningView(figures), filter, filtered });
}
