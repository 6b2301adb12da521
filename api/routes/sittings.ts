import { v7 as uuid } from 'uuid';
import { mayNot } from '../../domain/authorisation.ts';
import { targetOf } from '../../domain/sitting/decide.ts';
import { listSittings } from '../../store/sittings/read-sittings.ts';
import { cursorOf, etag } from '../change.ts';
import { ifMatch, onceKeyOf, sealed } from '../commands.ts';
import { nameThem } from '../present/people.ts';
import { peopleOf, presentListed } from '../present/sittings.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing, page, uuid as id } from '../schemas/common.ts';
import {
  attendance,
  cancelling,
  deferral,
  newSitting,
  sitting,
  sittingChange,
  sittingListed,
  sittingQuery,
  sittingRecord,
  suggestedQuery,
  suggestions,
} from '../schemas/sitting.ts';
import type { Services } from '../services.ts';
import { keepSitting, sittingToRead, suggestAgendas, tellRecord, tellSitting } from '../sittings.ts';

const ofSitting = {
  200: { description: 'The sitting as it is now; its version in `ETag`', schema: sitting },
};

/** Sittings: gates taken together in one meeting. What each decides there is `completeTask`, with `sitting`. */
export function sittingRoutes(services: Services): readonly Route[] {
  return [...reading(services), ...keeping(services)];
}

function reading(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/sittings',
      id: 'listSittings',
      action: 'sitting.list',
      tag: 'Sittings',
      summary: 'The sittings of your bodies, and those that you are invited to',
      params: nothing,
      query: sittingQuery,
      body: undefined,
      answers: { 200: { description: 'A page', schema: page(sittingListed, 'SittingPage') } },
      problems: [],
      handle: async ({ readPerson, query }) => {
        const person = await readPerson();
        const { body, state, gate, mine, sort, limit } = query;
        const after = query.after === undefined ? null : cursorOf(query.after);
        const invited = mine === undefined ? undefined : person.id;
        return readOne(services, person, async (sql) => {
          const states = state === undefined ? undefined : [state];
          const found = await listSittings(sql, { body, states, gate, invited, sort, after, limit });
          const items = found.items.filter((each) => mayNot(person, 'sitting.read', targetOf(each)) === null);
          const nameOf = await nameThem(
            sql,
            items.flatMap((each) => peopleOf(each, [])),
          );
          return answer(200, {
            items: items.map((each) => presentListed(each, person, nameOf)),
            page: { next: found.next },
          });
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/sittings/suggested',
      id: 'suggestSittings',
      action: 'sitting.convene',
      tag: 'Sittings',
      summary: 'Agendas that a body might take: ready gates that the same people could decide',
      description:
        'Of those that are open, not suspended, and wait for no answer of their owner. What is due first comes first, ' +
        'and what is urgent of it. What is on the agenda of another sitting already is among them and says so. ' +
        'Whose proposal a gate is, who has an interest in it and who has answered are not among its people.',
      params: nothing,
      query: suggestedQuery,
      body: undefined,
      answers: { 200: { description: 'Agendas, with who could decide them', schema: suggestions } },
      problems: [403],
      handle: async ({ readPerson, query }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql, given) =>
          answer(200, await suggestAgendas(sql, query.body, person, given)),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/sittings/{id}',
      id: 'getSitting',
      action: 'sitting.read',
      tag: 'Sittings',
      summary: 'A sitting with its agenda as it stands and your task at each item',
      description: 'An item of an initiative that you may not see has its place, and nothing else.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: ofSitting,
      problems: [403, 404],
      handle: async ({ readPerson, params }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql, given) => {
          const found = await sittingToRead(sql, params.id, person);
          return answer(200, await tellSitting(sql, found, person, given), etag(found.n));
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/sittings/{id}/record',
      id: 'getSittingRecord',
      action: 'sitting.read',
      tag: 'Sittings',
      summary:
        'The record of a sitting that is closed: who was there, and for each item what was decided and how',
      description:
        'Told from the events up to its closing, so nothing that happens later changes it. 409 while it is open.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The record', schema: sittingRecord } },
      problems: [403, 404, 409],
      handle: async ({ readPerson, params }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql, given) => {
          const found = await sittingToRead(sql, params.id, person);
          return answer(200, await tellRecord(sql, found, person, given));
        });
      },
    }),
  ];
}

function keeping(services: Services): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/sittings',
      id: 'conveneSitting',
      action: 'sitting.convene',
      tag: 'Sittings',
      summary: 'Convene a sitting of a body',
      description:
        'Each gate of the agenda has it in its initiative’s history. It decides nothing: ' +
        'everybody answers for themselves, at their own task, with `sitting`.',
      params: nothing,
      query: nothing,
      body: newSitting,
      answers: { 201: { description: 'The sitting; its version in `ETag`', schema: sitting } },
      problems: [403, 409, 422],
      handle: ({ identity, body: { title, where, ...given }, request }) => {
        const made = uuid();
        return keepSitting(services, {
          by: identity,
          id: made,
          command: {
            type: 'convene',
            id: made,
            ...given,
            title: sealed(title),
            where: where === undefined ? null : sealed(where),
          },
          once: onceKeyOf(request, identity),
        });
      },
    }),
    route({
      method: 'patch',
      path: '/v1/sittings/{id}',
      id: 'changeSitting',
      action: 'sitting.keep',
      tag: 'Sittings',
      summary: 'Rename or move a sitting, change its agenda or who is invited',
      params: idParams,
      query: nothing,
      body: sittingChange,
      ifMatch: true,
      answers: ofSitting,
      problems: [403, 404, 409, 412, 422, 428],
      handle: ({ identity, params, body: { title, where, heldAt, agenda, invited }, request }) =>
        keepSitting(services, {
          by: identity,
          id: params.id,
          command: {
            type: 'change',
            ...(title !== undefined && { title: sealed(title) }),
            ...(where !== undefined && { where: where === null ? null : sealed(where) }),
            ...(heldAt !== undefined && { heldAt }),
            ...(agenda !== undefined && { agenda }),
            ...(invited !== undefined && { invited }),
            expected: ifMatch(request),
          },
          once: onceKeyOf(request, identity),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/sittings/{id}/attendance',
      id: 'recordAttendance',
      action: 'sitting.attend',
      tag: 'Sittings',
      summary: 'Record who is there, who is not, and who sent apologies',
      description:
        'Whoever is invited may send their own apologies. That somebody was there is recorded from its day on.',
      params: idParams,
      query: nothing,
      body: attendance,
      answers: ofSitting,
      problems: [403, 404, 409, 422],
      handle: ({ identity, params, body, request }) =>
        keepSitting(services, {
          by: identity,
          id: params.id,
          command: { type: 'record-attendance', people: body.people },
          once: onceKeyOf(request, identity),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/sittings/{id}/items/{gate}/defer',
      id: 'deferItem',
      action: 'sitting.keep',
      tag: 'Sittings',
      summary: 'Defer an item: it stays an open gate',
      description: 'Its owner is told, with the reason.',
      params: idParams.extend({ gate: id }),
      query: nothing,
      body: deferral,
      answers: ofSitting,
      problems: [403, 404, 409, 422],
      handle: ({ identity, params, body, request }) =>
        keepSitting(services, {
          by: identity,
          id: params.id,
          command: { type: 'defer-item', gate: params.gate, reason: sealed(body.reason) },
          once: onceKeyOf(request, identity),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/sittings/{id}/close',
      id: 'closeSitting',
      action: 'sitting.keep',
      tag: 'Sittings',
      summary: 'Close a sitting: its record is made, and what is not decided is simply still open',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: ofSitting,
      problems: [403, 404, 409],
      handle: ({ identity, params, request }) =>
        keepSitting(services, {
          by: identity,
          id: params.id,
          command: { type: 'close' },
          once: onceKeyOf(request, identity),
        }),
    }),
    route({
      method: 'post',
      path: '/v1/sittings/{id}/cancel',
      id: 'cancelSitting',
      action: 'sitting.keep',
      tag: 'Sittings',
      summary: 'Cancel a sitting: its gates stay as they are',
      description:
        'Not once somebody has answered at it, also where the answer was taken back, or an item was deferred: what was held is closed, and has a record.',
      params: idParams,
      query: nothing,
      body: cancelling,
      bodyOptional: true,
      answers: ofSitting,
      problems: [403, 404, 409],
      handle: ({ identity, params, body, request }) =>
        keepSitting(services, {
          by: identity,
          id: params.id,
          command: { type: 'cancel', reason: body.reason === undefined ? null : sealed(body.reason) },
          once: onceKeyOf(request, identity, body),
        }),
    }),
  ];
}
