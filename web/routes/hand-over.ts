import express, { type Router } from 'express';
import { problemOf } from '../../api/problem.ts';
import { uuid } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import { REFUSALS } from '../../domain/refusal.ts';
import type { Asking, Personal } from '../personal.ts';
import { colleaguesPage } from '../present/colleagues.ts';
import { handOver, type Came } from '../task-commands.ts';
import { emptyWords } from '../words-form.ts';
import { USED_BEFORE, usedBefore } from '../used-before.ts';

/** Giving a task to a colleague: to have it, or to prepare it. */
export function handOverPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });

  const showColleagues = async (
    { person, request, show }: Asking,
    { to = '', problem = null, came }: { to?: string; problem?: string | null; came?: Came } = {},
  ): Promise<void> => {
    const refusal = came?.ok === false ? came.refusal : null;
    const page = await colleaguesPage(services, person, String(request.params['id']), refusal);
    const wrong = page.possible ? (page.refusal ?? problem) : null;
    const status = refusal !== null ? problemOf(refusal).status : wrong !== null ? 422 : 200;
    show('task-hand-over', { ...page, to, wrong, key: emptyWords().key }, status);
  };
  router.get(
    '/tasks/:id/hand-over',
    personal((asking) => showColleagues(asking)),
  );
  for (const action of ['assign', 'delegate'] as const)
    router.post(
      `/tasks/:id/${action}`,
      personal(async (asking) => {
        const { person, request, response } = asking;
        const id = String(request.params['id']);
        const { to, key } = request.body as Record<string, unknown>;
        const asked = uuid.safeParse(to);
        if (!asked.success) {
          await showColleagues(asking, { problem: 'Choose a colleague' });
          return;
        }
        const once = uuid.safeParse(key).data ?? emptyWords().key;
        const came = await handOver(services, person, id, action, asked.data, once).catch(usedBefore);
        if (came === 'used-before') await showColleagues(asking, { to: asked.data, problem: USED_BEFORE });
        else if (came.ok) response.redirect(303, `/tasks/${id}`);
        else if (REFUSALS[came.refusal.code] === 'invalid')
          await showColleagues(asking, { to: asked.data, problem: came.refusal.detail });
        else await showColleagues(asking, { to: asked.data, came });
      }),
    );
  return router;
}
