import type { Router } from 'express';
import { z } from 'zod';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { mayNot } from '../../domain/authorisation.ts';
import { targetOf } from '../../domain/sitting/decide.ts';
import type { Sitting } from '../../domain/sitting/sitting.ts';
import { decodeCursor } from '../../store/keyset.ts';
import { listSittings } from '../../store/sittings/read-sittings.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { readSittingOf, sittingIn } from '../keep-sitting.ts';
import type { Asking, Personal } from '../personal.ts';
import { recordView, sittingRow } from '../present/sittings.ts';
import { namesFor } from '../words/names.ts';
import { routerOfSittings } from './of-sitting.ts';
import { agendaPages } from './sitting-agenda.ts';
import { convenePages, mayConveneFor } from './sitting-convene.ts';
import { endingPages } from './sitting-ends.ts';
import { invitationPages } from './sitting-people.ts';
import { showSitting } from './sitting-page.ts';
import { addressOf } from './queue.ts';

const AHEAD = 50;
const PAST = 20;
const pageFrom = z.object({ after: z.string().optional().catch(undefined) });

/** Sittings: those ahead and those past, each with its agenda and its record, and what keeps them. */
export function sittingPages(services: Services, personal: Personal): Router {
  const router = routerOfSittings();
  router.get(
    '/sittings',
    personal((asking) => listPage(services, asking)),
  );
  router.use(convenePages(services, personal));
  router.get(
    '/sittings/:id',
    personal((asking) => showSitting(services, asking)),
  );
  router.get(
    '/sittings/:id/record',
    personal(async (asking) => {
      const { person, show } = asking;
      const record = await readSittingOf(services, person, sittingIn(asking), (sitting, sql, given) =>
        recordView(sql, sitting, person, given),
      );
      show('sitting-record', record);
    }),
  );
  router.use(agendaPages(services, personal));
  router.use(invitationPages(services, personal));
  router.use(endingPages(services, personal));
  return router;
}

/** The sittings of this person's bodies and those that they are invited to: ahead, and then past. */
async function listPage(services: Services, { person, request, show }: Asking): Promise<void> {
  const { after: from } = pageFrom.parse(request.query);
  const after = from === undefined ? null : decodeCursor(from);
  const view = await readOne(services, person, async (sql, given) => {
    const ahead =
      after === null
        ? await listSittings(sql, { states: ['convened'], sort: 'heldAt', after: null, limit: AHEAD })
        : null;
    const past = await listSittings(sql, {
      states: ['closed', 'cancelled'],
      sort: '-heldAt',
      after,
      limit: PAST,
    });
    const names = await namesFor(sql, given.bodies, []);
    const rows = (found: readonly Sitting[]) =>
      found.filter((each) => mayRead(person, each)).map((each) => sittingRow(each, person, names));
    return {
      ahead: rows(ahead?.items ?? []),
      moreAhead: (ahead?.next ?? null) !== null,
      past: rows(past.items),
      next: past.next === null ? null : addressOf({ after: past.next }, '/sittings'),
      first: after === null ? null : '/sittings',
    };
  });
  show('sittings', { ...view, mayConvene: mayConveneFor(person).length > 0 });
}

const mayRead = (person: KnownPerson, sitting: Sitting) =>
  mayNot(person, 'sitting.read', targetOf(sitting)) === null;
