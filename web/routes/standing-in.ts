import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { endOne, name, readCovers } from '../../api/routes/cover.ts';
import { uuid } from '../../api/schemas/common.ts';
import { newCover } from '../../api/schemas/cover.ts';
import type { Services } from '../../api/services.ts';
import { isCovered, ownRoles } from '../../domain/cover.ts';
import { LEVEL_NAMES } from '../../domain/level.ts';
import { colleaguesOf } from '../../store/registry.ts';
import { askByForm, formKey, refusedFor, type Refused } from '../ask-by-form.ts';
import { dayFrom, dayProblem, dayTyped, NO_DAY, type DayTyped } from '../day-form.ts';
import { textsIn } from '../form-fields.ts';
import type { FormProblem } from '../form-problem.ts';
import type { Asking, Personal } from '../personal.ts';
import { dayInWords } from '../words/dates.ts';
import { capital, listed, namesFor, professionName } from '../words/names.ts';

interface Typed {
  readonly substitute: string;
  readonly body: string;
  readonly from: DayTyped;
  readonly to: DayTyped;
}

const NOBODY = 'nobody';
const EMPTY: Typed = { substitute: '', body: '', from: NO_DAY, to: NO_DAY };

/** When somebody is away and who stands in for them, and for whom they stand in. */
export function standingInPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });

  const show = async ({ person, show: render }: Asking, typed = EMPTY, refused: Refused | null = null) => {
    const { world, sql, clock } = services;
    const now = await clock();
    const { bodies: map } = await world.given(sql, now);
    const found = await readCovers(services, person);
    const own = [
      ...new Set(
        ownRoles(person).flatMap(({ role, body }) => (isCovered(role) && body !== null ? [body] : [])),
      ),
    ];
    const colleagues = own.length === 0 ? [] : await colleaguesOf(sql, own, now);
    const names = await namesFor(sql, map, []);
    const scopeInWords = ({ bodies, levels, roles }: (typeof found.away)[number]['scope']) =>
      [
        ...(bodies === null
          ? ['everything that you decide']
          : [`what you decide for ${names.bodies(bodies)}`]),
        ...(roles === null ? [] : [`as ${listed(roles, 'or')}`]),
        ...(levels === null ? [] : [`at ${listed(levels.map((level) => LEVEL_NAMES[level]))} level`]),
      ].join(', ');
    const inWords = ({ id, person: who, substitute, from, to, scope }: (typeof found.away)[number]) => ({
      id,
      who: who.name ?? who.id,
      substitute: substitute === null ? null : (substitute.name ?? substitute.id),
      days: `from ${dayInWords(from)}, back on ${dayInWords(to)}`,
      scope: scopeInWords(scope),
    });
    render(
      'standing-in',
      {
        typed,
        problems: refused?.problems ?? [],
        errors: refused?.byField ?? {},
        key: newKey(),
        decides: own.length > 0,
        away: found.away.map(inWords).map((each) => ({ ...each, heading: capital(each.days) })),
        standingIn: found.standingIn.map(inWords),
        today: found.today.map(({ role, body, onBehalfOf, levels }) => ({
          who: onBehalfOf.name ?? onBehalfOf.id,
          what: `as ${role} of ${names.body(body ?? '')}${levels === null ? '' : `, at ${listed(levels.map((level) => LEVEL_NAMES[level]))} level`}`,
        })),
        colleagues: [
          { value: '', text: 'Choose somebody' },
          ...colleagues
            .filter(({ id }) => id !== person.id)
            .map(({ id, name: text, profession }) => ({
              value: id,
              text: profession === null ? text : `${text}, ${professionName(profession)}`,
              selected: id === typed.substitute,
            })),
          { value: NOBODY, text: 'Nobody', selected: typed.substitute === NOBODY },
        ],
        bodies: [
          { value: '', text: 'Everything' },
          ...own.map((code) => ({ value: code, text: names.body(code), selected: code === typed.body })),
        ],
      },
      refused?.status ?? 200,
    );
  };

  router.get(
    '/standing-in',
    personal((asking) => show(asking)),
  );
  router.post(
    '/standing-in',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const text = textsIn(request.body);
      const typed: Typed = {
        substitute: text('substitute'),
        body: text('body'),
        from: dayTyped(text, 'from'),
        to: dayTyped(text, 'to'),
      };
      const missing = [
        ...(typed.substitute === ''
          ? [{ field: 'substitute', text: 'Choose who stands in for you, or nobody' }]
          : []),
        ...wrongDay('from', typed.from, 'your first day away'),
        ...wrongDay('to', typed.to, 'the day of your coming back'),
      ];
      const asked = newCover.safeParse({
        substitute: typed.substitute === NOBODY ? null : typed.substitute,
        from: dayFrom(typed.from),
        to: dayFrom(typed.to),
        ...(typed.body !== '' && { scope: { bodies: [typed.body] } }),
      });
      const refused = await askByForm(missing, asked, (body) =>
        name(services, { identity: person, request, once: formKey(person, request, body) }, person.id, body),
      );
      if (refused === null) response.redirect(303, '/standing-in');
      else await show(asking, typed, refused);
    }),
  );
  router.post(
    '/standing-in/:id/end',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const { status } = await endOne(
        services,
        { identity: person, request, once: null },
        String(request.params['id']),
      );
      // Ended twice, it is as ended as before.
      if (status === 200 || status === 409) response.redirect(303, '/standing-in');
      else
        await show(
          asking,
          EMPTY,
          refusedFor(status, [{ field: 'away', text: 'This leave is not yours to end' }]),
        );
    }),
  );
  return router;
}

function wrongDay(field: string, typed: DayTyped, what: string): readonly FormProblem[] {
  const text = dayProblem(typed, what);
  return text === null ? [] : [{ field, text }];
}
