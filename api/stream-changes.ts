import { setTimeout as pause } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { mayNever } from '../domain/authorisation.ts';
import { lastPlace, readChanges } from '../store/read/changes.ts';
import { readAs } from '../store/reading.ts';
import type { Identity } from '../store/registry.ts';
import { notRegistered, problem, problemOf, sendProblem } from './problem.ts';
import { presentChange } from './routes/changes.ts';
import { place } from './schemas/changes.ts';
import type { Services } from './services.ts';
import { parseWith } from './validate.ts';

/** Milliseconds between two looks at whether anything was told, and between two signs of life. */
const LOOKS_EVERY = 500;
const BEATS_EVERY = 15_000;
/** So many streams of one process, and of one person. */
const MOST = 500;
const MOST_OF_ONE = 6;
const PAGE = 200;

interface Stream {
  readonly person: string;
  /** Tells what is new, where there is something. */
  readonly look: (last: string) => void;
}

/**
 * The stream of what changed, as server-sent events. One look at a number serves all streams of a process; only when it has
 * moved does each read what its person may see, with the roles that they hold by then. It ends when the token does.
 */
export function streamChanges(services: Services): RequestHandler {
  const streams = new Set<Stream>();
  let isLooking = false;
  const lookAround = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    while (streams.size > 0) {
      // Where the database is away for a moment, the next look makes up for it.
      const last = await lastPlace(services.sql).catch(() => null);
      if (last !== null) for (const stream of streams) stream.look(last);
      await pause(LOOKS_EVERY, undefined, { ref: false });
    }
    isLooking = false;
  };

  return async (request, response, next) => {
    if (request.accepts(['application/json', 'text/event-stream']) !== 'text/event-stream') {
      next();
      return;
    }
    const { identity, until } = response.locals as { identity: Identity; until?: number };
    const person = await services.identities.read(identity);
    const denied = person === null ? null : mayNever(person, 'change.list');
    if (person === null || denied !== null) {
      sendProblem(response, denied === null ? notRegistered() : problemOf(denied));
      return;
    }
    const header = request.get('Last-Event-ID');
    const asked = header ?? request.query['after'];
    const field = header === undefined ? 'after' : 'Last-Event-ID';
    const after = asked === undefined ? await lastPlace(services.sql) : parseWith(place, asked, field);
    // Who is gone by now has had their `close` already: nothing would take their stream away.
    if (response.destroyed) return;
    const theirs = [...streams].filter(({ person }) => person === identity.id).length;
    if (streams.size >= MOST || theirs >= MOST_OF_ONE) {
      const detail = 'There are as many streams as there may be: close one, or ask again later.';
      sendProblem(response, problem(503, 'too-many-streams', detail));
      return;
    }
    response.locals['route'] = '/v1/changes';
    response.status(200).set({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that wait for more would keep it.
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    const stream = follow(services, identity, after, response);
    streams.add(stream);
    const beats = setInterval(() => response.write(': still here\n\n'), BEATS_EVERY);
    const left = until === undefined ? 0 : until * 1000 - Date.now();
    const ends = setTimeout(() => response.end(), Math.min(Math.max(left, 0), 2 ** 31 - 1));
    response.once('close', () => {
      streams.delete(stream);
      clearInterval(beats);
      clearTimeout(ends);
    });
    void lookAround();
  };
}

/** What one person follows. It reads on while there is more than a page, and never twice at once. */
function follow(services: Services, identity: Identity, after: string, response: Response): Stream {
  let at = after;
  let reading = false;
  const readOn = async (): Promise<void> => {
    for (let more = true; more && !response.writableEnded;) {
      const person = await services.identities.read(identity);
      if (person === null || mayNever(person, 'change.list') !== null) {
        response.end();
        return;
      }
      const { items, next, missed } = await readAs(services.database, person, (sql) =>
        readChanges(sql, at, PAGE),
      );
      if (missed) response.write('event: missed\ndata: {}\n\n');
      for (const item of items.map(presentChange))
        response.write(`id: ${item.id}\nevent: change\ndata: ${JSON.stringify(item)}\n\n`);
      // What they may not see moves the place on as well, and is no event.
      if (items.at(-1)?.seq !== next && next !== at) response.write(`id: ${next}\n\n`);
      more = next !== at;
      at = next;
    }
  };
  return {
    person: identity.id,
    look: (last) => {
      // It is before where they are once a backup was restored: they are told that they missed something.
      if (reading || last === at) return;
      reading = true;
      readOn()
        // Who is told half of it asks again from where they are.
        .catch(() => response.end())
        .finally(() => {
          reading = false;
        });
    },
  };
}
