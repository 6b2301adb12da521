import { v7 as uuid } from 'uuid';
import type { Settlement } from '../../domain/initiative/events.ts';
import { ACTION } from '../../domain/initiative/decide-challenge.ts';
import { change } from '../change.ts';
import { sealed } from '../commands.ts';
import { claimants, presentClaims } from '../present/facts.ts';
import { nameThem, naming } from '../present/people.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import {
  accepting,
  challengeParams,
  challenging,
  claims,
  confirming,
  factParams,
  settling,
} from '../schemas/facts.ts';
import type { Services } from '../services.ts';

const ofId = (id: string) => ({ kind: 'initiative', id }) as const;
const told = ({ state, names }: Parameters<NonNullable<Parameters<typeof change>[4]>>[0]) =>
  answer(200, presentClaims(state, naming(names)));

/** How each way of settling is asked for. */
const WAYS: Readonly<
  Record<Settlement, { readonly verb: string; readonly summary: string; readonly description: string }>
> = {
  accepted: {
    verb: 'accept',
    summary: 'Accept a challenge: the fact has that value',
    description:
      'The owner’s. As an edit of the fact, it outdates the votes that were cast on the other value.',
  },
  withdrawn: {
    verb: 'withdraw',
    summary: 'Withdraw your challenge',
    description: 'Theirs who made it. The asserted value stands.',
  },
  upheld: {
    verb: 'uphold',
    summary: 'Uphold a challenge: the fact has that value',
    description:
      'An approver or signatory of the body that decides by the highest verdict, other than who challenged it.',
  },
  dismissed: {
    verb: 'dismiss',
    summary: 'Dismiss a challenge: the asserted value stands',
    description:
      'An approver or signatory of the body that decides by the highest verdict, other than who challenged it; never the ' +
      'owner. Where it lowers the level of a decision, the board sees it.',
  },
};

/** Facts as claims: who asserted each, who confirmed it, and what is challenged until it is settled. */
export function factRoutes(services: Services): readonly Route[] {
  const answers = { 200: { description: 'The facts as they are claimed now', schema: claims } };
  return [
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/facts',
      id: 'listClaims',
      action: 'initiative.read',
      tag: 'Facts',
      summary: 'Each fact with who asserted it, who confirmed it and who challenges it',
      params: idParams,
      query: nothing,
      body: undefined,
      answers,
      problems: [403, 404],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, async (state, sql) =>
          answer(200, presentClaims(state, await nameThem(sql, claimants(state)))),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/facts/{fact}/confirm',
      id: 'confirmFact',
      action: 'fact.confirm',
      tag: 'Facts',
      summary: 'Confirm a fact as you were shown it',
      description:
        'By an approver or signatory of a body that decides, that is affected or that is above, other than who wrote or asserted ' +
        'it. An approval of the plan confirms the facts that it was shown by itself. An edit of the fact drops it.',
      params: factParams,
      query: nothing,
      body: confirming,
      answers,
      problems: [403, 404, 409, 422],
      handle: ({ params: { id, fact }, body: { value }, ...asking }) =>
        change(services, asking, ofId(id), { type: 'confirm-fact', fact, value }, told),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/facts/{fact}/challenge',
      id: 'challengeFact',
      action: 'fact.challenge',
      tag: 'Facts',
      summary: 'Challenge a fact with another value',
      description:
        'By an approver or signatory of a deciding body, of an affected ICS or of a body above. The verdict is taken for what is ' +
        'asserted and for what is challenged, and the highest holds until it is settled: an open gate moves if that is higher. ' +
        'Time passing settles nothing.',
      params: factParams,
      query: nothing,
      body: challenging,
      answers,
      problems: [403, 404, 409, 422],
      handle: ({ params: { id, fact }, body, ...asking }) => {
        const { value } = body;
        const reason = sealed(body.reason);
        const command = { type: 'challenge-fact', id: uuid(), fact, value, reason } as const;
        return change(services, asking, ofId(id), command, told);
      },
    }),
    ...(Object.keys(WAYS) as Settlement[]).map((how) => {
      const { verb, ...words } = WAYS[how];
      const decides = how === 'upheld' || how === 'dismissed';
      return route({
        method: 'post',
        path: `/v1/initiatives/{id}/challenges/{challenge}/${verb}`,
        id: `${verb}Challenge`,
        action: ACTION[how],
        tag: 'Facts',
        ...words,
        params: challengeParams,
        query: nothing,
        body: decides ? settling : accepting,
        bodyOptional: !decides,
        answers,
        problems: [403, 404, 409, 422],
        handle: ({ params: { id, challenge }, body, ...asking }) => {
          const reason = body.reason === undefined ? null : sealed(body.reason);
          const command = { type: 'settle-challenge', challenge, how, reason } as const;
          return change(services, asking, ofId(id), command, told);
        },
      });
    }),
  ];
}
