import { LEVELS } from '../level.ts';
import { MOST_STEPS } from '../policy/analysis/analyse.ts';
import { can, exampleOf, type Example } from '../policy/analysis/can-be.ts';
import { spaceOfPolicy } from '../policy/analysis/space-of-table.ts';
import { all, bit, type Axis, type Box } from '../policy/analysis/space.ts';
import { nearestUncovered, Steps, TooLarge } from '../policy/analysis/uncovered.ts';
import type { Policy } from '../policy/policy.ts';

/** The facts that every change of the policy has: see `policyChangeProblem`. */
export const OF_A_CHANGE: Readonly<Record<string, string | boolean>> = {
  stage: 'develop-plan',
  scope: 'national',
  changesNationalStandard: true,
};

/** That under a policy a change of the policy would be decided below the national level, or by nobody. */
export interface LockOut {
  /** The smallest example; `null` where no such facts could be at all, or the question was not answered. */
  readonly example: Example | null;
  readonly detail: string;
}

/**
 * Whether under a policy the next change of the policy would still be decided nationally, whatever else its facts are: else
 * rules could be put in force under which others change the rules, or nobody can. Exact, over every fact that can be.
 */
export function lockOutOf(policy: Policy, mostSteps = MOST_STEPS): LockOut | null {
  const space = spaceOfPolicy(policy);
  const box: Box = space.axes.map((axis) => {
    const wanted = OF_A_CHANGE[axis.name];
    return wanted === undefined ? all(axis) : atomsOf(axis, wanted);
  });
  if (!can(space, box)) return { example: null, detail: NOT_ALLOWED };
  const national = space.rules.filter(({ outputs }) => outputs[0] === LEVELS.at(-1)).map((rule) => rule.box);
  try {
    const found = nearestUncovered(space, box, national, new Steps(mostSteps));
    return found === null ? null : { example: exampleOf(space, found.point), detail: NOT_NATIONAL };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return { example: null, detail: TOO_LARGE };
  }
}

function atomsOf({ atoms }: Axis, wanted: string | boolean): bigint {
  return atoms.reduce((set, { value }, place) => (value === wanted ? set | bit(place) : set), 0n);
}

const NOT_ALLOWED =
  'Under this policy a change of the policy could not be decided at all: it does not allow the stage develop-plan, the scope national, or that a national standard is changed. Allow them.';
const NOT_NATIONAL =
  'Under this policy a change of the policy would not always be decided nationally: no rule of level national matches such facts. Add one for whatever changes a national standard at develop-plan.';
const TOO_LARGE =
  'This policy is too large for it to be shown that a change of the policy would still be decided nationally: split its rules, or let them ask for less.';
