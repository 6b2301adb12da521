import type { Changed, Durations, LearningFigures, RuleFigures } from '../../domain/learning/figures.ts';
import { LEVELS } from '../../domain/level.ts';
import { grouped } from '../../domain/policy/fact-words.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { levelsChart } from '../charts/levels-chart.ts';
import { levelName } from '../words/names.ts';

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The rules that raised most are listed, so many. */
const MOST_RAISING = 10;

/** What a board learns of how decisions were routed, in words and tables. */
export function learningView(figures: LearningFigures) {
  const { gates, months, raisedBy, atHome, above, durations, rules } = figures;
  const escalated = months.reduce((sum, each) => sum + each.escalated, 0);
  return {
    gates,
    summary: `${grouped(gates)} ${gates === 1 ? 'gate' : 'gates'} opened, of them ${share(escalated, gates)} above the level where they belong.`,
    chart: levelsChart(months),
    levels: LEVELS.map(levelName),
    months: months.map(({ month, byLevel, escalated: raised }) => ({
      month: MONTH.format(new Date(`${month}-01T00:00:00Z`)),
      counts: LEVELS.map((level) => grouped(byLevel[level])),
      escalated: grouped(raised),
    })),
    raisedBy: raisedBy.slice(0, MOST_RAISING).map(({ policy, rule, gates: raised, alone }) => ({
      rule,
      policy,
      href: hrefOf(policy, rule),
      gates: grouped(raised),
      alone: grouped(alone),
    })),
    changed: [
      { where: 'At the level where it belongs', ...changedView(atHome) },
      { where: 'At a higher level', ...changedView(above) },
    ],
    durations: durations.map(durationView),
    lost: lostInWords(durations),
    idle: idleBy(rules),
  };
}

const hrefOf = (policy: string, rule: string): string =>
  `/policies/${encodeURIComponent(policy)}#${encodeURIComponent(rule)}`;

function changedView({ decided, unchanged, conditions, sentBack, declined }: Changed) {
  return {
    decided: grouped(decided),
    shares: [unchanged, conditions, sentBack, declined].map((each) => share(each, decided)),
  };
}

/** "12 (34%)", "none". */
function share(part: number, of: number): string {
  if (part === 0) return 'none';
  const percent = (part / of) * 100;
  return `${grouped(part)} (${percent < 1 ? 'under 1' : Math.round(percent)}%)`;
}

function durationView({ stage, atHome, above, lostDays }: Durations) {
  const median = ({ gates, medianDays }: Durations['above']): string =>
    medianDays === null ? '–' : `${inDays(medianDays)} (${grouped(gates)} decided)`;
  return {
    stage: STAGE_NAMES[stage],
    atHome: median(atHome),
    above: median(above),
    lost: lostDays === null ? 'nothing to compare with' : inDays(lostDays),
  };
}

const inDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

function lostInWords(durations: readonly Durations[]): string | null {
  const known = durations.flatMap(({ lostDays }) => (lostDays === null ? [] : [lostDays]));
  if (known.length === 0) return null;
  const days = known.reduce((sum, each) => sum + each, 0);
  return `In all, ${inDays(Math.round(days * 10) / 10)} were lost to escalation: so much longer than the median at home those took that went up.`;
}

/** By version, the rules without which every verdict would have been the same. */
function idleBy(rules: readonly RuleFigures[]) {
  const versions = [...new Set(rules.map(({ policy }) => policy))];
  return versions.map((policy) => {
    const own = rules.filter((each) => each.policy === policy);
    const idle = own.filter(({ mattered }) => mattered === 0);
    const linked = ({ rule, matched }: RuleFigures) => ({
      rule,
      href: hrefOf(policy, rule),
      matched: grouped(matched),
    });
    return {
      policy,
      of: own.length,
      idle: idle.length,
      never: idle.filter(({ matched }) => matched === 0).map(linked),
      beside: idle.filter(({ matched }) => matched > 0).map(linked),
    };
  });
}
