import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { sealed } from '../../api/commands.ts';
import { declare, interestsOfPerson, withdraw } from '../../api/routes/interests.ts';
import { uuid } from '../../api/schemas/common.ts';
import { newInterest, recusing } from '../../api/schemas/interests.ts';
import type { Services } from '../../api/services.ts';
import { localDay } from '../../domain/calendar.ts';
import { INTEREST_KINDS } from '../../domain/interest.ts';
import { CALENDAR } from '../../store/world.ts';
import { askByForm, command, formKey, refusedIn, type Refused } from '../ask-by-form.ts';
import { textsIn } from '../form-fields.ts';
import type { Asking, Personal } from '../personal.ts';
import { taskPage } from '../present/task.ts';
import { dayInWords } from '../words/dates.ts';
import { namesFor } from '../words/names.ts';

interface Typed {
  readonly kind: string;
  readonly of: string;
  readonly nature: string;
}

const EMPTY: Typed = { kind: '', of: '', nature: '' };
const KINDS: Readonly<Record<(typeof INTEREST_KINDS)[number], string>> = {
  body: 'A body of the registry, by its code',
  partner: 'A partner of initiatives, by its name',
  organisation: 'Another organisation, by its name',
};

/** What somebody has an interest in, and stepping back from one initiative. */
export function interestPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });

  const show = async ({ person, show: render }: Asking, typed = EMPTY, refused: Refused | null = null) => {
    const now = await services.clock();
    const today = localDay(now, CALENDAR.timeZone);
    const { bodies: map } = await services.world.given(services.sql, now);
    const names = await namesFor(services.sql, map, []);
    const { items, recusals } = await interestsOfPerson(services, person, person);
    const view = {
      typed,
      key: newKey(),
      problems: refused?.problems ?? [],
      errors: refused?.byField ?? {},
      kinds: INTEREST_KINDS.map((value) => ({ value, text: KINDS[value], checked: value === typed.kind })),
      recusals,
      items: items.map(({ id, kind, of, nature, from, to }) => ({
        id,
        of: kind === 'body' ? names.body(of) : of,
        nature: nature ?? 'This text was erased.',
        days: `Since ${dayInWords(from)}${to === null ? '' : `, until ${dayInWords(to)}`}`,
        lasts: to === null || to > today,
      })),
    };
    render('interests', view, refused?.status ?? 200);
  };

  /** Ended twice, it is as ended as before. */
  const ended = async (asking: Asking, refused: Refused | null) => {
    if (refused === null || refused.status === 409) asking.response.redirect(303, '/interests');
    else await show(asking, EMPTY, refused);
  };

  router.get(
    '/interests',
    personal((asking) => show(asking)),
  );
  router.post(
    '/interests',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const text = textsIn(request.body);
      const typed = { kind: text('kind'), of: text('of'), nature: text('nature') };
      const missing = [
        ...(Object.hasOwn(KINDS, typed.kind)
          ? []
          : [{ field: 'kind', text: 'Choose what your interest is in' }]),
        ...(typed.of === '' ? [{ field: 'of', text: 'Enter the code or the name' }] : []),
        ...(typed.nature === '' ? [{ field: 'nature', text: 'Write what your interest is' }] : []),
      ];
      const asked = newInterest.safeParse({ about: { [typed.kind]: typed.of }, nature: typed.nature });
      const came = await askByForm(missing, asked, (body) =>
        declare(services, { identity: person, request, once: formKey(person, request, body) }, body),
      );
      if (came === null) response.redirect(303, '/interests');
      else await show(asking, typed, atFields(came));
    }),
  );
  router.post(
    '/interests/:id/withdraw',
    personal(async (asking) => {
      const { person, request } = asking;
      const by = { identity: person, request, once: null };
      await ended(asking, refusedIn(await withdraw(services, by, String(request.params['id']))));
    }),
  );
  router.post(
    '/interests/initiatives/:id/end',
    personal(async (asking) => {
      const about = { kind: 'initiative', id: String(asking.request.params['id']) } as const;
      const asked = { type: 'end-recusal' } as const;
      await ended(asking, refusedIn(await command(services, asking.person, about, asked, null)));
    }),
  );

  const showRecuse = async (
    { person, request, show: render }: Asking,
    nature = '',
    refused: Refused | null = null,
  ) => {
    const task = await taskPage(services, person, String(request.params['id']), null);
    const wrong = refused?.problems[0]?.text ?? null;
    render('task-recuse', { ...task, nature, wrong, key: newKey() }, refused?.status ?? 200);
  };
  router.get(
    '/tasks/:id/recuse',
    personal((asking) => showRecuse(asking)),
  );
  router.post(
    '/tasks/:id/recuse',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const id = String(request.params['id']);
      const nature = textsIn(request.body)('nature');
      const missing = nature === '' ? [{ field: 'nature', text: 'Write what your interest is' }] : [];
      const refused = await askByForm(missing, recusing.safeParse({ nature }), (body) =>
        command(
          services,
          person,
          { kind: 'task', id },
          { type: 'recuse', nature: sealed(body.nature) },
          formKey(person, request, body),
        ),
      );
      if (refused === null) response.redirect(303, `/tasks/${id}`);
      else await showRecuse(asking, nature, refused);
    }),
  );
  return router;
}

/** What is wrong with what it is about stands at the field that was typed. */
function atFields({ status, problems, byField }: Refused): Refused {
  return {
    status,
    problems: problems.map(({ text, href }) => ({ text, href: href === '#about' ? '#of' : href })),
    byField: { ...byField, ...(byField['about'] !== undefined && { of: byField['about'] }) },
  };
}
