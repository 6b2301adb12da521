import express, { type Router } from 'express';
import { z } from 'zod';
import { mayNot } from '../../domain/authorisation.ts';
import { peopleOfLowered } from '../../api/present/lowered.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import { loweredQuery } from '../../api/schemas/lowered.ts';
import type { Services } from '../../api/services.ts';
import { decodeCursor } from '../../store/keyset.ts';
import { listLowered } from '../../store/read/lowered.ts';
import type { Asking, Personal } from '../personal.ts';
import { loweredView } from '../present/lowered.ts';
import { namesFor } from '../words/names.ts';
import { addressOf } from './queue.ts';

const PAGE = 20;
const { shape } = loweredQuery;
const filters = z.object({
  body: shape.body.catch(undefined),
  since: shape.since.catch(undefined),
  until: shape.until.catch(undefined),
  after: shape.after.catch(undefined),
});

/** What lowered the level of a decision, for who sits on a board. */
export function loweredPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.get(
    '/lowered',
    personal((asking) => loweredPage(services, asking)),
  );
  return router;
}

async function loweredPage(services: Services, { person, request, show }: Asking): Promise<void> {
  const denied = mayNot(person, 'lowered.list');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const { after: from, ...asked } = filters.parse(request.query);
  const after = from === undefined ? null : decodeCursor(from);
  const view = await readOne(services, person, async (sql, given) => {
    const page = await listLowered(sql, person, { ...asked, after, limit: PAGE });
    const names = await namesFor(sql, given.bodies, [...peopleOfLowered(page.items)]);
    return {
      items: page.items.map((each) => loweredView(each, names)),
      next: page.next === null ? null : addressOf({ ...asked, after: page.next }, '/lowered'),
      first: after === null ? null : addressOf(asked, '/lowered'),
    };
  });
  const filtered = Object.values(asked).some((each) => each !== undefined);
  show('lowered', { ...view, filter: asked, filtered });
}
