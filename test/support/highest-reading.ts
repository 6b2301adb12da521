import type { Facts } from '../../domain/facts.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { compareLevels, type Level } from '../../domain/level.ts';
import type { Stage } from '../../domain/stage.ts';
import { read } from './subsidiarity-reading.ts';

/** The level that a plain reading of the policy gives for some facts. */
export function plainLevel(facts: Partial<Facts>, scope: Level | null, stage: Stage): Level | undefined {
  return read({ ...facts, scope: scope!, stage } as Parameters<typeof read>[0])?.level as Level | undefined;
}

/** The highest level of what is asserted and of every way to put challenged values in its place, read plainly. */
export function highestOf({ facts, claims, scope }: Initiative, stage: Stage): Level | undefined {
  const readings = claims.challenges.reduce<Partial<Facts>[]>(
    (found, { fact, value }) => [...found, ...found.map((each) => ({ ...each, [fact]: value }))],
    [facts],
  );
  return readings
    .map(({ revenueGbp = 0, consultancyGbp = 0, ...others }) =>
      plainLevel(
        { ...others, consultancyGbp, revenueGbp: Math.max(revenueGbp, consultancyGbp) },
        scope,
        stage,
      ),
    )
    .sort((a, b) => compareLevels(a ?? 'place', b ?? 'place'))
    .at(-1);
}
