/** Where a decision is taken, from the most local up. */
export const LEVELS = ['place', 'system', 'region', 'national'] as const;

export type Level = (typeof LEVELS)[number];

/** The words people use for a level. */
export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  place: 'place',
  system: 'system (ICS)',
  region: 'region',
  national: 'national',
};

/** True when `a` is further from the place than `b`. */
export function isAbove(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b);
}

/** Orders levels from place to national, for `sort`. */
export function compareLevels(a: Level, b: Level): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}
