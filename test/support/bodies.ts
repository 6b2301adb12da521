import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBodies } from '../../cli/organisation/read-bodies.ts';
import { bodyMap, type Body, type BodyKind, type BodyMap } from '../../domain/body.ts';

/** Places of the example organisation, each with its ICS and its region. */
export const BIRMINGHAM = 'place:QHL:west-birmingham';
export const STOKE = 'place:QNC:royal-stoke';
export const TORBAY = 'place:QJK:torbay';
/** Of our own: a second place of one ICS, two collaboratives and a partner. */
export const SOLIHULL = 'place:QHL:solihull';
export const MIDLANDS_COLLABORATIVE = 'collaborative:midlands';
export const WIDE_COLLABORATIVE = 'collaborative:wide';
export const FIRE_SERVICE = 'partner:fire-service';

const FROM = '2023-04-01';

/** A body that belongs to others for as long as anybody looks. */
export function body(code: string, kind: BodyKind, ...parents: readonly string[]): Body {
  return {
    code,
    name: code,
    kind,
    memberships: parents.map((parent) => ({ parent, from: FROM, to: null })),
  };
}

const read = (file: string) => ({
  file,
  text: readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8'),
});

const shipped = parseBodies([read('reference/bodies-2023-04.csv'), read('examples/places.csv')]);
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));

/** The shipped map of England, the example places, and ours. */
export const BODIES: readonly Body[] = [
  ...shipped.value.map(({ code, name, kind, memberships }): Body => ({ code, name, kind, memberships })),
  body(SOLIHULL, 'place', 'QHL'),
  body(MIDLANDS_COLLABORATIVE, 'place', 'QHL', 'QNC'),
  body(WIDE_COLLABORATIVE, 'place', 'QHL', 'QJK'),
  body(FIRE_SERVICE, 'partner'),
];

export const MAP: BodyMap = bodyMap(BODIES, '2026-11-02');

/** An organisation that has only regions and a national body. */
export const ONLY_REGIONS: BodyMap = bodyMap(
  [body('national', 'national'), body('north', 'region', 'national'), body('south', 'region', 'national')],
  '2026-11-02',
);
