import express, { type Router } from 'express';
import { uuid } from '../../api/schemas/common.ts';

/** A router of pages of one sitting, or of an item of its agenda: at what is no id there is no page. Routers in routers look for themselves. */
export function routerOfSittings(): Router {
  const router = express.Router();
  for (const name of ['id', 'gate'])
    router.param(name, (_request, _response, next, id) => {
      next(uuid.safeParse(id).success ? undefined : 'router');
    });
  return router;
}
