import express, { type Router } from 'express';
import { z } from 'zod';
import { v7 as newId } from 'uuid';
import { sealed } from '../../api/commands.ts';
import { bodyCode, uuid } from '../../api/schemas/common.ts';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { suggestAgendas } from '../../api/sittings.ts';
import { mayNot } from '../../domain/authorisation.ts';
import type { BodyCode } from '../../domain/body.ts';
import { bodiesOf, type Person } from '../../domain/person.ts';
import { MOST_INVITED, MOST_ITEMS } from '../../domain/sitting/sitting.ts';
import { CALENDAR } from '../../store/world.ts';
import { refusedFor, type Refused } from '../ask-by-form.ts';
import { textsIn } from '../form-fields.ts';
import type { FormProblem } from '../form-problem.ts';
import { keepByForm } from '../keep-sitting.ts';
import type { Asking, Personal } from '../personal.ts';
import { firstChoice, suggestionsView } from '../present/suggestions.ts';
import { invitable } from '../invitable.ts';
import { heldAtOf, NO_SITTING, readSittingTyped, wordsMissing, type SittingTyped } from '../sitting-form.ts';
import { namesFor } from '../words/names.ts';

const asked = z.object({ body: bodyCode.optional().catch(undefined) });

/** The bodies for which somebody may convene a sitting. */
export function mayConveneFor(person: Person): readonly BodyCode[] {
  return bodiesOf(person).filter((body) => mayNot(person, 'sitting.convene', { body }) === null);
}

/** Convening a sitting, from what its body might take. */
export function convenePages(services: Services, personal: Personal): Router {
  const router = express.Router();

  const show = async (
    { person, show: render }: Asking,
    body: BodyCode | undefined,
    typed: SittingTyped | null = null,
    refused: Refused | null = null,
  ) => {
    const own = mayConveneFor(person);
    const chosen = own.find((each) => each === body) ?? own[0];
    const view = await readOne(services, person, async (sql, given) => {
      const names = await namesFor(sql, given.bodies, []);
      const bodies = own.map((value) => ({ value, text: names.body(value), selected: value === chosen }));
      if (chosen === undefined) return { bodies, suggested: [], people: [], name: null };
      const { items } = await suggestAgendas(sql, chosen, person, given);
      // It is ticked already: who wants another meeting unticks it.
      const { agenda, able } = firstChoice(items);
      return {
        bodies,
        name: names.body(chosen),
        suggested: suggestionsView(items, typed?.agenda ?? agenda, names),
        people: await invitable(
          sql,
          chosen,
          [],
          items.flatMap(({ people }) => people),
          typed?.invited ?? able,
          given.now,
        ),
      };
    });
    render(
      'sitting-convene',
      {
        ...view,
        ...{ body: chosen, typed: typed ?? NO_SITTING, key: newId() },
        ...{ problems: refused?.problems ?? [], errors: refused?.byField ?? {} },
        ...{ mostItems: MOST_ITEMS, mostInvited: MOST_INVITED },
      },
      refused?.status ?? (chosen === undefined ? 403 : 200),
    );
  };

  router.get(
    '/sittings/convene',
    personal((asking) => show(asking, asked.parse(asking.request.query).body)),
  );
  router.post(
    '/sittings',
    personal(async (asking) => {
      const { request, response } = asking;
      const text = textsIn(request.body);
      const typed = readSittingTyped(text, request.body);
      const body = bodyCode.safeParse(text('body')).data ?? '';
      const heldAt = heldAtOf(typed, CALENDAR.timeZone);
      const missing = [...wordsMissing(typed), ...wrongBoxes(typed)];
      if (missing.length > 0 || heldAt === null) {
        await show(asking, body, typed, refusedFor(422, missing));
        return;
      }
      const id = newId();
      const { title, where, agenda, invited } = typed;
      const came = await keepByForm(services, asking, id, {
        ...{ type: 'convene', id, body, heldAt, agenda, invited },
        title: sealed(title),
        where: where === '' ? null : sealed(where),
      });
      if (came.refused !== null) await show(asking, body, typed, came.refused);
      // Sent twice, it leads to the one that was convened.
      else response.redirect(303, `/sittings/${(came.answer.body as { readonly id: string }).id}`);
    }),
  );
  return router;
}

/** More than a sitting takes, or what no form of ours sends. */
export function wrongBoxes({ agenda, invited }: Pick<SittingTyped, 'agenda' | 'invited'>) {
  return [
    ...wrong('agenda', agenda, MOST_ITEMS, {
      many: `Choose at most ${MOST_ITEMS} decisions`,
      unknown: 'Choose from the decisions that stand here',
    }),
    ...wrong('invited', invited, MOST_INVITED, {
      many: `Invite at most ${MOST_INVITED} people`,
      unknown: 'Invite from the people who stand here',
    }),
  ];
}

function wrong(
  field: string,
  ids: readonly string[],
  most: number,
  { many, unknown }: { readonly many: string; readonly unknown: string },
): readonly FormProblem[] {
  if (!z.array(uuid).safeParse(ids).success) return [{ field, text: unknown }];
  return ids.length > most ? [{ field, text: many }] : [];
}
