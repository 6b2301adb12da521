import { mayNot } from '../authorisation.ts';
import type { BodyCode, BodyMap } from '../body.ts';
import type { Person } from '../person.ts';
import { refusal, type FieldProblem, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Calendars } from './calendars.ts';

/** That a body has another calendar of its own from now on, or none any more. */
export interface CalendarGiven {
  readonly type: 'body-calendar-changed';
  readonly data: { readonly body: BodyCode; readonly calendar: string | null };
}

/** Gives a region a calendar of its own, or the nation another usual one; `null` takes it away again. */
export function giveCalendar(
  { body, calendar }: CalendarGiven['data'],
  calendars: Calendars,
  map: BodyMap,
  by: Person,
): Result<readonly CalendarGiven[], Refusal> {
  const denied = mayNot(by, 'registry.write');
  if (denied !== null) return fail(denied);
  const found = map.get(body);
  if (found === undefined) return fail(noSuchBody(body));
  if (found.kind !== 'region' && found.kind !== 'national')
    return no({
      field: 'code',
      rule: 'region-or-national',
      detail: `${body} is a ${found.kind}: regions have a calendar, and the national body has that of all who have none.`,
    });
  if (calendar !== null && calendars.latest(calendar) === null)
    return no({
      field: 'calendar',
      rule: 'known-calendar',
      detail: `There is no calendar ${calendar}; see GET /v1/calendars.`,
    });
  if (calendars.ownOf(body) === calendar) return ok([]);
  return ok([{ type: 'body-calendar-changed', data: { body, calendar } }]);
}

export function noSuchBody(code: BodyCode): Refusal {
  return refusal('not-found', `No body ${code} is registered; see GET /v1/bodies.`);
}

function no(field: FieldProblem): Result<never, Refusal> {
  return fail(refusal('invalid', field.detail, { fields: [field] }));
}
