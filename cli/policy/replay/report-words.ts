import { LEVEL_NAMES, type Level } from '../../../domain/level.ts';
import type { ReplayReport } from '../../../domain/policy/replay/report.ts';
import { STAGE_NAMES } from '../../../domain/stage.ts';

/** Of so many bodies the queues are told; all of them are in the JSON. */
const MOST_BODIES = 15;

/** A report as tables for a terminal. */
export function reportInWords(report: ReplayReport): readonly string[] {
  const { policy, outcomes, locality } = report;
  return [
    `${policy.name}, version ${policy.version}, over ${counted(report.verdicts)} verdicts of ${counted(report.initiatives)} initiatives${report.since === null ? '' : ` since ${report.since}`}, ${counted(report.underWay)} of them of gates that are open.`,
    ...report.takenBy.map(
      ({ version, hash, verdicts }) =>
        `They were taken by version ${version} (${hash.slice(0, 12)}): ${counted(verdicts)}.`,
    ),
    '',
    ...table(
      ['Verdicts', ''],
      [
        ['at the same level, referred alike', counted(outcomes.same)],
        ['more local', counted(outcomes['more-local'])],
        ['at a higher level', counted(outcomes.higher)],
        ['at the same level, referred otherwise', counted(outcomes.referrals)],
        ['cannot be said', counted(outcomes['cannot-be-said'])],
      ],
    ),
    ...report.cannotBeSaid.map(
      ({ fact, rule, verdicts }) => `  cannot be said: ${fact} (${rule}): ${counted(verdicts)}`,
    ),
    '',
    localityInWords(report),
    ...section('What moves', ['Stage', 'From', 'To', 'Verdicts', 'Open'], moves(report)),
    ...section(
      'By rule',
      ['Policy', 'Rule', 'More local', 'Higher'],
      report.rules.map(({ of, policy: version, rule, moreLocal, higher }) => [
        `${version} (${of === 'before' ? 'decided' : 'would decide'})`,
        rule,
        counted(moreLocal),
        counted(higher),
      ]),
    ),
    ...section(
      'Referrals',
      ['Authority', 'For', 'More', 'Fewer'],
      report.referrals.map(({ authority, kind, gained, lost }) => [
        authority,
        kind,
        counted(gained),
        counted(lost),
      ]),
    ),
    ...section(
      'Queues: tasks that come and go',
      ['Body', 'Came', 'Went', 'Open come', 'Open go'],
      queues(report),
    ),
    ...(report.queues.length > MOST_BODIES
      ? [`… and ${report.queues.length - MOST_BODIES} bodies more (--json).`]
      : []),
    ...(report.quorums.length === 0 ? [] : ['', 'Quorums that nobody who is registered could meet:']),
    ...report.quorums.map(
      ({ stage, level, bodies, gates, underWay, before, missing }) =>
        `  ${STAGE_NAMES[stage]}, ${LEVEL_NAMES[level]} (${bodies.join(', ')}): ${counted(gates)} gates, ${counted(before)} of them as before, ${counted(underWay)} open. ${missing.map(({ wayOut }) => wayOut).join(' ')}`,
    ),
    ...(locality.verdicts < report.verdicts
      ? [
          '',
          `Of ${counted(report.verdicts - locality.verdicts)} verdicts nothing is said above but that it cannot be.`,
        ]
      : []),
  ];
}

function localityInWords({ locality }: ReplayReport): string {
  const { perVerdict, meanBefore, meanAfter, levelsMoreLocal, levelsHigher } = locality;
  const way = perVerdict > 0 ? 'more local' : perVerdict < 0 ? 'less local' : 'as local as before';
  return `On the whole it becomes ${way}: ${counted(levelsMoreLocal)} levels more local, ${counted(levelsHigher)} higher; the mean level, from 0 (place) to 3 (national), goes from ${meanBefore} to ${meanAfter}.`;
}

function moves({ levels }: ReplayReport): readonly (readonly string[])[] {
  const name = (level: Level) => LEVEL_NAMES[level];
  return levels
    .filter(({ from, to }) => from !== to)
    .map(({ stage, from, to, verdicts, underWay }) => [
      STAGE_NAMES[stage],
      name(from),
      name(to),
      counted(verdicts),
      counted(underWay),
    ]);
}

function queues({ queues: all }: ReplayReport): readonly (readonly string[])[] {
  return all
    .slice(0, MOST_BODIES)
    .map(({ body, then, now }) => [body, ...[then.came, then.went, now.came, now.went].map(counted)]);
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : ['', title, ...table(head, rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((word, index) =>
    Math.max(word.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [head, ...rows].map((row) => {
    const padded = row.map((cell, index) =>
      /^[\d,]+$/.test(cell) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
    );
    return `  ${padded.join('  ')}`.trimEnd();
  });
}

const counted = (n: number) => n.toLocaleString('en-GB');
