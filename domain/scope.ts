import type { BodyCode, BodyMap } from './body.ts';
import type { Level } from './level.ts';

/**
 * How far an initiative reaches, derived from its lead and the bodies it affects with the map of the day and never
 * typed in. Several regions: `national`. Several ICSs of one region: `region`. One ICS: `place` when exactly one
 * body is affected and it is a place, else `system`. Source: policy/subsidiarity, "Scope".
 *
 * A region that is affected as a whole reaches at least `region`, the national body `national`. That a region or the
 * national body *leads* does not by itself widen the reach: subsidiarity asks who is touched, not who holds the pen.
 */
export function scopeOf(map: BodyMap, lead: BodyCode, affected: readonly BodyCode[]): Level {
  const touched = [lead, ...affected];
  const kindOf = (code: BodyCode) => map.get(code)?.kind;
  const regions = new Set(touched.flatMap((code) => map.regionsOf(code)));
  const systems = new Set(touched.flatMap((code) => map.systemsOf(code)));
  if (affected.some((code) => kindOf(code) === 'national') || regions.size > 1) return 'national';
  if (affected.some((code) => kindOf(code) === 'region') || systems.size > 1) return 'region';
  if (systems.size === 0) return regions.size === 1 ? 'region' : 'national';
  const [only, ...others] = new Set(affected);
  return others.length === 0 && only !== undefined && kindOf(only) === 'place' ? 'place' : 'system';
}

/** The most local level that may decide: the scope, except that for `national` the lead's region leads for all. */
export function homeLevel(scope: Level): Level {
  return scope === 'national' ? 'region' : scope;
}

/** The ICSs of the affected bodies, in order of code: those that sign. */
export function affectedSystems(map: BodyMap, affected: readonly BodyCode[]): readonly BodyCode[] {
  return [...new Set(affected.flatMap((code) => map.systemsOf(code)))].sort();
}

/**
 * The regions of the affected bodies, in order of code: all of them where the national body is affected as a whole,
 * since the regions determine the how, and what it leads and affects is otherwise nobody's to decide at `region`.
 */
export function affectedRegions(map: BodyMap, affected: readonly BodyCode[]): readonly BodyCode[] {
  const regionsOf = (code: BodyCode) =>
    map.get(code)?.kind === 'national' ? map.ofKind('region') : map.regionsOf(code);
  return [...new Set(affected.flatMap(regionsOf))].sort();
}

/**
 * The bodies that decide at a level. At `place` the lead; at `system` the ICS of the lead; at `region` the region of
 * the lead, and where a national body leads, the affected regions together; at `national` the national body.
 * Where the lead is above the level or in no body of it (a region that leads in one ICS, a partner), the affected
 * bodies of that level stand in. Source: policy/subsidiarity, "Who decides".
 */
export function decidingBodies(
  map: BodyMap,
  level: Level,
  lead: BodyCode,
  affected: readonly BodyCode[],
): readonly BodyCode[] {
  const either = (ofLead: readonly BodyCode[], ofAffected: readonly BodyCode[]) =>
    ofLead.length > 0 ? ofLead : ofAffected;
  const places = (codes: readonly BodyCode[]) => codes.filter((code) => map.get(code)?.kind === 'place');
  switch (level) {
    case 'place':
      return either(places([lead]), places(affected));
    case 'system':
      return either(map.systemsOf(lead), affectedSystems(map, affected));
    case 'region':
      return either(map.regionsOf(lead), affectedRegions(map, affected));
    case 'national':
      return map.ofKind('national');
  }
}
