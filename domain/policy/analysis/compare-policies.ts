import { isAbove, LEVELS, type Level } from '../../level.ts';
import type { Policy } from '../policy.ts';
import { MOST_STEPS } from './analyse.ts';
import { exampleOf, type Example } from './can-be.ts';
import { spaceOfBoth } from './space-of-table.ts';
import {
  atomsOf,
  bit,
  intersection,
  withSet,
  type Box,
  type BoxRule,
  type Point,
  type Space,
} from './space.ts';
import { inBox, nearestUncovered, Steps, TooLarge, type Found } from './uncovered.ts';
import { boxInWords, list } from './words.ts';

/** How the verdict on the same facts differs: the level, or what is referred; `null` is no verdict. */
export type Change =
  | { readonly kind: 'level'; readonly from: Level | null; readonly to: Level | null }
  | { readonly kind: 'referral'; readonly from: string | null; readonly to: string | null };

/** Facts on which two policies differ in one way, because of one rule. */
export interface Difference {
  readonly change: Change;
  /** The rule that makes the difference: of the later policy where it asks for more, of the earlier where that is gone. */
  readonly rule: string;
  /** The rules that decide for the example before and after: of the level, or for what is referred. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The plainest facts that differ so. */
  readonly example: Example;
  /** In a sentence. What it says of the facts is true of all of them, and of each that it names some differ. */
  readonly detail: string;
}

/** What two policies mean differently, over every fact that both allow. Empty lists: they mean the same. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Facts of which the two allow other values: beyond what both allow nothing is compared. */
  readonly allowed: readonly { readonly fact: string; readonly before: string; readonly after: string }[];
  /** Whether the tables were too large for it all to be answered: then nothing is said. */
  readonly unanswered: string | null;
}

/**
 * Compares what two policies mean and not how they are written: rules in another order, split or joined, are no difference. Exact,
 * over the whole space of facts: none that differ are left out, and every example does.
 */
export function comparePolicies(before: Policy, after: Policy, mostSteps = MOST_STEPS): Comparison {
  const allowed = before.table.inputs.flatMap(({ name, allowed: own }) => {
    const other = after.table.inputs.find((input) => input.name === name)?.allowed ?? null;
    return own === other ? [] : [{ fact: name, before: own ?? 'anything', after: other ?? 'anything' }];
  });
  const both = spaceOfBoth(before, after);
  const ask = new Asking(both.space, new Steps(mostSteps));
  try {
    const levels = [
      ...levelDifferences(ask, both.before, both.after, 'after'),
      ...levelDifferences(ask, both.after, both.before, 'before'),
    ];
    const referrals = [
      ...referralDifferences(ask, both.before, both.after, 'after'),
      ...referralDifferences(ask, both.after, both.before, 'before'),
    ];
    return { differences: [...levels, ...referrals], allowed, unanswered: null };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const unanswered =
      `The two tables together are too large to be compared exactly (more than ${mostSteps.toLocaleString('en-GB')} steps), ` +
      'so nothing is said of them: let rules ask for less.';
    return { differences: [], allowed, unanswered };
  }
}

/** Which of the two has the rule that makes a difference. */
type Side = 'before' | 'after';

/** Questions to one space, within the steps of one comparison. */
class Asking {
  constructor(
    readonly space: Space,
    private readonly steps: Steps,
  ) {}

  /** The nearest point in all of some boxes that no cover has. */
  nearest(boxes: readonly Box[], covers: readonly BoxRule[]): (Found & { readonly box: Box }) | null {
    let box: Box | null = boxes[0] ?? null;
    for (const other of boxes.slice(1)) box = box === null ? null : intersection(box, other);
    if (box === null) return null;
    const found = nearestUncovered(
      this.space,
      box,
      covers.map((rule) => rule.box),
      this.steps,
    );
    return found === null ? null : { ...found, box };
  }

  /** For each fact the values of every point of the box that no cover has. */
  values(box: Box, covers: readonly BoxRule[]): Box {
    return box.map((set, axis) =>
      atomsOf(set).reduce(
        (found, atom) =>
          this.nearest([withSet(box, axis, bit(atom))], covers) === null ? found : found | bit(atom),
        0n,
      ),
    );
  }
}

/** Where a rule of `there` decides higher than `here` does: the level was raised, if `there` is the later, or else it falls. */
function levelDifferences(
  ask: Asking,
  here: readonly BoxRule[],
  there: readonly BoxRule[],
  side: Side,
): readonly Difference[] {
  return there.flatMap((rule) => {
    const aboveThere = there.filter(({ rank }) => rank < rule.rank);
    const lower = [null, ...LEVELS].filter((level) => level === null || isAbove(levelOf(rule), level));
    return lower.flatMap((level) => {
      const deciding = level === null ? [null] : here.filter((each) => levelOf(each) === level);
      const above = here.filter((each) => level === null || isAbove(levelOf(each), level));
      const covers = [...aboveThere, ...above];
      const found = deciding.flatMap((each) => {
        const one = ask.nearest(each === null ? [rule.box] : [rule.box, each.box], covers);
        return one === null ? [] : [one];
      });
      const [nearest] = found.toSorted((a, b) => a.distance - b.distance);
      if (nearest === undefined) return [];
      const values = found.map(({ box }) => ask.values(box, covers)).reduce(together);
      const [from, to] = side === 'after' ? [level, levelOf(rule)] : [levelOf(rule), level];
      const [before, after] = side === 'after' ? [here, there] : [there, here];
      return [
        differenceOf(ask.space, { kind: 'level', from, to }, rule.id, nearest.point, values, {
          before: at(before, nearest.point, from),
          after: at(after, nearest.point, to),
        }),
      ];
    });
  });
}

/** Where a rule of `there` refers to somebody to whom nothing of `here` does. */
function referralDifferences(
  ask: Asking,
  here: readonly BoxRule[],
  there: readonly BoxRule[],
  side: Side,
): readonly Difference[] {
  return there.flatMap((rule) => {
    const refers = rule.adds;
    if (refers === null) return [];
    const covers = here.filter(({ adds }) => adds === refers);
    const nearest = ask.nearest([rule.box], covers);
    if (nearest === null) return [];
    const [from, to] = side === 'after' ? [null, refers] : [refers, null];
    const values = ask.values(rule.box, covers);
    return [
      differenceOf(ask.space, { kind: 'referral', from, to }, rule.id, nearest.point, values, {
        before: side === 'after' ? [] : referring(there, nearest.point, refers),
        after: side === 'after' ? referring(there, nearest.point, refers) : [],
      }),
    ];
  });
}

function differenceOf(
  space: Space,
  change: Change,
  rule: string,
  point: Point,
  values: Box,
  { before, after }: Pick<Difference, 'before' | 'after'>,
): Difference {
  const where = boxInWords(space, values);
  return {
    change,
    rule,
    before,
    after,
    example: exampleOf(space, point),
    detail: `${inWords(change, before, after)}, because of ${rule}, for some facts of which all have that ${where}.`,
  };
}

function inWords(change: Change, before: readonly string[], after: readonly string[]): string {
  const by = (rules: readonly string[]): string => ` (${list(rules)})`;
  if (change.kind === 'referral')
    return change.to === null
      ? `It no longer asks for ${change.from ?? 'anything'}${by(before)}`
      : `It asks for ${change.to}${by(after)}`;
  if (change.to === null)
    return `Decided at ${String(change.from)}${by(before)} before, and no rule matches now`;
  const now = `${change.to}${by(after)}`;
  return change.from === null
    ? `No rule matched before, and it is decided at ${now}`
    : `Decided at ${change.from}${by(before)} before, and at ${now} now`;
}

const levelOf = ({ outputs }: BoxRule): Level => LEVELS.find((level) => level === outputs[0]) ?? LEVELS[0];

const at = (rules: readonly BoxRule[], point: Point, level: Level | null): readonly string[] =>
  rules.filter((rule) => levelOf(rule) === level && inBox(rule.box, point)).map(({ id }) => id);

const referring = (rules: readonly BoxRule[], point: Point, refers: string): readonly string[] =>
  rules.filter(({ adds, box }) => adds === refers && inBox(box, point)).map(({ id }) => id);

const together = (a: Box, b: Box): Box => a.map((set, axis) => set | (b[axis] ?? 0n));
