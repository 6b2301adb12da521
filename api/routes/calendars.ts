import type { z } from 'zod';
import { knownUntil, localDay } from '../../domain/calendar.ts';
import type { CalendarVersion } from '../../domain/calendars/calendars.ts';
import { compare } from '../../domain/calendars/compare.ts';
import { importCalendar, type CalendarFile } from '../../domain/calendars/import-calendar.ts';
import { refusal, versionProblem, type Refusal } from '../../domain/refusal.ts';
import { fail, ok } from '../../domain/result.ts';
import { openGatesByCalendar } from '../../store/calendars.ts';
import { readAs } from '../../store/reading.ts';
import { CALENDAR } from '../../store/world.ts';
import { etag } from '../change.ts';
import { ifMatch } from '../commands.ts';
import { inRegistry } from '../in-registry.ts';
import { presentCalendar, presentCalendars } from '../present/calendars.ts';
import { problemOf, ProblemError } from '../problem.ts';
import { answer, route, type Route } from '../route.ts';
import {
  calendar,
  calendarImport,
  calendarParams,
  calendarPreview,
  calendarQuery,
  calendars as manyCalendars,
  newCalendar,
} from '../schemas/calendar.ts';
import { nothing } from '../schemas/common.ts';
import type { Services } from '../services.ts';

const CALENDAR_ANSWER = { description: 'The calendar, with an ETag of its version', schema: calendar };

/** Calendars: read by everybody, kept by the operator. */
export function calendarRoutes(services: Services): readonly Route[] {
  const { sql, clock, world, database } = services;
  return [
    route({
      method: 'get',
      path: '/v1/calendars',
      id: 'listCalendars',
      action: 'registry.read',
      tag: 'Registry',
      summary: 'Every calendar: from where, until when its days are known, and whose it is',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The newest version of each, in order of id', schema: manyCalendars } },
      problems: [],
      handle: async () => {
        const { calendars } = await world.given(sql, await clock());
        return answer(200, { items: await presentCalendars(sql, calendars) });
      },
    }),
    route({
      method: 'get',
      path: '/v1/calendars/{id}',
      id: 'getCalendar',
      action: 'registry.read',
      tag: 'Registry',
      summary: 'A calendar with its days, as it is now or as an earlier version had it',
      params: calendarParams,
      query: calendarQuery,
      body: undefined,
      answers: { 200: CALENDAR_ANSWER },
      problems: [404],
      handle: async ({ params, query }) => {
        const { calendars } = await world.given(sql, await clock());
        const found = await presentCalendar(sql, calendars, params.id, query.version ?? null);
        if (found === null) throw new ProblemError(problemOf(noSuchCalendar(params.id, query.version)));
        return answer(200, found, etag(found.version));
      },
    }),
    route({
      method: 'post',
      path: '/v1/calendars',
      id: 'importCalendar',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Import a calendar, from GOV.UK’s bank holidays or a file of iCalendar',
      description:
        'Nobody’s gates count by it before a region or the national body has it: `PUT /v1/bodies/{code}/calendar`.',
      params: nothing,
      query: nothing,
      body: newCalendar,
      answers: { 201: CALENDAR_ANSWER },
      problems: [403, 409, 422],
      handle: ({ body, ...asking }) =>
        inRegistry(services, asking, 'registry.write', ({ calendars, by, today, manager }) => {
          if (calendars.latest(body.id) !== null) {
            const detail = `There is a calendar ${body.id} already: PUT its next version.`;
            return { result: fail(refusal('already-exists', detail)), body: null };
          }
          const read = importCalendar(fileOf(body), null, today, by);
          if (!read.ok) return { result: read, body: null };
          const { version } = read.value.version;
          return {
            result: ok(read.value.events),
            body: null,
            told: async () => tell(await presentCalendar(manager, calendars, body.id, version)),
          };
        }),
    }),
    route({
      method: 'put',
      path: '/v1/calendars/{id}',
      id: 'replaceCalendar',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Import the next version of a calendar',
      description:
        'Gates that open from then on count by it. Those that are open keep the dates that they were given, and go on counting by ' +
        'the version that they opened with; `POST /v1/calendars/{id}/preview` tells beforehand how many would be due on another day. ' +
        'What says nothing new leaves the version that there is.',
      params: calendarParams,
      query: nothing,
      body: calendarImport,
      ifMatch: true,
      answers: { 200: CALENDAR_ANSWER },
      problems: [403, 404, 412, 422, 428],
      handle: ({ params: { id }, body, ...asking }) => {
        const seen = ifMatch(asking.request);
        return inRegistry(services, asking, 'registry.write', ({ calendars, by, today, manager }) => {
          const before = calendars.latest(id);
          if (before === null) return { result: fail(noSuchCalendar(id)), body: null };
          const stale = versionProblem(seen, before.version, 'calendar');
          if (stale !== null) return { result: fail(stale), body: null };
          const read = importCalendar(fileOf(body, before), before, today, by);
          if (!read.ok) return { result: read, body: null };
          return {
            result: ok(read.value.events),
            body: null,
            status: 200,
            told: async () => tell(await presentCalendar(manager, calendars, id, null)),
          };
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/calendars/{id}/preview',
      id: 'previewCalendar',
      action: 'registry.write',
      tag: 'Registry',
      summary:
        'What the next version of a calendar would change, or a first one would be; nothing is imported',
      description:
        'The file is checked as the import would check it. A calendar that is new needs its `name`.',
      params: calendarParams,
      query: nothing,
      body: calendarImport,
      answers: {
        200: { description: 'The days, and the open gates that keep other dates', schema: calendarPreview },
      },
      problems: [403, 422],
      handle: async ({ params: { id }, body, readPerson }) => {
        const by = await readPerson();
        const now = await clock();
        const { calendars, rules } = await world.given(sql, now);
        const before = calendars.latest(id);
        const today = localDay(now, CALENDAR.timeZone);
        const file = fileOf({ ...body, id }, before);
        const read = importCalendar(file, before, today, by);
        if (!read.ok) throw new ProblemError(problemOf(read.error));
        const next = read.value.version;
        const open = await readAs(database, by, openGatesByCalendar);
        const theirs = open.filter(({ calendar: opened }) => opened.id === id);
        return answer(200, {
          ...compare(next, theirs, calendars, rules.times.decideWithin),
          knownUntil: knownUntil(next),
        });
      },
    }),
  ];
}

/** What was sent, with what stays as it was in the version before. */
function fileOf(
  sent: z.output<typeof calendarImport> & { readonly id?: string },
  before: CalendarVersion | null = null,
): CalendarFile {
  const { division = null, govUk, iCalendar, source, sourceDate } = sent;
  return {
    id: sent.id ?? before?.id ?? '',
    name: sent.name ?? before?.name ?? '',
    timeZone: sent.timeZone ?? before?.timeZone ?? CALENDAR.timeZone,
    closes: sent.closes ?? before?.closes ?? CALENDAR.closes,
    ...{ division, govUk, iCalendar, source, sourceDate },
  };
}

function tell(found: Awaited<ReturnType<typeof presentCalendar>>) {
  return found === null ? null : { body: found, headers: etag(found.version) };
}

function noSuchCalendar(id: string, version?: number): Refusal {
  const which = version === undefined ? '' : ` of version ${version}`;
  return refusal('not-found', `There is no calendar ${id}${which}; see GET /v1/calendars.`);
}
