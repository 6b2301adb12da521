import type { BodyMap } from '../../domain/body.ts';
import { authorityName } from '../../domain/authority.ts';
import { LEVEL_NAMES, type Level } from '../../domain/level.ts';
import { grouped } from '../../domain/policy/fact-words.ts';
import type { Difference } from '../../domain/policy/replay/difference.ts';
import type { ReplayReport } from '../../domain/policy/replay/report.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { replayChart } from '../charts/replay-chart.ts';
import { dayOf } from '../words/dates.ts';
import { capital, levelName, listed } from '../words/names.ts';

/** So many bodies whose queues change most are listed; the API has all. */
const MOST_QUEUES = 20;

/** What a policy would have changed, as a board reads it. */
export function replayView(report: ReplayReport, map: BodyMap) {
  const { outcomes, verdicts, initiatives, locality, levels, rules, referrals, queues, quorums } = report;
  const nameOf = (code: string): string => map.get(code)?.name ?? code;
  const changed = verdicts - outcomes.same;
  return {
    summary:
      `${grouped(verdicts)} ${verdicts === 1 ? 'verdict' : 'verdicts'} on ${grouped(initiatives)} ${initiatives === 1 ? 'initiative' : 'initiatives'} asked again: ` +
      `${grouped(changed)} would be another.`,
    rows: [
      ['The same', outcomes.same],
      ['More local', outcomes['more-local']],
      ['At a higher level', outcomes.higher],
      ['The same level, with others to be asked', outcomes.referrals],
      ['Cannot be said', outcomes['cannot-be-said']],
    ].map(([what, count]) => ({ what, count: grouped(Number(count)) })),
    locality: localityInWords(locality),
    chart: replayChart(report),
    levels: levels
      .filter(({ from, to }) => from !== to)
      .map(({ stage, from, to, verdicts: count, underWay }) => ({
        stage: STAGE_NAMES[stage],
        way: `${levelName(from)} to ${LEVEL_NAMES[to]}`,
        count: grouped(count),
        underWay: grouped(underWay),
      })),
    rules: rules.map(({ of, policy, rule, moreLocal, higher }) => ({
      rule: `${rule} of version ${policy}`,
      what: of === 'after' ? 'would decide' : 'decided',
      moreLocal: grouped(moreLocal),
      higher: grouped(higher),
    })),
    referrals: referrals.map(({ authority, kind, gained, lost }) => ({
      whom: `${capital(authorityName(authority))} (${kind})`,
      gained: grouped(gained),
      lost: grouped(lost),
    })),
    queues: queues
      .toSorted((a, b) => grown(b) - grown(a))
      .slice(0, MOST_QUEUES)
      .map(({ body, then, now }) => ({
        body: nameOf(body),
        then: signed(then.came - then.went),
        now: signed(now.came - now.went),
      })),
    moreQueues: Math.max(0, queues.length - MOST_QUEUES),
    quorums: quorums.map(({ stage, level, bodies, missing, gates, before, underWay }) => ({
      where: `${STAGE_NAMES[stage]}, ${LEVEL_NAMES[level]} level, ${listed(bodies.map(nameOf))}`,
      missing: missing.map(({ reason, wayOut }) => `${reason} ${wayOut}`),
      gates: grouped(gates),
      before: grouped(before),
      underWay: grouped(underWay),
    })),
    unsaid: report.cannotBeSaid.map(
      ({ fact, rule, verdicts: count }) => `${fact} (${rule}): ${grouped(count)}`,
    ),
    examples: report.examples.map((each) => exampleView(each, nameOf)),
  };
}

const grown = ({ then, now }: ReplayReport['queues'][number]): number =>
  Math.max(Math.abs(then.came - then.went), Math.abs(now.came - now.went));

const signed = (change: number): string =>
  change > 0 ? `+${grouped(change)}` : change < 0 ? `−${grouped(-change)}` : '0';

function localityInWords({ perVerdict, verdicts }: ReplayReport['locality']): string {
  if (verdicts === 0) return 'There is no verdict of which it can be said.';
  const levels = Math.abs(perVerdict).toFixed(3);
  if (perVerdict === 0) return 'On the whole it would be decided neither more nor less locally.';
  return `On the whole it would be decided ${perVerdict > 0 ? 'more' : 'less'} locally, by ${levels} of a level for each verdict.`;
}

function exampleView(
  { initiative, at, stage, from, to, bodies, bodiesAfter, decided, deciding, what }: Difference,
  nameOf: (code: string) => string,
) {
  const place = (level: Level | null, all: readonly string[] | null, by: readonly string[] | null): string =>
    level === null
      ? 'cannot be said'
      : `${LEVEL_NAMES[level]}${all === null || all.length === 0 ? '' : `, ${listed(all.map(nameOf))}`}${by === null || by.length === 0 ? '' : ` (${listed(by)})`}`;
  return {
    href: `/initiatives/${initiative}`,
    what: {
      'more-local': 'More local',
      higher: 'Higher',
      referrals: 'Asked otherwise',
      'cannot-be-said': 'Cannot be said',
    }[what],
    when: `${STAGE_NAMES[stage]}, ${dayOf(at)}`,
    before: place(from, bodies, decided),
    after: place(to, bodiesAfter, deciding),
  };
}
