import type { BodyCode, BodyMap } from '../../body.ts';
import type { FactProblem } from '../../facts.ts';
import { isAbove, type Level } from '../../level.ts';
import type { Result } from '../../result.ts';
import type { Stage } from '../../stage.ts';
import type { Policy } from '../policy.ts';
import type { Referral } from '../routing-table.ts';
import { compareVerdict, type Compared } from './compare.ts';
import { saidBy } from './asked-again.ts';
import type { PastVerdict } from './past-verdict.ts';
import type { Seating, SeatsAt } from './seats-at.ts';

/** How a verdict differs under another policy, in the order in which it matters. */
export const DIFFERENCES = ['more-local', 'higher', 'referrals', 'cannot-be-said'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

/** Where a gate was, and where it would be. */
export interface Moved {
  readonly before: SeatsAt;
  readonly after: SeatsAt;
}

/** A verdict that another policy was asked again. */
export interface Replayed {
  readonly verdict: PastVerdict;
  readonly compared: Result<Compared, readonly FactProblem[]>;
  /** Where its level would be another: by the map of its own day, and by that of today. */
  readonly moved: { readonly then: Moved; readonly today: Moved } | null;
}

/** One verdict that would be another, as a row that explains itself. */
export interface Difference {
  readonly initiative: string;
  readonly n: number;
  readonly at: string;
  readonly stage: Stage;
  readonly round: number;
  readonly what: DifferenceKind;
  readonly underWay: boolean;
  /** The version by which it was taken. */
  readonly policy: string;
  /** `null` where its receipt cannot be read. */
  readonly from: Level | null;
  /** `null`, here and below, where it cannot be said. */
  readonly to: Level | null;
  readonly bodies: readonly BodyCode[];
  readonly bodiesAfter: readonly BodyCode[] | null;
  readonly decided: readonly string[];
  readonly deciding: readonly string[] | null;
  readonly gained: readonly Referral[];
  readonly lost: readonly Referral[];
  /** Why it cannot be said. */
  readonly why: string | null;
}

/** By which maps of bodies it is told whose a gate is. */
export interface Maps {
  readonly mapAt: (instant: string) => BodyMap;
  readonly today: BodyMap;
}

/** Asks a policy each of these verdicts again, and works out where the gates of those that flip would be. */
export function replayVerdicts(
  policy: Policy,
  verdicts: readonly PastVerdict[],
  seating: Seating,
  { mapAt, today }: Maps,
): readonly Replayed[] {
  return verdicts.map((verdict): Replayed => {
    const compared = compareVerdict(policy, verdict.receipt);
    if (!compared.ok || compared.value.from === compared.value.to) return { verdict, compared, moved: null };
    const { from, to } = compared.value;
    const movedBy = (map: BodyMap): Moved => ({
      before: seating.at(verdict, from, map),
      after: seating.at(verdict, to, map),
    });
    return { verdict, compared, moved: { then: movedBy(mapAt(verdict.at)), today: movedBy(today) } };
  });
}

/** The row of a verdict that would be another; `null` of one that would be the same. */
export function differenceOf({ verdict, compared, moved }: Replayed): Difference | null {
  const { initiative, n, at, stage, round, underWay, bodies, receipt } = verdict;
  const row = { initiative, n, at, stage, round, underWay, bodies };
  const { policy, from, decided } = saidBy(receipt);
  const before = { policy: policy.version, from, decided };
  if (!compared.ok)
    return {
      ...row,
      ...before,
      what: 'cannot-be-said',
      to: null,
      bodiesAfter: null,
      deciding: null,
      gained: [],
      lost: [],
      why: compared.error.map(({ detail }) => detail).join(' '),
    };
  const { to, deciding, gained, lost } = compared.value;
  const what = kindOf(compared.value);
  if (what === null) return null;
  const bodiesAfter = moved?.then.after.bodies ?? bodies;
  return { ...row, ...before, what, to, bodiesAfter, deciding, gained, lost, why: null };
}

/** How a verdict differs; `null` where level and referrals are the same, whichever rules say so. */
export function kindOf({
  from,
  to,
  gained,
  lost,
}: Compared): Exclude<DifferenceKind, 'cannot-be-said'> | null {
  if (isAbove(from, to)) return 'more-local';
  if (isAbove(to, from)) return 'higher';
  return gained.length + lost.length > 0 ? 'referrals' : null;
}
