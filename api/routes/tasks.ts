import type { z } from 'zod';
import { whyUnseen } from '../../store/handler.ts';
import type { Answer, OnceKey } from '../../store/idempotency.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import { listTasks, readTasks } from '../../store/read/tasks.ts';
import type { Identity } from '../../store/registry.ts';
import { cursorOf } from '../change.ts';
import { onceKeyOf, sealed } from '../commands.ts';
import { askedAgain } from '../differences.ts';
import type { Commanding } from '../on-task.ts';
import { peopleAt, presentTask } from '../present/gates.ts';
import { nameThem } from '../present/people.ts';
import { ProblemError, problemOf } from '../problem.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing, page } from '../schemas/common.ts';
import { completion, nextTask, ofTask, recalling, task, taskToRead } from '../schemas/gate.ts';
import { taskListQuery } from '../schemas/queue.ts';
import type { Services } from '../services.ts';
import { taskFilterOf } from '../task-query.ts';
import { workTask } from '../work-task.ts';

/** Who holds a task. */
const HOLDING = [
  {
    action: 'claim',
    id: 'claimTask',
    summary: 'Claim a task: nobody else then holds it',
    description: 'Asked again by who holds it, it changes nothing. Whoever else asks is told who holds it.',
  },
  {
    action: 'take-over',
    id: 'takeOverTask',
    summary: 'Take a task over from who holds it',
    description: 'Whoever could claim it, were it free, may. The history says who took it from whom.',
  },
  {
    action: 'release',
    id: 'releaseTask',
    summary: 'Give a claimed task back',
    description: 'It waits again for whoever may fill it.',
  },
] as const;

/** The queue, and working a task of it. */
export function taskRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/tasks',
      id: 'listTasks',
      action: 'task.list',
      tag: 'Tasks',
      summary: 'List tasks; with `queue`, those that wait for you',
      params: nothing,
      query: taskListQuery,
      body: undefined,
      answers: { 200: { description: 'A page, by due date first', schema: page(task, 'TaskPage') } },
      problems: [],
      handle: async ({ readPerson, query }) => {
        const person = await readPerson();
        const after = query.after === undefined ? null : cursorOf(query.after);
        const { sort, limit, after: _page, ...asked } = query;
        return readOne(services, person, async (sql, given) => {
          const filter = { ...taskFilterOf(asked, person, given.now), sort, limit, after };
          const found = await listTasks(sql, person, filter);
          const nameOf = await nameThem(
            sql,
            found.items.flatMap((each) => peopleAt(each.gate)),
          );
          const items = found.items.map((each) => presentTask(each, person, given, nameOf));
          return answer(200, { items, page: { next: found.next, total: found.total } });
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/tasks/{id}',
      id: 'getTask',
      action: 'task.read',
      tag: 'Tasks',
      summary: 'Read one task',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The task as it is now', schema: taskToRead } },
      problems: [403, 404],
      handle: async ({ readPerson, params }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql, given) => {
          const found = (await readTasks(sql, person, [params.id])).get(params.id);
          if (found === undefined)
            throw new ProblemError(problemOf(await whyUnseen(sql, { kind: 'task', id: params.id })));
          const nameOf = await nameThem(sql, peopleAt(found.gate));
          const state = found.seat.vote === null ? await readInitiative(sql, found.initiative.id) : null;
          const again = state === null ? null : await askedAgain(sql, state, found.gate, person.id);
          return answer(200, {
            ...presentTask(found, person, given, nameOf),
            differences: again?.differences ?? null,
          });
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/tasks/claim-next',
      id: 'claimNextTask',
      action: 'task.work',
      tag: 'Tasks',
      summary: 'Claim the most urgent task that you could fill',
      description:
        'The one that is due first of those that wait in your queue and nobody holds; with a filter, of those that it ' +
        'leaves. However many ask at once, each is given another. 404 `nothing-waits` where there is none.',
      params: nothing,
      query: nothing,
      body: nextTask,
      bodyOptional: true,
      answers: { 200: { description: 'The task that you hold now', schema: task } },
      problems: [404],
      handle: ({ identity, body, request }) =>
        workTask(
          services,
          identity,
          { kind: 'next-task', filter: body },
          (place) => ({ type: 'claim-task', task: place.task }),
          onceKeyOf(request, identity, body),
        ),
    }),
    ...HOLDING.map(({ action, ...told }) =>
      route({
        method: 'post',
        path: `/v1/tasks/{id}/${action}`,
        ...told,
        action: 'task.work',
        tag: 'Tasks',
        params: idParams,
        query: nothing,
        body: undefined,
        answers: ofTask,
        problems: [403, 404, 409],
        handle: ({ identity, params, request }) => {
          const once = onceKeyOf(request, identity);
          return workTask(
            services,
            identity,
            { kind: 'task', id: params.id },
            () => ({ type: `${action}-task`, task: params.id }),
            once,
          );
        },
      }),
    ),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/complete',
      id: 'completeTask',
      action: 'task.decide',
      tag: 'Tasks',
      summary: 'Answer a task',
      description:
        'The vote is durable when the answer is sent. Completing a ready task claims it. A refused or late vote is ' +
        'recorded and changes nothing. `contentHash` is the one of the task as it was shown.',
      params: idParams,
      query: nothing,
      body: completion,
      answers: ofTask,
      problems: [403, 404, 409, 422],
      handle: ({ identity, params, body, request }) =>
        completeTask(services, identity, params.id, body, onceKeyOf(request, identity)),
    }),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/recall',
      id: 'recallVote',
      action: 'task.decide',
      tag: 'Tasks',
      summary: 'Take your answer back before the gate is decided',
      description:
        'The task waits again, for you and for everybody else who may fill it. The answer stays in the history, with ' +
        'the reason where you give one.',
      params: idParams,
      query: nothing,
      body: recalling,
      bodyOptional: true,
      answers: ofTask,
      problems: [403, 404, 409],
      handle: ({ identity, params, body, request }) =>
        workTask(
          services,
          identity,
          { kind: 'task', id: params.id },
          ({ task: id }) => ({
            type: 'recall-vote',
            task: id,
            reason: body.reason === undefined ? null : sealed(body.reason),
          }),
          onceKeyOf(request, identity, body),
        ),
    }),
  ];
}

/** Answers a task, once for a key. */
export function completeTask(
  services: Services,
  by: Identity,
  task: string,
  { outcome, contentHash, reason, conditions, returnTo, sitting }: z.output<typeof completion>,
  once: OnceKey | null,
): Promise<Answer> {
  const words = {
    reason: reason === undefined ? null : sealed(reason),
    conditions: conditions === undefined ? null : sealed(conditions),
  };
  const command: Commanding = (place, _whom, found) =>
    ({
      type: 'complete-task',
      ...place,
      task,
      outcome,
      contentHash,
      ...words,
      returnTo: returnTo ?? null,
      ...(sitting !== undefined && { sitting: { id: sitting, found } }),
    }) as const;
  const about = { kind: 'task', id: task, ...(sitting !== undefined && { sitting }) } as const;
  return workTask(services, by, about, command, once);
}
