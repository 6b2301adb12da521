import type { RequestHandler } from 'express';
import { peopleAt } from '../../api/present/gates.ts';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { listTasks } from '../../store/read/tasks.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { navigationFor } from '../navigation.ts';
import { knownPerson } from '../personal.ts';
import { queueRow } from '../present/queue.ts';
import type { Render } from '../render.ts';
import { currentPerson } from '../session.ts';
import { namesFor } from '../words/names.ts';

const SHOWN = 3;

/** What Remit is; for somebody who is signed in, what waits for them. */
export function startPage(services: Services, render: Render): RequestHandler {
  return async (request, response) => {
    if (currentPerson(request) === null) {
      render(request, response, 'start');
      return;
    }
    const person = await knownPerson(services, request);
    if (typeof person === 'string') render(request, response, person, {}, 403);
    else {
      const summary = await summaryFor(services, person);
      render(request, response, 'start', { summary, navigation: navigationFor(person) });
    }
  };
}

function summaryFor(services: Services, person: KnownPerson) {
  return readOne(services, person, async (sql, given) => {
    const page = await listTasks(sql, person, {
      queue: 'mine',
      sort: 'dueAt',
      after: null,
      limit: SHOWN,
    });
    const names = await namesFor(
      sql,
      given.bodies,
      page.items.flatMap((each) => peopleAt(each.gate)),
    );
    const rows = page.items.map((each) => queueRow(each, person.id, names, given.now));
    return { name: person.name, total: page.total ?? null, rows };
  });
}
