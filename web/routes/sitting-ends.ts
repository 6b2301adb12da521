import type { Router } from 'express';
import { v7 as newKey } from 'uuid';
import { sealed } from '../../api/commands.ts';
import type { Services } from '../../api/services.ts';
import { CALENDAR } from '../../store/world.ts';
import { refusedFor, type Refused } from '../ask-by-form.ts';
import { textsIn } from '../form-fields.ts';
import { keepByForm, readSittingOf, sittingIn, versionIn } from '../keep-sitting.ts';
import type { Asking, Personal } from '../personal.ts';
import { sittingView } from '../present/sittings.ts';
import {
  heldAtOf,
  heldTyped,
  NO_SITTING,
  readSittingTyped,
  wordsMissing,
  type SittingTyped,
} from '../sitting-form.ts';
import { routerOfSittings } from './of-sitting.ts';
import { isOver, mustKeep, reasonMissing } from './sitting-agenda.ts';

/** Moving a sitting, closing it, and calling it off. */
export function endingPages(services: Services, personal: Personal): Router {
  const router = routerOfSittings();

  const showMove = async (
    asking: Asking,
    typed: SittingTyped | null = null,
    refused: Refused | null = null,
  ) => {
    const { person, show } = asking;
    const view = await readSittingOf(services, person, sittingIn(asking), (sitting) => {
      mustKeep(person, sitting);
      const { id, title, where, heldAt, n } = sitting;
      const standing: SittingTyped = {
        ...NO_SITTING,
        ...heldTyped(heldAt, CALENDAR.timeZone),
        ...{ title: title.value ?? '', where: where?.value ?? '' },
      };
      const name = title.value ?? 'Title erased';
      return Promise.resolve({ id, n, name, over: isOver(sitting), typed: typed ?? standing });
    });
    const { problems = [], byField: errors = {}, status = 200 } = refused ?? {};
    show('sitting-move', { ...view, problems, errors, key: newKey() }, status);
  };
  router.get(
    '/sittings/:id/move',
    personal((asking) => showMove(asking)),
  );
  router.post(
    '/sittings/:id/move',
    personal(async (asking) => {
      const typed = readSittingTyped(textsIn(asking.request.body), asking.request.body);
      const heldAt = heldAtOf(typed, CALENDAR.timeZone);
      const missing = wordsMissing(typed);
      const refused =
        missing.length > 0 || heldAt === null
          ? refusedFor(422, missing)
          : await moved(services, asking, typed, heldAt);
      if (refused === null) asking.response.redirect(303, `/sittings/${sittingIn(asking)}`);
      else await showMove(asking, typed, refused);
    }),
  );

  const showEnd = async (
    asking: Asking,
    how: 'close' | 'cancel',
    reason = '',
    refused: Refused | null = null,
  ) => {
    const { person, show } = asking;
    const view = await readSittingOf(services, person, sittingIn(asking), async (sitting, sql, given) => {
      mustKeep(person, sitting);
      return sittingView(sql, sitting, person, given);
    });
    const { problems = [], byField: errors = {}, status = 200 } = refused ?? {};
    show(`sitting-${how}`, { ...view, reason, problems, errors, key: newKey() }, status);
  };
  for (const how of ['close', 'cancel'] as const)
    router.get(
      `/sittings/:id/${how}`,
      personal((asking) => showEnd(asking, how)),
    );
  router.post(
    '/sittings/:id/close',
    personal(async (asking) => {
      const id = sittingIn(asking);
      const { refused } = await keepByForm(services, asking, id, { type: 'close' });
      if (refused === null) asking.response.redirect(303, `/sittings/${id}/record`);
      else await showEnd(asking, 'close', '', refused);
    }),
  );
  router.post(
    '/sittings/:id/cancel',
    personal(async (asking) => {
      const id = sittingIn(asking);
      const reason = textsIn(asking.request.body)('reason');
      // A reason may be left out; one that is too long is not cut off.
      const missing = reason === '' ? [] : reasonMissing(reason, '');
      const refused =
        missing.length > 0
          ? refusedFor(422, missing)
          : (
              await keepByForm(services, asking, id, {
                type: 'cancel',
                reason: reason === '' ? null : sealed(reason),
              })
            ).refused;
      if (refused === null) asking.response.redirect(303, `/sittings/${id}`);
      else await showEnd(asking, 'cancel', reason, refused);
    }),
  );
  return router;
}

/** Asks for what is otherwise than it was: who changes the name alone has moved nothing. */
async function moved(
  services: Services,
  asking: Asking,
  { title, where }: SittingTyped,
  heldAt: string,
): Promise<Refused | null> {
  const id = sittingIn(asking);
  const was = await readSittingOf(services, asking.person, id, (sitting) => Promise.resolve(sitting));
  const { refused } = await keepByForm(services, asking, id, {
    type: 'change',
    expected: versionIn(asking),
    ...(title !== (was.title.value ?? '') && { title: sealed(title) }),
    ...(where !== (was.where?.value ?? '') && { where: where === '' ? null : sealed(where) }),
    ...(sameMinute(heldAt, was.heldAt) ? {} : { heldAt }),
  });
  return refused;
}

/** A form has no seconds. */
const sameMinute = (a: string, b: string) => a.slice(0, 16) === b.slice(0, 16);
