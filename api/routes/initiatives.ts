import { z } from 'zod';
import { v7 as uuid } from 'uuid';
import { refusal } from '../../domain/refusal.ts';
import { listInitiatives } from '../../store/read/initiatives.ts';
import { change, cursorOf, etag, tellInitiative } from '../change.ts';
import { ifMatch, sealed } from '../commands.ts';
import { presentInitiative, presentStage, presentWhole } from '../present/initiatives.ts';
import { nameThem } from '../present/people.ts';
import { changedProposal, givenFacts, newProposal } from '../proposal.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing, page, stage, text } from '../schemas/common.ts';
import {
  initiative,
  initiativeChange,
  initiativeListQuery,
  listedInitiative,
  newInitiative,
  stageWork,
} from '../schemas/initiative.ts';
import { STAGE_CONTENT } from '../schemas/stage-content.ts';
import { readOne } from '../read-one.ts';
import type { Services } from '../services.ts';
import { parseWith } from '../validate.ts';

const ofId = (id: string) => ({ kind: 'initiative', id }) as const;
const stageParams = z.object({ id: idParams.shape.id, stage });
const withdrawal = z.strictObject({ reason: text().optional() }).meta({ id: 'Withdrawal' });

/** Drafting, editing, working the stages, submitting and withdrawing. */
export function initiativeRoutes(services: Services): readonly Route[] {
  const ofInitiative = { 200: { description: 'The initiative as it is now', schema: initiative } };
  return [
    route({
      method: 'post',
      path: '/v1/initiatives',
      id: 'draftInitiative',
      action: 'initiative.draft',
      tag: 'Initiatives',
      summary: 'Draft an initiative',
      params: nothing,
      query: nothing,
      body: newInitiative,
      answers: { 201: { description: 'The draft; its address is in `Location`', schema: initiative } },
      problems: [403, 422],
      handle: ({ body, ...asking }) => {
        const id = uuid();
        const proposal = sealed(newProposal(body));
        const salt = sealed(uuid());
        const command = {
          type: 'draft-initiative',
          id,
          salt,
          proposal,
          facts: givenFacts(body.facts),
        } as const;
        return change(
          services,
          asking,
          ofId(id),
          (_, linked) => ({ ...command, linked }),
          (told) => {
            const { headers, ...draft } = tellInitiative(told);
            return { ...draft, status: 201, headers: { Location: `/v1/initiatives/${id}`, ...headers } };
          },
          namedIn(body),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/initiatives',
      id: 'listInitiatives',
      action: 'initiative.list',
      tag: 'Initiatives',
      summary: 'List the initiatives that your bodies have a part in',
      params: nothing,
      query: initiativeListQuery,
      body: undefined,
      answers: { 200: { description: 'A page', schema: page(listedInitiative, 'InitiativePage') } },
      problems: [],
      handle: async ({ identity, readPerson, query }) => {
        const after = query.after === undefined ? null : cursorOf(query.after);
        const filter = { ...query, owner: query.owner === 'me' ? identity.id : undefined, after };
        const person = await readPerson();
        return readOne(services, person, async (sql, given) => {
          const found = await listInitiatives(sql, person, filter);
          const nameOf = await nameThem(
            sql,
            found.items.map((each) => each.owner),
          );
          const items = found.items.map((each) => presentInitiative(each, given.bodies, nameOf));
          return answer(200, { items, page: { next: found.next } });
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/initiatives/{id}',
      id: 'getInitiative',
      action: 'initiative.read',
      tag: 'Initiatives',
      summary: 'Read one initiative',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: ofInitiative,
      problems: [403, 404],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, async (state, sql, given) => {
          const nameOf = await nameThem(sql, [state.owner]);
          return answer(200, presentWhole(state, given, nameOf), etag(state.revision));
        }),
    }),
    route({
      method: 'patch',
      path: '/v1/initiatives/{id}',
      id: 'editInitiative',
      action: 'initiative.edit',
      tag: 'Initiatives',
      summary: 'Change proposal or facts',
      description: 'Votes that were cast on other words become outdated, and those people are asked again.',
      params: idParams,
      query: nothing,
      body: initiativeChange,
      ifMatch: true,
      answers: ofInitiative,
      problems: [403, 404, 409, 412, 422, 428],
      handle: ({ body, params, ...asking }) =>
        change(
          services,
          asking,
          ofId(params.id),
          (state, linked) => {
            if (!state?.proposal.value) return refusal('not-found', 'There is no proposal to change.');
            return {
              type: 'edit-initiative',
              proposal: sealed(changedProposal(state.proposal.value, body)),
              facts: { ...state.facts, ...givenFacts(body.facts) },
              linked,
              revision: ifMatch(asking.request),
            };
          },
          undefined,
          namedIn(body),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/submit',
      id: 'submitInitiative',
      action: 'initiative.submit',
      tag: 'Initiatives',
      summary: 'Start it, and present its plan for decision',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: ofInitiative,
      problems: [403, 404, 409, 422],
      handle: ({ params, ...asking }) =>
        change(services, asking, ofId(params.id), { type: 'submit-initiative' }),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/withdraw',
      id: 'withdrawInitiative',
      action: 'initiative.withdraw',
      tag: 'Initiatives',
      summary: 'Stop it',
      params: idParams,
      query: nothing,
      body: withdrawal,
      bodyOptional: true,
      answers: ofInitiative,
      problems: [403, 404, 409],
      handle: ({ body, params, ...asking }) =>
        change(services, asking, ofId(params.id), {
          type: 'withdraw-initiative',
          reason: body.reason === undefined ? null : sealed(body.reason),
        }),
    }),
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/stages/{stage}',
      id: 'getStage',
      action: 'initiative.read',
      tag: 'Initiatives',
      summary: 'Read a stage with its content',
      params: stageParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The stage', schema: stageWork } },
      problems: [403, 404],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, (state) => {
          const work = presentStage(state, params.stage);
          return Promise.resolve(answer(200, work, etag(work.revision)));
        }),
    }),
    route({
      method: 'put',
      path: '/v1/initiatives/{id}/stages/{stage}',
      id: 'sendStageContent',
      action: 'stage.send',
      tag: 'Initiatives',
      summary: 'Send a stage’s content',
      description:
        'Sent whole, as it grows. Once there is content, `If-Match` says which version it replaces.',
      params: stageParams,
      query: nothing,
      body: z.looseObject({}),
      bodyInDocument: z.union(Object.values(STAGE_CONTENT)).meta({ id: 'StageContent' }),
      ifMatch: true,
      answers: { 200: { description: 'The stage as it is now', schema: stageWork } },
      problems: [403, 404, 409, 412, 422, 428],
      handle: ({ params, body, ...asking }) => {
        const content = sealed(parseWith(STAGE_CONTENT[params.stage], body));
        const revision = ifMatch(asking.request);
        const command = { type: 'send-stage-content', stage: params.stage, content, revision } as const;
        return change(services, asking, ofId(params.id), command, ({ state }) => {
          const work = presentStage(state, params.stage);
          return answer(200, work, etag(work.revision));
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/stages/{stage}/present',
      id: 'presentStage',
      action: 'stage.present',
      tag: 'Initiatives',
      summary: 'Present a stage for decision',
      params: stageParams,
      query: nothing,
      body: undefined,
      answers: ofInitiative,
      problems: [403, 404, 409, 422],
      handle: ({ params, ...asking }) =>
        change(services, asking, ofId(params.id), { type: 'present-stage', stage: params.stage }),
    }),
  ];
}

/** What of a proposal has to be looked for before it is decided. */
function namedIn({ linkedInitiatives: linked, policy }: z.output<typeof initiativeChange>) {
  return { ...(linked && { linked }), ...(policy && { policy: policy.version }) };
}
