import express, { type Router } from 'express';
import { z } from 'zod';
import { uuid } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import { readOne } from '../../api/read-one.ts';
import { hashOf } from '../../domain/log/hash.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { readTasks, type QueuedTask } from '../../store/read/tasks.ts';
import type { Asking, Personal } from '../personal.ts';
import { hold, remindOf, type Came } from '../task-commands.ts';
import { seatAsks } from '../words/gate-words.ts';
import { namesFor } from '../words/names.ts';
import { refusalInWords } from '../words/refusal-words.ts';

const ACTIONS = ['claim', 'release', 'remind'] as const;
type Action = (typeof ACTIONS)[number];

/** What a page of the queue sends: the tasks that were ticked, and the button. */
const form = z.object({
  action: z.enum(ACTIONS).nullable().catch(null),
  key: uuid.nullable().catch(null),
  task: z.union([z.array(uuid).max(200), uuid.transform((id) => [id])]).catch([]),
});

const DONE: Readonly<Record<Action, string>> = {
  claim: 'You hold it.',
  release: 'You gave it back to its queue.',
  remind: 'Whom it waits for is reminded.',
};

/** The same done to many tasks: to those ticked in the queue, or to all that an initiative of one's own waits for. */
export function bulkPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.post(
    '/tasks/bulk',
    personal(async (asking) => {
      const { action, task, key } = form.parse(asking.request.body);
      const tasks = action === null ? [] : [...new Set(task)];
      await showResults(services, asking, { action: action ?? 'claim', key }, tasks);
    }),
  );
  return router;
}

async function showResults(
  services: Services,
  { person, show }: Asking,
  { action, key }: { readonly action: Action; readonly key: string | null },
  tasks: readonly string[],
): Promise<void> {
  const results: { readonly task: string; readonly came: Came }[] = [];
  for (const task of tasks) results.push({ task, came: await workOne(services, person, action, task, key) });
  const { items, back } = await readOne(services, person, async (sql, given) => {
    const found = await readTasks(sql, person, tasks, 'briefly');
    const holders = results.flatMap(({ came }) => {
      const holder = came.ok ? undefined : came.refusal.data?.['claimedBy'];
      return typeof holder === 'string' ? [holder] : [];
    });
    const names = await namesFor(sql, given.bodies, holders);
    const items = results.map(({ task, came }) => {
      const about = found.get(task);
      const seat = about?.seat;
      return {
        href: `/tasks/${task}`,
        title:
          about === undefined
            ? 'A task that is not there for you'
            : (about.initiative.title ?? 'Title erased'),
        asked: seat === undefined ? null : `${seatAsks(seat)} for ${names.bodies(seat.bodies, 'or')}`,
        done: came.ok,
        text: came.ok ? DONE[action] : refusalInWords(came.refusal, names),
      };
    });
    return { items, back: backTo([...found.values()], person) };
  });
  const done = items.filter((each) => each.done).length;
  show('bulk', { action, items, back, done, refused: items.length - done }, items.length === 0 ? 422 : 200);
}

/** Where somebody came from: their own initiative, all of whose tasks these are, or their queue. */
function backTo(found: readonly QueuedTask[], person: KnownPerson) {
  const [initiative, ...others] = new Map(
    found.map((each) => [each.initiative.id, each.initiative]),
  ).values();
  return initiative?.owner === person.id && others.length === 0
    ? { href: `/initiatives/${initiative.id}`, text: 'Back to the initiative' }
    : { href: '/queue', text: 'Back to my queue' };
}

function workOne(
  services: Services,
  person: KnownPerson,
  action: Action,
  task: string,
  key: string | null,
): Promise<Came> {
  // Sent again, by a double click or a reload, it is told again and not done again.
  const route = `POST /tasks/bulk/${task}/${action}`;
  const once = key === null ? null : { caller: person.id, route, key, requestHash: hashOf([task, action]) };
  switch (action) {
    case 'claim':
      return hold(services, person, task, 'claim-task', once);
    case 'release':
      return hold(services, person, task, 'release-task', once);
    case 'remind':
      return remindOf(services, person, task, once);
  }
}
