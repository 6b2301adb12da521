import type { Policy } from '../policy.ts';
import { exampleOf, nearestPoint } from './can-be.ts';
import { neverMatching, masked, unreachable } from './deciding-rules.ts';
import { MOST_LISTED, type Analysis, type Finding, type FindingKind } from './finding.ts';
import { gaps } from './gaps.ts';
import { moreLocalHigher } from './more-local-higher.ts';
import { overlaps, type Overlaps } from './overlaps.ts';
import { spaceOfPolicy } from './space-of-table.ts';
import { all, axisAt, type Space } from './space.ts';
import { thresholds } from './thresholds.ts';
import { Steps, TooLarge } from './uncovered.ts';

/** Steps that one question may take: some seconds of an ordinary machine. The shipped policy takes some hundreds. */
export const MOST_STEPS = 3_000_000;

/** Analyses a policy before it is used: see `analyseSpace`. */
export const analysePolicy = (policy: Policy, mostSteps = MOST_STEPS): Analysis =>
  analyseSpace(spaceOfPolicy(policy), mostSteps);

/**
 * What is wrong with a decision table, over every fact that can be and not over samples. Each question is answered exactly
 * or said to be unanswered, never by halves: where a table is so large that an answer would take more than
 * `mostSteps`, nothing is found under that kind and `unanswered` says so.
 */
export function analyseSpace(space: Space, mostSteps = MOST_STEPS): Analysis {
  const unanswered: { kind: FindingKind; detail: string }[] = [];
  const ask = <T>(kinds: readonly FindingKind[], otherwise: T, question: (steps: Steps) => T): T => {
    try {
      return question(new Steps(mostSteps));
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      unanswered.push(...kinds.map((kind) => ({ kind, detail: tooLarge(space, kind, mostSteps) })));
      return otherwise;
    }
  };
  const gap = ask(['gap'], null, (steps) => gaps(space, steps));
  // Where it is not known, there may be some.
  const hasGaps = gap === null || gap.findings.length > 0;
  const none: Overlaps = { findings: [], pairs: 0, mattering: 0 };
  const overlap = ask(['overlap'], none, (steps) => overlaps(space, steps));
  const { findings: never, dead } = neverMatching(space);
  const hidden = ask(['masked', 'unreachable'], null, (steps) => masked(space, dead, steps));
  const outside = space.outside.map((each) => outsideInWords(space, each));
  const smells = ask(['more-local-higher'], [], (steps) => moreLocalHigher(space, hasGaps, steps));
  const findings = [
    ...(gap?.findings ?? []),
    ...overlap.findings,
    ...never,
    ...(hidden?.findings ?? []),
    ...outside,
    ...(hidden === null ? [] : unreachable(space, hasGaps, dead, hidden.masked)),
    ...smells,
    ...thresholds(space),
  ];
  const { pairs, mattering } = overlap;
  return {
    ...listed(findings, gap?.more ?? false, mattering),
    overlaps: { pairs, mattering },
    unanswered,
    size: {
      rules: space.rules.length,
      columns: space.axes.length,
      atoms: space.axes.reduce((sum, { atoms }) => sum + atoms.length, 0),
    },
  };
}

function listed(
  findings: readonly Finding[],
  moreGaps: boolean,
  mattering: number,
): Pick<Analysis, 'findings' | 'more'> {
  const counts = new Map<FindingKind, number>();
  const shown = findings.filter(({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= MOST_LISTED;
  });
  const more: Partial<Record<FindingKind, number | null>> = moreGaps ? { gap: null } : {};
  for (const [kind, count] of counts) if (count > MOST_LISTED) more[kind] = count - MOST_LISTED;
  // Of pairs that matter no more are made than are listed.
  if (mattering > MOST_LISTED) more.overlap = mattering - MOST_LISTED;
  return { findings: shown, more };
}

function outsideInWords(space: Space, { rule, axis, text, what }: Space['outside'][number]): Finding {
  const name = space.axes[axis]?.name ?? '';
  const own = space.rules.find(({ id }) => id === rule)?.box ?? [];
  const opened = own.map((set, place) => (place === axis && set === 0n ? all(axisAt(space, place)) : set));
  const point = nearestPoint(space, opened);
  return {
    kind: 'outside-allowed',
    severity: 'warning',
    rules: [rule],
    cell: name,
    example: point === null ? null : exampleOf(space, point),
    beside: null,
    detail: `The cell ${text} of ${rule} under ${name} ${what}: mend it, or allow the value.`,
  };
}

function tooLarge({ table, rules, axes }: Space, kind: FindingKind, steps: number): string {
  return (
    `Table ${table}, of ${rules.length} rules and ${axes.length} columns, is too large for "${kind}" to be answered exactly ` +
    `(more than ${steps.toLocaleString('en-GB')} steps), so nothing is said of it: split the table, or let rules ask for less.`
  );
}
