import { unknownPerson } from '../../domain/refusal.ts';
import { onceKeyOf, sealed } from '../commands.ts';
import { route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import { answerGiven, colleague, ofTask, questionAsked, resolving } from '../schemas/gate.ts';
import type { Services } from '../services.ts';
import { workTask } from '../work-task.ts';

/** Whom a task goes to. */
const HANDING = [
  {
    action: 'assign',
    id: 'assignTask',
    summary: 'Hand a task to a colleague, who holds it from then on',
    description:
      'Who holds it may, and where nobody does, whoever it is for. The colleague must be able to fill it: 422 ' +
      '`colleague-unfit` says why they could not.',
  },
  {
    action: 'delegate',
    id: 'delegateTask',
    summary: 'Have a task that you hold prepared by a colleague',
    description:
      'It stays yours, and cannot be completed until they have resolved it or you have it back. They hold a role for one ' +
      'of its bodies, and cannot delegate it further.',
  },
] as const;

/** A task that others have a hand in: who it goes to, and what its owner is asked. */
export function taskColleagueRoutes(services: Services): readonly Route[] {
  return [
    ...HANDING.map(({ action, ...told }) =>
      route({
        method: 'post',
        path: `/v1/tasks/{id}/${action}`,
        ...told,
        action: 'task.work',
        tag: 'Tasks',
        params: idParams,
        query: nothing,
        body: colleague,
        answers: ofTask,
        problems: [403, 404, 409, 422],
        handle: ({ identity, params, body, request }) =>
          workTask(
            services,
            identity,
            { kind: 'task', id: params.id, whom: body.to },
            ({ task: id }, to) =>
              to === null ? unknownPerson(body.to) : { type: `${action}-task`, task: id, to },
            onceKeyOf(request, identity, body),
          ),
      }),
    ),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/resolve',
      id: 'resolveTask',
      action: 'task.work',
      tag: 'Tasks',
      summary: 'Say that a delegated task is prepared, or have it back',
      description:
        'The colleague it was delegated to may, with a note; and whoever holds it, without one, to have it back. It can be ' +
        'completed then.',
      params: idParams,
      query: nothing,
      body: resolving,
      bodyOptional: true,
      answers: ofTask,
      problems: [403, 404, 409, 422],
      handle: ({ identity, params, body, request }) =>
        workTask(
          services,
          identity,
          { kind: 'task', id: params.id },
          ({ task: id }) => ({
            type: 'resolve-task',
            task: id,
            note: body.note === undefined ? null : sealed(body.note),
          }),
          onceKeyOf(request, identity, body),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/remind',
      id: 'remindOfTask',
      action: 'task.remind',
      tag: 'Tasks',
      summary: 'Remind whom a task waits for',
      description:
        'The owner of the initiative may, and whoever the task is for; once a day, whoever does. It is in the history, and ' +
        'those whom the task waits for see it in their queue.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: ofTask,
      problems: [403, 404, 409],
      handle: ({ identity, params, request }) =>
        workTask(
          services,
          identity,
          { kind: 'task', id: params.id },
          ({ task: id }) => ({ type: 'remind-of-task', task: id }),
          onceKeyOf(request, identity),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/request-information',
      id: 'requestInformation',
      action: 'task.work',
      tag: 'Tasks',
      summary: 'Ask the owner something before you decide',
      description:
        'You hold the task meanwhile, and the due date of the gate stands still while a decider waits, ten working days ' +
        'at most: it is later by those that this took. Advice stops nothing. A release, or your decision, takes the ' +
        'question back.',
      params: idParams,
      query: nothing,
      body: questionAsked,
      answers: ofTask,
      problems: [403, 404, 409],
      handle: ({ identity, params, body, request }) =>
        workTask(
          services,
          identity,
          { kind: 'task', id: params.id },
          ({ task: id }) => ({ type: 'request-information', task: id, question: sealed(body.question) }),
          onceKeyOf(request, identity, body),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/answer',
      id: 'giveInformation',
      action: 'task.answer',
      tag: 'Tasks',
      summary: 'Answer, as owner, what a decider asked',
      description:
        'The task goes on with who asked. `GET /v1/tasks?queue=to-answer` lists what waits for you.',
      params: idParams,
      query: nothing,
      body: answerGiven,
      answers: ofTask,
      problems: [403, 404, 409],
      handle: ({ identity, params, body, request }) =>
        workTask(
          services,
          identity,
          { kind: 'task', id: params.id },
          ({ task: id }) => ({ type: 'give-information', task: id, answer: sealed(body.answer) }),
          onceKeyOf(request, identity, body),
        ),
    }),
  ];
}
