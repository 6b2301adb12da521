import type { Router } from 'express';
import { v7 as newKey } from 'uuid';
import { sealed } from '../../api/commands.ts';
import type { Services } from '../../api/services.ts';
import { suggestAgendas } from '../../api/sittings.ts';
import { mayNot } from '../../domain/authorisation.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { targetOf } from '../../domain/sitting/decide.ts';
import { MOST_ITEMS, type Sitting } from '../../domain/sitting/sitting.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { LONGEST } from '../answer-form.ts';
import { refusedFor, type Refused } from '../ask-by-form.ts';
import { textsIn } from '../form-fields.ts';
import { keepByForm, readSittingOf, sittingIn, versionIn } from '../keep-sitting.ts';
import type { Asking, Personal } from '../personal.ts';
import { sittingView } from '../present/sittings.ts';
import { suggestionsView } from '../present/suggestions.ts';
import { ticked } from '../sitting-form.ts';
import { namesFor } from '../words/names.ts';
import { routerOfSittings } from './of-sitting.ts';
import { wrongBoxes } from './sitting-convene.ts';
import { showSitting } from './sitting-page.ts';

/** What is on the agenda of a sitting, in which order, and what is left for another. */
export function agendaPages(services: Services, personal: Personal): Router {
  const router = routerOfSittings();

  /** Changes the agenda that stands into another. */
  const change = async (asking: Asking, to: (now: readonly string[]) => readonly string[]) => {
    const id = sittingIn(asking);
    const now = await readSittingOf(services, asking.person, id, (sitting) =>
      Promise.resolve(listedIn(sitting)),
    );
    const command = { type: 'change', agenda: to(now), expected: versionIn(asking) } as const;
    return (await keepByForm(services, asking, id, command)).refused;
  };
  const answered = async (asking: Asking, refused: Refused | null) => {
    if (refused === null) asking.response.redirect(303, `/sittings/${sittingIn(asking)}#agenda`);
    else await showSitting(services, asking, refused);
  };

  const moves: Readonly<Record<string, (agenda: readonly string[], gate: string) => readonly string[]>> = {
    up: (agenda, gate) => swapped(agenda, agenda.indexOf(gate) - 1),
    down: (agenda, gate) => swapped(agenda, agenda.indexOf(gate)),
    off: (agenda, gate) => agenda.filter((each) => each !== gate),
    back: (agenda, gate) => [...agenda.filter((each) => each !== gate), gate],
  };
  for (const [name, move] of Object.entries(moves))
    router.post(
      `/sittings/:id/items/:gate/${name}`,
      personal(async (asking) => {
        const gate = String(asking.request.params['gate']);
        await answered(asking, await change(asking, (agenda) => move(agenda, gate)));
      }),
    );

  const showAdd = async (asking: Asking, refused: Refused | null = null) => {
    const { person, request, show } = asking;
    const chosen = ticked(request.body, 'gate');
    const view = await readSittingOf(services, person, sittingIn(asking), async (sitting, sql, given) => {
      mustKeep(person, sitting);
      const { items } = await suggestAgendas(sql, sitting.body, person, given);
      const names = await namesFor(sql, given.bodies, []);
      const there = new Set(listedIn(sitting));
      return {
        ...{ id: sitting.id, title: sitting.title.value ?? 'Title erased', n: sitting.n },
        over: isOver(sitting),
        left: MOST_ITEMS - there.size,
        suggested: suggestionsView(items, chosen, names, there),
      };
    });
    const { problems = [], byField: errors = {}, status = 200 } = refused ?? {};
    show('sitting-add', { ...view, problems, errors, key: newKey() }, status);
  };
  router.get(
    '/sittings/:id/add',
    personal((asking) => showAdd(asking)),
  );
  router.post(
    '/sittings/:id/add',
    personal(async (asking) => {
      const chosen = ticked(asking.request.body, 'gate');
      const missing = [
        ...(chosen.length === 0 ? [{ field: 'agenda', text: 'Choose what is put on the agenda' }] : []),
        ...wrongBoxes({ agenda: chosen, invited: [] }),
      ];
      const refused =
        missing.length > 0
          ? refusedFor(422, missing)
          : await change(asking, (agenda) => [...agenda, ...chosen.filter((each) => !agenda.includes(each))]);
      if (refused === null) await answered(asking, null);
      else await showAdd(asking, refused);
    }),
  );

  const showDefer = async (asking: Asking, reason = '', refused: Refused | null = null) => {
    const { person, request, show } = asking;
    const gate = String(request.params['gate']);
    const view = await readSittingOf(services, person, sittingIn(asking), async (sitting, sql, given) => {
      mustKeep(person, sitting);
      const { items, title, id } = await sittingView(sql, sitting, person, given);
      const item = items.find((each) => 'gate' in each && each.gate === gate);
      return { id, title, gate, item: item ?? null };
    });
    const { problems = [], byField: errors = {}, status = 200 } = refused ?? {};
    show('sitting-defer', { ...view, reason, problems, errors, key: newKey() }, status);
  };
  router.get(
    '/sittings/:id/items/:gate/defer',
    personal((asking) => showDefer(asking)),
  );
  router.post(
    '/sittings/:id/items/:gate/defer',
    personal(async (asking) => {
      const { request } = asking;
      const reason = textsIn(request.body)('reason');
      const missing = reasonMissing(reason, 'Say why it is deferred: its owner reads it');
      const gate = String(request.params['gate']);
      const refused =
        missing.length > 0
          ? refusedFor(422, missing)
          : (
              await keepByForm(services, asking, sittingIn(asking), {
                ...{ type: 'defer-item', gate },
                reason: sealed(reason),
              })
            ).refused;
      if (refused === null) await answered(asking, null);
      else await showDefer(asking, reason, refused);
    }),
  );
  return router;
}

/** What of the agenda is to be taken, as this person sees it, in its order. */
function listedIn({ items }: Sitting): readonly string[] {
  return items.filter(({ state }) => state === 'listed').map(({ gate }) => gate);
}

/** The one at a place and the one after it, the other way round; at no place nothing is moved. */
function swapped(agenda: readonly string[], at: number): readonly string[] {
  const [one, two] = [agenda[at], agenda[at + 1]];
  return one === undefined || two === undefined ? agenda : agenda.toSpliced(at, 2, two, one);
}

/** Nothing of it changes any more: there is nothing to fill in. */
export const isOver = ({ state }: Pick<Sitting, 'state'>) => state !== 'convened';

/** @throws ProblemError */
export function mustKeep(person: KnownPerson, sitting: Sitting): void {
  const denied = mayNot(person, 'sitting.keep', targetOf(sitting));
  if (denied !== null) throw new ProblemError(problemOf(denied));
}

export function reasonMissing(reason: string, text: string) {
  if (reason === '') return [{ field: 'reason', text }];
  return reason.length > LONGEST
    ? [{ field: 'reason', text: 'Your reason must be 4,000 characters or fewer' }]
    : [];
}
