import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { handle, sealed } from '../../api/commands.ts';
import { problemOf } from '../../api/problem.ts';
import { declare, interestsOfPerson, withdraw } from '../../api/routes/interests.ts';
import { uuid } from '../../api/schemas/common.ts';
import { newInterest, recusing } from '../../api/schemas/interests.ts';
import type { Services } from '../../api/services.ts';
import { localDay } from '../../domain/calendar.ts';
import { INTEREST_KINDS } from '../../domain/interest.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import type { About } from '../../store/about.ts';
import type { Answer, OnceKey } from '../../store/idempotency.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { CALENDAR } from '../../store/world.ts';
import { formAnswer, formKey, type Refused } from '../form-answer.ts';
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
  const textOf = (request: Asking['request'], field: string) => {
    const value = (request.body as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };

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

  router.get(
    '/interests',
    personal((asking) => show(asking)),
  );
  router.post(
    '/interests',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const typed = {
        kind: textOf(request, 'kind'),
        of: textOf(request, 'of'),
        nature: textOf(request, 'nature'),
      };
      const missing = [
        ...(Object.hasOwn(KINDS, typed.kind)
          ? []
          : [{ field: 'kind', text: 'Choose what your interest is in' }]),
        ...(typed.of === '' ? [{ field: 'of', text: 'Enter the code or the name' }] : []),
        ...(typed.nature === '' ? [{ field: 'nature', text: 'Write what your interest is' }] : []),
      ];
      const asked = newInterest.safeParse({ about: { [typed.kind]: typed.of }, nature: typed.nature });
      const came = await formAnswer(missing, asked, (body) =>
        declare(services, { identity: person, request, once: formKey(person, request, body) }, body),
      );
      if (came === null) response.redirect(303, '/interests');
      else await show(asking, typed, atFields(came));
    }),
  );
  router.post(
    '/interests/:id/withdraw',
    personal(async ({ person, request, response }) => {
      await withdraw(services, { identity: person, request, once: null }, String(request.params['id']));
      response.redirect(303, '/interests');
    }),
  );
  router.post(
    '/interests/initiatives/:id/end',
    personal(async ({ person, request, response }) => {
      const about = { kind: 'initiative', id: String(request.params['id']) } as const;
      await command(services, person, about, { type: 'end-recusal' }, null);
      response.redirect(303, '/interests');
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
      const nature = textOf(request, 'nature');
      const missing = nature === '' ? [{ field: 'nature', text: 'Write what your interest is' }] : [];
      const refused = await formAnswer(missing, recusing.safeParse({ nature }), (body) =>
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

function command(
  services: Services,
  by: KnownPerson,
  about: About,
  asked: PersonCommand,
  once: OnceKey | null,
): Promise<Answer> {
  return handle(
    services,
    { by, about, once },
    () => asked,
    (outcome) =>
      outcome.ok
        ? { status: 200, headers: {}, body: null }
        : { status: problemOf(outcome.refusal).status, headers: {}, body: problemOf(outcome.refusal) },
  );
}
