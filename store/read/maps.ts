import { bodyMap, type Body, type BodyMap } from '../../domain/body.ts';
import { localDay } from '../../domain/calendar.ts';
import { REGISTRY_STREAM } from '../registry.ts';
import type { Sql } from '../sql.ts';
import { CALENDAR } from '../world.ts';
import { upcast } from '../upcast.ts';

/** What was known of bodies from an instant on. */
interface Known {
  readonly from: string;
  readonly bodies: readonly Body[];
  /** The days on which somebody's membership begins or ends: between two of them the map is one. */
  readonly days: readonly string[];
  readonly maps: Map<number, BodyMap>;
}

/**
 * Tells which map of bodies a command of an instant was decided with, from the registry's events: what was
 * registered by then, as of the day.
 */
export async function readMaps(database: Sql): Promise<(instant: string) => BodyMap> {
  const stored: { at: Date; type: string; version: number; data: Record<string, unknown> }[] =
    await database.query(
      `select at, type, version, data from event where stream = $1 and type = 'body-registered' order by n`,
      [REGISTRY_STREAM],
    );
  const rows = stored.map((row) => ({ at: row.at, data: upcast(row).data as unknown as Body }));
  const known: Known[] = [knownFrom('', new Map())];
  const bodies = new Map<string, Body>();
  rows.forEach(({ at, data }, index) => {
    bodies.set(data.code, data);
    const next = rows[index + 1];
    if (next?.at.getTime() !== at.getTime()) known.push(knownFrom(at.toISOString(), bodies));
  });
  return (instant) => {
    const then = known.findLast((each) => each.from <= instant) ?? known[0];
    if (then === undefined) throw new Error('Nothing is known of bodies');
    const day = localDay(instant, CALENDAR.timeZone);
    const index = then.days.findLastIndex((each) => each <= day);
    const map = then.maps.get(index) ?? bodyMap(then.bodies, day);
    then.maps.set(index, map);
    return map;
  };
}

function knownFrom(from: string, bodies: ReadonlyMap<string, Body>): Known {
  const all = [...bodies.values()];
  const days = all.flatMap((body) =>
    body.memberships.flatMap((each) => (each.to === null ? [each.from] : [each.from, each.to])),
  );
  return { from, bodies: all, days: [...new Set(days)].sort(), maps: new Map() };
}
