import type { Router } from 'express';
import { v7 as newKey } from 'uuid';
import type { Services } from '../../api/services.ts';
import { ATTENDANCES, MOST_INVITED, type Attendance } from '../../domain/sitting/sitting.ts';
import { readAgenda } from '../../store/sittings/read-sittings.ts';
import { nameThem } from '../../api/present/people.ts';
import { decidersOf } from '../../store/registry.ts';
import { conflictOf, roleFor } from '../../domain/gate/seat.ts';
import { refusedFor, type Refused } from '../ask-by-form.ts';
import { textsIn } from '../form-fields.ts';
import { invitable } from '../invitable.ts';
import { keepByForm, readSittingOf, sittingIn, versionIn } from '../keep-sitting.ts';
import type { Asking, Personal } from '../personal.ts';
import { ticked } from '../sitting-form.ts';
import { ATTENDANCE_WORDS } from '../words/sitting-words.ts';
import { routerOfSittings } from './of-sitting.ts';
import { isOver, mustKeep } from './sitting-agenda.ts';
import { wrongBoxes } from './sitting-convene.ts';
import { showSitting } from './sitting-page.ts';

/** Who is invited to a sitting, and who was there. */
export function invitationPages(services: Services, personal: Personal): Router {
  const router = routerOfSittings();
  const answered = (asking: Asking) => {
    asking.response.redirect(303, `/sittings/${sittingIn(asking)}#people`);
  };

  const showInvite = async (asking: Asking, refused: Refused | null = null) => {
    const { person, request, show } = asking;
    const view = await readSittingOf(services, person, sittingIn(asking), async (sitting, sql, given) => {
      mustKeep(person, sitting);
      const gates = await readAgenda(
        sql,
        person,
        sitting.items.filter(({ state }) => state === 'listed').map(({ gate }) => gate),
      );
      const bodies = [...gates.values()].flatMap(({ gate }) => gate.seats.flatMap((seat) => seat.bodies));
      const deciders = await decidersOf(sql, [...new Set([sitting.body, ...bodies])], given.now);
      const able = deciders.filter((each) =>
        [...gates.values()].some(
          ({ gate, initiative }) =>
            conflictOf(initiative, each) === null &&
            gate.seats.some((seat) => roleFor(seat, each) !== undefined),
        ),
      );
      const invited = sitting.people.map((each) => each.person);
      const chosen = refused === null ? invited : ticked(request.body, 'person');
      const nameOf = await nameThem(sql, [...invited, ...able.map(({ id }) => id)]);
      const boxes = await invitable(
        sql,
        sitting.body,
        [...gates.values()].map(({ gate }) => gate),
        able.map(({ id }) => nameOf(id)),
        chosen,
        given.now,
      );
      // Who is invited and holds no role any more is uninvited by unticking, and not by being left out.
      const others = invited
        .filter((id) => !boxes.some(({ value }) => value === id))
        .map((id) => ({ value: id, text: nameOf(id).name ?? id, checked: chosen.includes(id) }));
      return {
        ...{ id: sitting.id, title: sitting.title.value ?? 'Title erased', n: sitting.n },
        over: isOver(sitting),
        people: [...boxes, ...others],
      };
    });
    const { problems = [], byField: errors = {}, status = 200 } = refused ?? {};
    show('sitting-people', { ...view, problems, errors, key: newKey(), mostInvited: MOST_INVITED }, status);
  };
  router.get(
    '/sittings/:id/people',
    personal((asking) => showInvite(asking)),
  );
  router.post(
    '/sittings/:id/people',
    personal(async (asking) => {
      const invited = ticked(asking.request.body, 'person');
      const missing = wrongBoxes({ agenda: [], invited });
      const refused =
        missing.length > 0
          ? refusedFor(422, missing)
          : (
              await keepByForm(services, asking, sittingIn(asking), {
                type: 'change',
                invited,
                expected: versionIn(asking),
              })
            ).refused;
      if (refused === null) answered(asking);
      else await showInvite(asking, refused);
    }),
  );

  const showAttendance = async (asking: Asking, refused: Refused | null = null) => {
    const { person, request, show } = asking;
    const text = textsIn(request.body);
    const view = await readSittingOf(services, person, sittingIn(asking), async (sitting, sql) => {
      mustKeep(person, sitting);
      const nameOf = await nameThem(
        sql,
        sitting.people.map((each) => each.person),
      );
      return {
        ...{ id: sitting.id, title: sitting.title.value ?? 'Title erased', over: isOver(sitting) },
        people: sitting.people.map(({ person: id, attendance }) => {
          const chosen = refused === null ? attendance : text(`of-${id}`);
          return {
            id,
            name: nameOf(id).name ?? 'Somebody whose name was erased',
            items: ATTENDANCES.map((value) => ({
              value,
              text: ATTENDANCE_WORDS[value],
              checked: chosen === value,
            })),
          };
        }),
      };
    });
    const { problems = [], status = 200 } = refused ?? {};
    show('sitting-attendance', { ...view, problems, key: newKey() }, status);
  };
  router.get(
    '/sittings/:id/attendance',
    personal((asking) => showAttendance(asking)),
  );
  router.post(
    '/sittings/:id/attendance',
    personal(async (asking) => {
      const text = textsIn(asking.request.body);
      const id = sittingIn(asking);
      const invited = await readSittingOf(services, asking.person, id, ({ people }) =>
        Promise.resolve(people),
      );
      const people = invited.flatMap(({ person }) => {
        const attendance = attendanceIn(text(`of-${person}`));
        return attendance === null ? [] : [{ person, attendance }];
      });
      const { refused } = await keepByForm(services, asking, id, { type: 'record-attendance', people });
      if (refused === null) answered(asking);
      else await showAttendance(asking, refused);
    }),
  );
  router.post(
    '/sittings/:id/apologies',
    personal(async (asking) => {
      const people = [{ person: asking.person.id, attendance: 'apologies' }] as const;
      const command = { type: 'record-attendance', people } as const;
      const { refused } = await keepByForm(services, asking, sittingIn(asking), command);
      if (refused === null) answered(asking);
      else await showSitting(services, asking, refused);
    }),
  );
  return router;
}

function attendanceIn(typed: string): Attendance | null {
  return ATTENDANCES.find((each) => each === typed) ?? null;
}
