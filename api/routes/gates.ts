import { z } from 'zod';
import { linkedWith } from '../../store/links.ts';
import { readGates, readHistory, readReceipts } from '../../store/read/initiatives.ts';
import { change, refused, type Plain } from '../change.ts';
import { sealed } from '../commands.ts';
import { peopleAt, presentGate, presentPreview, presentVerdict } from '../present/gates.ts';
import { presentAhead, presentEvent } from '../present/initiatives.ts';
import { nameThem, naming } from '../present/people.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, instant, named, nothing, numbered, page, uuid } from '../schemas/common.ts';
import {
  gate,
  gates,
  override,
  preview,
  recalling,
  referralAnswer,
  returning,
  verdicts,
} from '../schemas/gate.ts';
import type { Services } from '../services.ts';
import { whoCould } from '../who-could.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import { previewOf } from '../../domain/initiative/preview.ts';

const historyQuery = numbered('event', { most: 500, usual: 200 });

const event = z
  .object({
    id: uuid,
    n: z.int(),
    type: z.string(),
    version: z.int(),
    at: instant,
    actor: named,
    data: z.looseObject({}),
  })
  .meta({ id: 'Event', description: 'Words are {hash, text}: the text can be erased, the hash stays.' });

const NO_TIME_RUNS = { next: [], chain: [] } as const;

/** Gates with their requirements and seats, the verdicts that sent them there, and what happened, in order. */
export function gateRoutes(services: Services): readonly Route[] {
  const ofGate = { 200: { description: 'The gate as it is now', schema: gate } };
  return [
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/gates',
      id: 'listGates',
      action: 'initiative.read',
      tag: 'Gates',
      summary: 'Every gate of an initiative, in the order in which they opened',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The gates', schema: gates } },
      problems: [403, 404],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, async (state, sql, given) => {
          const found = await readGates(sql, state.id);
          const nameOf = await nameThem(sql, found.flatMap(peopleAt));
          const items = [];
          for (const each of found) {
            const rules = await services.world.rulesOf(sql, each, given);
            const people = await whoCould(sql, state, each, given);
            const ahead = each.id === state.gate?.id ? presentAhead(state, given) : NO_TIME_RUNS;
            items.push({ ...presentGate(state, each, rules, given.bodies, nameOf), ...people, ...ahead });
          }
          return answer(200, { items });
        }),
    }),
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/preview',
      id: 'previewGate',
      action: 'initiative.read',
      tag: 'Gates',
      summary: 'Who decides, or would if the stage being worked were presented now',
      description:
        'By the policy, the rules, the map and the people of today. Nothing is changed by it. 422 names each fact without ' +
        'which it cannot be said.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The gate that is open, or that would open', schema: preview } },
      problems: [403, 404, 409, 422],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, async (state, sql, given) => {
          const found = previewOf(state, { ...given, linked: await linkedWith(sql, state.id) });
          if (!found.ok) return refused(found.error);
          const people = await whoCould(sql, state, found.value, given);
          return answer(200, { ...presentPreview(state, found.value, given.bodies), ...people });
        }),
    }),
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/verdicts',
      id: 'listVerdicts',
      action: 'initiative.read',
      tag: 'Gates',
      summary: 'Where the policy sent each gate, with receipts',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The verdicts', schema: verdicts } },
      problems: [403, 404],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, async (state, sql, given) => {
          const [found, receipts] = await Promise.all([
            readGates(sql, state.id),
            readReceipts(sql, state.id),
          ]);
          const items = found.map((each) =>
            presentVerdict(each, receipts.get(each.id) ?? each.receipt, given.bodies),
          );
          return answer(200, { items });
        }),
    }),
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/history',
      id: 'readHistory',
      action: 'initiative.read',
      tag: 'Initiatives',
      summary: 'What happened, in order',
      params: idParams,
      query: historyQuery,
      body: undefined,
      answers: { 200: { description: 'A page of events', schema: page(event, 'History') } },
      problems: [403, 404],
      handle: async ({ readPerson, params, query }) =>
        readOne(services, await readPerson(), params.id, async (state, sql) => {
          const found = await readHistory(sql, state.id, query.after, query.limit);
          const nameOf = await nameThem(
            sql,
            found.map((each) => each.actor),
          );
          const last = found.at(-1)?.n ?? state.n;
          const next = last < state.n ? String(last) : null;
          return answer(200, {
            items: found.map((each) => presentEvent(each, nameOf)),
            page: { next, total: state.n },
          });
        }),
    }),
    route({
      method: 'post',
      path: '/v1/gates/{id}/referrals/{authority}',
      id: 'answerReferral',
      action: 'referral.answer',
      tag: 'Gates',
      summary: 'Record what an outside authority answered, or that it was notified',
      description: '`called-in` suspends the gate until `released`.',
      params: idParams.extend({ authority: z.string().max(100) }),
      query: nothing,
      body: referralAnswer,
      answers: ofGate,
      problems: [403, 404, 409, 422],
      handle: ({ params, body, ...asking }) =>
        atGate(services, asking, params.id, {
          type: 'answer-referral',
          gate: params.id,
          authority: params.authority,
          answer: body.answer,
          reference: sealed(body.reference),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/gates/{id}/requirements/{requirement}/override',
      id: 'overrideRequirement',
      action: 'requirement.override',
      tag: 'Gates',
      summary: 'Set a requirement aside, with a reason; counted for the board',
      params: idParams.extend({ requirement: z.string().max(200) }),
      query: nothing,
      body: override,
      answers: ofGate,
      problems: [403, 404, 409],
      handle: ({ params, body, ...asking }) =>
        atGate(services, asking, params.id, {
          type: 'override-requirement',
          gate: params.id,
          requirement: params.requirement,
          reason: sealed(body.reason),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/gates/{id}/return',
      id: 'returnGate',
      action: 'gate.return',
      tag: 'Gates',
      summary: 'Return a gate to the lower level where the rules of today send it',
      description:
        'A gate keeps the version of the policy that it opened with. Where the one in force sends it lower, an approver of the body that ' +
        'decides it may return it, with a reason. Refused while a rule in force still asks for its level: `rules` names them. Answers ' +
        'that still count there count on.',
      params: idParams,
      query: nothing,
      body: returning,
      answers: ofGate,
      problems: [403, 404, 409, 422],
      handle: ({ params, body, ...asking }) =>
        atGate(services, asking, params.id, {
          type: 'return-gate',
          gate: params.id,
          reason: sealed(body.reason),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/gates/{id}/earlier-votes/recall',
      id: 'recallEarlierVotes',
      action: 'task.decide',
      tag: 'Gates',
      summary: 'Take back what you answered at gates before this one, so that it does not count here',
      description:
        'An answer of a gate that facts moved counts on where it still may (`earlierVotes` of the gate): whoever thinks otherwise by now ' +
        'takes it back before it does. One that counts already is taken back at its task.',
      params: idParams,
      query: nothing,
      body: recalling,
      bodyOptional: true,
      answers: ofGate,
      problems: [403, 404, 409],
      handle: ({ params, body, ...asking }) =>
        atGate(services, asking, params.id, {
          type: 'recall-earlier-votes',
          gate: params.id,
          reason: body.reason === undefined ? null : sealed(body.reason),
        }),
    }),
  ];
}

function atGate(services: Services, asking: Plain, id: string, command: PersonCommand) {
  return change(services, asking, { kind: 'gate', id }, command, ({ state, given, names }) => {
    if (state.gate === null) throw new Error('An initiative with a gate has one');
    return answer(200, presentGate(state, state.gate, given.rules, given.bodies, naming(names)));
  });
}
