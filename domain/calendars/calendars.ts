import type { BodyCode, BodyMap } from '../body.ts';
import type { Calendar } from '../calendar.ts';

/** One version of a calendar: what a gate remembers of the one that it opened with. */
export interface CalendarRef {
  readonly id: string;
  readonly version: number;
}

/** A day on which nobody is expected to decide, and what it is called where its source says. */
export interface Holiday {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly name: string | null;
}

/** A version of a calendar as it was imported. It is never changed: what replaces it is the next version. */
export interface CalendarVersion extends CalendarRef, Calendar {
  readonly name: string;
  /** Where the days were taken from, for people. */
  readonly source: string;
  /** As of when the source says so: a day, `YYYY-MM-DD`. */
  readonly sourceDate: string;
  /** `holidays` with what each is called, in order. */
  readonly days: readonly Holiday[];
  /** SHA-256 of everything that it says. */
  readonly hash: string;
}

/** That a region, or the national body for all that have none, has a calendar of its own. */
export interface CalendarOfBody {
  readonly body: BodyCode;
  readonly kind: 'region' | 'national';
  readonly calendar: string;
}

/** Of gates whose event names none, and of installations that nobody has told anything else. */
export const SHIPPED_CALENDAR: CalendarRef = { id: 'england-and-wales', version: 1 };

/** The calendars of a day, and whose they are. */
export interface Calendars {
  /** Of the nation, and of every region that has none of its own. */
  readonly usual: CalendarVersion;
  /** The newest version of each that is somebody's, the usual one first. */
  readonly inUse: readonly CalendarVersion[];
  /** Whose own which is. */
  readonly owned: readonly CalendarOfBody[];
  /** Which calendar a body has of its own; `null` where it has none. */
  ownOf(body: BodyCode): string | null;
  /**
   * By which calendar some bodies work together: that of their regions where it is one and the same, and the usual one where
   * they differ, or there is no region, as of the national body.
   */
  for(bodies: readonly BodyCode[], map: BodyMap): CalendarVersion;
  /** What a gate counts by until it is decided: the version that it opened with, whatever came after. */
  ofGate(opened: CalendarRef): Calendar;
  /** The newest version of one; `null` where there is none of that id. */
  latest(id: string): CalendarVersion | null;
}

/**
 * @param versions of every calendar, the shipped one among them
 * @param owned at most one for each body
 */
export function calendarsFrom(
  versions: readonly CalendarVersion[],
  owned: readonly CalendarOfBody[],
): Calendars {
  const latest = (id: string) =>
    versions.filter((each) => each.id === id).toSorted((a, b) => b.version - a.version)[0] ?? null;
  const whose = new Map(owned.map(({ body, calendar }) => [body, calendar]));
  const national = owned.filter(({ kind }) => kind === 'national').toSorted(byBody)[0]?.calendar;
  const usual = latest(national ?? SHIPPED_CALENDAR.id) ?? latest(SHIPPED_CALENDAR.id);
  if (usual === null) throw new Error('There is no calendar: the shipped one is missing');
  const known = (id: string) => latest(id) ?? usual;
  return {
    usual,
    owned,
    inUse: [...new Set([usual, ...owned.toSorted(byBody).map(({ calendar }) => known(calendar))])],
    ownOf: (body) => whose.get(body) ?? null,
    for: (bodies, map) => {
      const regions = bodies.flatMap((body) => map.regionsOf(body));
      const [one, ...others] = new Set(regions.map((region) => whose.get(region) ?? usual.id));
      return one === undefined || others.length > 0 ? usual : known(one);
    },
    // A version that was read after the calendars is counted by the newest that is known of it.
    ofGate: ({ id, version }) =>
      versions.find((each) => each.id === id && each.version === version) ?? known(id),
    latest,
  };
}

const byBody = (a: CalendarOfBody, b: CalendarOfBody) => a.body.localeCompare(b.body);
