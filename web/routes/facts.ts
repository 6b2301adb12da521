import express, { type Router } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { sealed } from '../../api/commands.ts';
import { claimants } from '../../api/present/facts.ts';
import { readOne } from '../../api/read-one.ts';
import { uuid } from '../../api/schemas/common.ts';
import { accepting, challenging, confirming, fact as factName, settling } from '../../api/schemas/facts.ts';
import type { Services } from '../../api/services.ts';
import type { Fact } from '../../domain/facts.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import type { Settlement } from '../../domain/initiative/events.ts';
import { linkedWith, titlesOf } from '../../store/links.ts';
import { readChallenges } from '../../store/read/claim-events.ts';
import { askByForm, command, formKey, type Refused } from '../ask-by-form.ts';
import { valueMissing, valueTyped } from '../fact-form.ts';
import { textsIn } from '../form-fields.ts';
import type { Asking, Personal } from '../personal.ts';
import { factsView, moneyTogether, WAYS } from '../present/facts.ts';
import { namesFor } from '../words/names.ts';

/** The form that was sent, what was typed into it, and what is the matter with it. */
interface Sent {
  /** Its place on the page: of a fact, or of a challenge. */
  readonly at: string;
  readonly value: string;
  readonly reason: string;
  readonly refused: Refused;
}

/** The facts of an initiative as claims: read, confirmed, challenged and settled. */
export function factPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  for (const name of ['id', 'challenge'])
    router.param(name, (_request, _response, next, id) => {
      next(uuid.safeParse(id).success ? undefined : 'router');
    });
  router.param('fact', (_request, _response, next, fact) => {
    next(factName.safeParse(fact).success ? undefined : 'router');
  });
  router.get(
    '/initiatives/:id/facts',
    personal((asking) => factsPage(services, asking)),
  );

  /** Done, it leads back to the fact; refused, the page has the form again with what was typed. */
  const answered = async (asking: Asking, at: string, refused: Refused | null) => {
    const { request, response } = asking;
    const text = textsIn(request.body);
    const sent = { at, value: text('value'), reason: text('reason') };
    if (refused === null)
      response.redirect(303, `/initiatives/${String(request.params['id'])}/facts#${text('back') || 'facts'}`);
    else await factsPage(services, asking, { ...sent, refused });
  };
  const ask = ({ person, request }: Asking, asked: PersonCommand, body: unknown) => {
    const about = { kind: 'initiative', id: String(request.params['id']) } as const;
    return command(services, person, about, asked, formKey(person, request, body));
  };

  router.post(
    '/initiatives/:id/facts/:fact/confirm',
    personal(async (asking) => {
      const fact = asking.request.params['fact'] as Fact;
      const value = shownIn(textsIn(asking.request.body)('value'));
      const refused = await askByForm([], confirming.safeParse({ value }), (body) =>
        ask(asking, { type: 'confirm-fact', fact, value: body.value }, body),
      );
      await answered(asking, `confirm-${fact}`, refused);
    }),
  );
  router.post(
    '/initiatives/:id/facts/:fact/challenge',
    personal(async (asking) => {
      const fact = asking.request.params['fact'] as Fact;
      const text = textsIn(asking.request.body);
      const [value, reason] = [valueTyped(fact, text('value')), text('reason')];
      const missing = [
        ...(value === null ? [{ field: 'value', text: valueMissing(fact) }] : []),
        ...(reason === ''
          ? [{ field: 'reason', text: 'Say why: those who settle it read your reason' }]
          : []),
      ];
      const refused = await askByForm(missing, challenging.safeParse({ value, reason }), (body) => {
        const said = { value: body.value, reason: sealed(body.reason) };
        return ask(asking, { type: 'challenge-fact', id: uuidv7(), fact, ...said }, body);
      });
      await answered(asking, `challenge-${fact}`, refused);
    }),
  );
  for (const [how, way] of Object.entries(WAYS) as [Settlement, (typeof WAYS)[Settlement]][])
    router.post(
      `/initiatives/:id/challenges/:challenge/${way.verb}`,
      personal(async (asking) => {
        const challenge = String(asking.request.params['challenge']);
        const reason = textsIn(asking.request.body)('reason');
        const missing =
          way.reason && reason === ''
            ? [{ field: 'reason', text: 'Say why: the owner and who challenged it read your reason' }]
            : [];
        const asked: z.ZodSafeParseResult<{ reason?: string | undefined }> = way.reason
          ? settling.safeParse({ reason })
          : accepting.safeParse({});
        const refused = await askByForm(missing, asked, (body) => {
          const why = body.reason === undefined ? null : sealed(body.reason);
          return ask(asking, { type: 'settle-challenge', challenge, how, reason: why }, { how, ...body });
        });
        await answered(asking, `settle-${challenge}`, refused);
      }),
    );
  return router;
}

async function factsPage(services: Services, { person, request, show }: Asking, sent: Sent | null = null) {
  const id = String(request.params['id']);
  const page = await readOne(services, person, id, async (state, sql, given) => {
    const [linked, events] = await Promise.all([linkedWith(sql, id), readChallenges(sql, id)]);
    const titles = await titlesOf(
      sql,
      linked.map(({ initiative }) => initiative),
    );
    const people = [...claimants(state), ...events.map(({ data }) => data.by)];
    const names = await namesFor(sql, given.bodies, people);
    return {
      id,
      title: state.proposal.value?.title ?? 'Title erased',
      facts: factsView(state, events, { ...given, linked, by: person }, names),
      money: moneyTogether(state, linked, titles),
    };
  });
  const problems = (sent?.refused.problems ?? []).map(({ text, href }) => ({
    text,
    href: `#${placeOf(page.facts, sent?.at ?? '', href.slice(1))}`,
  }));
  const errors = sent?.refused.byField ?? {};
  // A form of its own each time: what was sent before is not sent again.
  const keys = { next: uuidv7 };
  show('facts', { ...page, sent, problems, errors, keys }, sent?.refused.status ?? 200);
}

/** The field that is meant, where its form is still there; or else the beginning of the page. */
function placeOf(facts: ReturnType<typeof factsView>, at: string, field: string): string {
  const [kind = '', ...rest] = at.split('-');
  const which = rest.join('-');
  const found = facts.find(
    ({ fact, challenges }) => fact === which || challenges.some(({ id }) => id === which),
  );
  if (found === undefined) return 'facts';
  const there =
    kind === 'challenge'
      ? found.mayChallenge
      : kind === 'settle' && found.challenges.some((each) => each.id === which && each.decisions.length > 0);
  return there && (field === 'value' || field === 'reason') ? `${at}-${field}` : `fact-${found.fact}`;
}

/** A value as the page had it hidden. */
function shownIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
