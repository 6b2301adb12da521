import type { Level } from '../level.ts';
import type { Policy } from '../policy/policy.ts';
import { compareVerdict } from '../policy/replay/compare.ts';
import { saidBy } from '../policy/replay/asked-again.ts';
import { kindOf, type DifferenceKind } from '../policy/replay/difference.ts';
import type { PastVerdict } from '../policy/replay/past-verdict.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { PolicyLife } from './life.ts';

/** How often a policy on trial would have said the same, and how often each other thing. */
export type TrialCounts = Readonly<Record<'compared' | 'same' | DifferenceKind, number>>;

/** A verdict that it would have given otherwise. */
export interface TrialDifference {
  readonly initiative: string;
  readonly at: string;
  readonly stage: Stage;
  readonly round: number;
  readonly what: DifferenceKind;
  /** `null` where its receipt cannot be read. */
  readonly from: Level | null;
  /** `null` where it gives no verdict: `why` says so. */
  readonly to: Level | null;
  /** The rules that decided, and those of the trial that would have. */
  readonly decided: readonly string[];
  readonly deciding: readonly string[];
  readonly why: string | null;
}

export interface TrialComparison {
  readonly counts: TrialCounts;
  readonly byStage: readonly (TrialCounts & { readonly stage: Stage })[];
  /** The rules of the trial that would have decided otherwise, and how often; in order of id. */
  readonly byRule: readonly { readonly rule: string; readonly higher: number; readonly moreLocal: number }[];
  readonly differences: readonly TrialDifference[];
}

/** From when until when verdicts count: a trial ends as it is in force, or dropped. `null` where it never began. */
export function daysOfTrial({ state, trial, inForceFrom, retired }: PolicyLife): {
  readonly from: string;
  readonly until: string | null;
} | null {
  if (trial === null) return null;
  return { from: trial.at, until: (state === 'in-force' ? inForceFrom : retired?.at) ?? null };
}

/**
 * What a policy on trial would have said of the verdicts that were given meanwhile, each from the facts and the basis of its own
 * receipt, so exactly. Verdicts that it gave itself are none of its trial.
 */
export function trialOf(
  policy: Policy,
  { from, until }: NonNullable<ReturnType<typeof daysOfTrial>>,
  verdicts: readonly PastVerdict[],
): TrialComparison {
  const during = verdicts.filter(
    ({ at, receipt }) =>
      at >= from && (until === null || at < until) && saidBy(receipt).policy.version !== policy.version,
  );
  const told = during.map((verdict) => ({ verdict, difference: differs(policy, verdict) }));
  const differences = told.flatMap(({ difference }) => (difference === null ? [] : [difference]));
  return {
    counts: countsOf(during.length, differences),
    byStage: STAGES.map((stage) => ({
      stage,
      ...countsOf(
        during.filter((each) => each.stage === stage).length,
        differences.filter((each) => each.stage === stage),
      ),
    })),
    byRule: byRule(differences),
    differences,
  };
}

function differs(
  policy: Policy,
  { initiative, at, stage, round, receipt }: PastVerdict,
): TrialDifference | null {
  const compared = compareVerdict(policy, receipt);
  const { from, decided } = saidBy(receipt);
  const row = { initiative, at, stage, round, from, decided };
  if (!compared.ok) {
    const why = compared.error.map(({ detail }) => detail).join(' ');
    return { ...row, what: 'cannot-be-said', to: null, deciding: [], why };
  }
  const what = kindOf(compared.value);
  if (what === null) return null;
  const { to, deciding } = compared.value;
  return { ...row, what, to, deciding, why: null };
}

function countsOf(compared: number, differences: readonly TrialDifference[]): TrialCounts {
  const of = (what: DifferenceKind) => differences.filter((each) => each.what === what).length;
  return {
    compared,
    same: compared - differences.length,
    'more-local': of('more-local'),
    higher: of('higher'),
    referrals: of('referrals'),
    'cannot-be-said': of('cannot-be-said'),
  };
}

function byRule(differences: readonly TrialDifference[]): TrialComparison['byRule'] {
  const rules = [...new Set(differences.flatMap(({ deciding }) => deciding))].sort();
  return rules.map((rule) => {
    const its = differences.filter(({ deciding }) => deciding.includes(rule));
    const of = (what: DifferenceKind) => its.filter((each) => each.what === what).length;
    return { rule, higher: of('higher'), moreLocal: of('more-local') };
  });
}
