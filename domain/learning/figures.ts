import { isAbove, LEVELS, type Level } from '../level.ts';
import type { Policy } from '../policy/policy.ts';
import { STAGES, type Stage } from '../stage.ts';

/** Gates that went alike: how many there are of one stage, month, verdict and end. */
export interface RoutedAlike {
  /** The month in which they opened, `YYYY-MM`, in the calendar's time zone. */
  readonly month: string;
  readonly stage: Stage;
  readonly home: Level;
  readonly level: Level;
  /** The version of the policy. */
  readonly policy: string;
  /** Every rule that matched, and those that decided. */
  readonly matched: readonly string[];
  readonly deciding: readonly string[];
  /** How they ended; an approval with conditions is told apart. */
  readonly end:
    | 'open'
    | 'approved'
    | 'approved-with-conditions'
    | 'declined'
    | 'changes-requested'
    | 'returned'
    | 'superseded';
  readonly gates: number;
}

/** How long gates of one stage took, from opening to decision, in days: at their home level, and above it. */
export interface Durations {
  readonly stage: Stage;
  readonly atHome: { readonly gates: number; readonly medianDays: number | null };
  readonly above: { readonly gates: number; readonly medianDays: number | null };
  /** Days that those above took beyond the median of those at home, in all; `null` where none were decided at home. */
  readonly lostDays: number | null;
}

export interface MonthFigures {
  readonly month: string;
  readonly byLevel: Readonly<Record<Level, number>>;
  readonly escalated: number;
}

/** Of gates that were decided at some levels, how many the deciders changed anything of. */
export interface Changed {
  readonly decided: number;
  readonly unchanged: number;
  readonly conditions: number;
  readonly sentBack: number;
  readonly declined: number;
}

export interface RaisedBy {
  readonly policy: string;
  readonly rule: string;
  readonly gates: number;
  /** Of them, those that it alone raised: without it they would have stayed lower. */
  readonly alone: number;
}

/** How often one rule of a policy counted. */
export interface RuleFigures {
  readonly policy: string;
  readonly rule: string;
  readonly level: Level;
  readonly matched: number;
  readonly decided: number;
  /** So often the verdict would have been another without it: a lower level, or a referral less. */
  readonly mattered: number;
}

/** What a board learns of how decisions were routed. */
export interface LearningFigures {
  readonly gates: number;
  readonly months: readonly MonthFigures[];
  /** What raised gates above their home, most often first. */
  readonly raisedBy: readonly RaisedBy[];
  readonly atHome: Changed;
  readonly above: Changed;
  readonly durations: readonly Durations[];
  /** Of every version that a gate of these was judged by, each rule, in its order. */
  readonly rules: readonly RuleFigures[];
}

/**
 * How much was decided at which level, what raised it, how often a higher level changed anything, how long it took, and which rules
 * never mattered. Gates that were superseded were never decided and count in the months alone.
 */
export function learningFrom(
  routed: readonly RoutedAlike[],
  durations: readonly Durations[],
  policies: ReadonlyMap<string, Policy>,
): LearningFigures {
  const above = routed.filter(({ level, home }) => isAbove(level, home));
  const atHome = routed.filter(({ level, home }) => !isAbove(level, home));
  return {
    gates: sum(routed),
    months: monthsOf(routed),
    raisedBy: raising(above),
    atHome: changedIn(atHome),
    above: changedIn(above),
    durations: STAGES.flatMap((stage) => durations.filter((each) => each.stage === stage)),
    rules: [...policies].flatMap(([version, policy]) =>
      rulesOf(
        policy,
        routed.filter((each) => each.policy === version),
      ),
    ),
  };
}

const sum = (routed: readonly Pick<RoutedAlike, 'gates'>[]): number =>
  routed.reduce((total, { gates }) => total + gates, 0);

/** Every month from the first to the last, also those in which nothing opened. */
function monthsOf(routed: readonly RoutedAlike[]): readonly MonthFigures[] {
  const named = routed.map(({ month }) => month).sort();
  const [first, last] = [named[0], named.at(-1)];
  if (first === undefined || last === undefined) return [];
  const months: MonthFigures[] = [];
  for (let month = first; month <= last; month = monthAfter(month)) {
    const opened = routed.filter((each) => each.month === month);
    const byLevel = Object.fromEntries(
      LEVELS.map((level) => [level, sum(opened.filter((each) => each.level === level))]),
    ) as Record<Level, number>;
    months.push({ month, byLevel, escalated: sum(opened.filter(({ level, home }) => isAbove(level, home))) });
  }
  return months;
}

function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

function raising(above: readonly RoutedAlike[]): readonly RaisedBy[] {
  const found = new Map<string, RaisedBy>();
  for (const { policy, deciding, gates } of above)
    for (const rule of deciding) {
      const key = `${policy} ${rule}`;
      const { gates: before, alone } = found.get(key) ?? { gates: 0, alone: 0 };
      found.set(key, {
        policy,
        rule,
        gates: before + gates,
        alone: alone + (deciding.length === 1 ? gates : 0),
      });
    }
  return [...found.values()].sort((a, b) => b.gates - a.gates || (a.rule < b.rule ? -1 : 1));
}

function changedIn(routed: readonly RoutedAlike[]): Changed {
  const ended = (...ends: readonly RoutedAlike['end'][]): number =>
    sum(routed.filter(({ end }) => ends.includes(end)));
  const [unchanged, conditions] = [ended('approved'), ended('approved-with-conditions')];
  const [sentBack, declined] = [ended('changes-requested', 'returned'), ended('declined')];
  return { decided: unchanged + conditions + sentBack + declined, unchanged, conditions, sentBack, declined };
}

function rulesOf(policy: Policy, routed: readonly RoutedAlike[]): readonly RuleFigures[] {
  const { rules } = policy.routing;
  const refers = new Map(
    rules.map(({ id, referral }) => [
      id,
      referral === null ? null : `${referral.authority} ${referral.kind}`,
    ]),
  );
  return rules.map(({ id, level }) => {
    const matching = routed.filter(({ matched }) => matched.includes(id));
    const mattering = matching.filter(({ deciding, matched }) => {
      const referral = refers.get(id) ?? null;
      const alone = deciding.length === 1 && deciding[0] === id;
      return (
        alone ||
        (referral !== null && !matched.some((other) => other !== id && refers.get(other) === referral))
      );
    });
    return {
      policy: policy.version,
      rule: id,
      level,
      matched: sum(matching),
      decided: sum(matching.filter(({ deciding }) => deciding.includes(id))),
      mattered: sum(mattering),
    };
  });
}
