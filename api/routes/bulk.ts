import type { Request } from 'express';
import type { z } from 'zod';
import { unknownPerson } from '../../domain/refusal.ts';
import type { Answer, OnceKey } from '../../store/idempotency.ts';
import type { Identity } from '../../store/registry.ts';
import { keyOfOne, onceKeyOf } from '../commands.ts';
import { answer, route, type Route } from '../route.ts';
import { bulk, bulkResults } from '../schemas/bulk.ts';
import { nothing } from '../schemas/common.ts';
import type { Services } from '../services.ts';
import { workTask } from '../work-task.ts';

type Bulk = z.output<typeof bulk>;

/** The same done to many tasks. Deciding is not among it: each decision is one by itself. */
export function bulkRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/tasks/bulk',
      id: 'workTasksInBulk',
      action: 'task.work',
      tag: 'Tasks',
      summary: 'Claim, release, hand over or remind of many tasks, with a result for each',
      description:
        'Each is done or refused by itself, in the order given, as by the operation of its own. Sent again with the same ' +
        'Idempotency-Key, what was done is told again, and what an interruption left is done. Nothing is decided in bulk.',
      params: nothing,
      query: nothing,
      body: bulk,
      answers: { 200: { description: 'A result for each, in the order given', schema: bulkResults } },
      problems: [422],
      handle: ({ identity, body, request }) => workInBulk(services, identity, body, request),
    }),
  ];
}

async function workInBulk(
  services: Services,
  identity: Identity,
  asked: Bulk,
  request: Request,
): Promise<Answer> {
  const once = onceKeyOf(request, identity, asked);
  const items = [];
  for (const [index, task] of asked.tasks.entries()) {
    const { status, body } = await workOne(services, identity, asked, task, keyOfOne(once, index));
    const done = status === 200;
    items.push({ task, status, done: done ? body : null, problem: done ? null : body });
  }
  const done = items.filter((each) => each.problem === null).length;
  return answer(200, { items, done, refused: items.length - done });
}

function workOne(
  services: Services,
  identity: Identity,
  asked: Bulk,
  id: string,
  once: OnceKey | null,
): Promise<Answer> {
  if (asked.action === 'assign') {
    const { to: whom } = asked;
    return workTask(
      services,
      identity,
      { kind: 'task', id, whom },
      ({ task }, to) => (to === null ? unknownPerson(whom) : { type: 'assign-task', task, to }),
      once,
    );
  }
  const type = asked.action === 'remind' ? 'remind-of-task' : (`${asked.action}-task` as const);
  return workTask(services, identity, { kind: 'task', id }, ({ task }) => ({ type, task }), once);
}
