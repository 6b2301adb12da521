import type { RoutingFacts } from '../facts.ts';
import { compareLevels, isAbove, type Level } from '../level.ts';
import { changesBetween, type FactChange } from './fact-changes.ts';
import type { RoutingTable } from './routing-table.ts';
import {
  inOrder,
  isChanged,
  keyOf,
  searchedTable,
  Space,
  type Changed,
  type Condition,
  type SearchedTable,
  type Step,
} from './changed-facts.ts';
import { hasRule, highestIn, isNone, matchingIn, type RuleSet } from './rule-sets.ts';

/** The level that a gate would be decided at if all the changes held together. */
export interface Counterfactual {
  readonly level: Level;
  readonly changes: readonly FactChange[];
}

/** The smallest changes either way: `null` where no change of the facts would do it. */
export interface Counterfactuals {
  readonly moreLocal: Counterfactual | null;
  readonly lessLocal: Counterfactual | null;
}

/** So many sets of changes are tried: the shipped policy never needs more than some hundreds. */
const MOST_TRIES = 50_000;

/**
 * What would have to be different for a verdict to be more local, and what would make it less so: the fewest facts, then the
 * fewest thresholds crossed. Of those that are as small: the most local level, or the next higher; then the facts that the policy
 * names first; then the nearest values. Consultancy stays part of revenue. Exact for any table, since a change of a fact matters
 * only where it brings the fact into another class of values.
 */
export function counterfactuals(
  table: RoutingTable,
  facts: RoutingFacts,
  passing: readonly RuleSet[],
  level: Level,
): Counterfactuals {
  const searched = searchedTable(table);
  return {
    moreLocal: new Search(searched, facts, 'lower', level).from(passing),
    lessLocal: new Search(searched, facts, 'higher', level).from(passing),
  };
}

/** The changes that are the smallest so far, and what came of them. */
interface Best {
  readonly size: readonly number[];
  readonly facts: RoutingFacts;
  readonly level: Level;
  readonly passing: readonly RuleSet[];
}

/** A search among all sets of changes for the smallest that gets to another level, one way. */
class Search {
  private readonly space: Space;
  private readonly seen = new Set<string>();
  private best: Best | null = null;
  private tries = 0;

  constructor(
    private readonly searched: SearchedTable,
    private readonly facts: RoutingFacts,
    private readonly way: 'lower' | 'higher',
    private readonly level: Level,
  ) {
    this.space = new Space(searched, facts);
  }

  /** From the facts as they are, with the rules that pass by input. */
  from(passing: readonly RuleSet[]): Counterfactual | null {
    this.tryWith([], 0, passing);
    if (this.best === null || this.tries > MOST_TRIES) return null;
    const { level } = this.best;
    const { table } = this.searched;
    return { level, changes: changesBetween(table, this.facts, this.best, (each) => this.isReached(each)) };
  }

  private isReached(level: Level): boolean {
    return this.way === 'lower' ? isAbove(this.level, level) : isAbove(level, this.level);
  }

  private tryWith(changed: Changed, crossed: number, passing: readonly RuleSet[]): void {
    const key = keyOf(changed);
    if (this.seen.has(key) || ++this.tries > MOST_TRIES) return;
    this.seen.add(key);
    const mended = this.space.mends(changed);
    if (mended !== null) {
      this.goOn(mended, changed, crossed, passing);
      return;
    }
    const matching = matchingIn(passing);
    const level = highestIn(this.searched.sets, matching);
    if (level === null || !this.isReached(level))
      this.goOn(this.steps(matching, passing, changed), changed, crossed, passing);
    else this.compareWith(changed, crossed, passing, level);
  }

  private goOn(steps: readonly Step[], changed: Changed, crossed: number, passing: readonly RuleSet[]): void {
    for (const step of steps) {
      const further = crossed + this.space.crossedBy(step);
      if (this.best !== null && compare([changed.length + 1, further], this.best.size) > 0) continue;
      const rules = this.searched.sets.byClass[step.input]?.[step.to];
      if (rules !== undefined) this.tryWith(inOrder(changed, step), further, passing.with(step.input, rules));
    }
  }

  private compareWith(changed: Changed, crossed: number, passing: readonly RuleSet[], level: Level): void {
    const facts = this.space.facts(changed);
    const far = compareLevels(level, this.level);
    const size = [changed.length, crossed, far, ...this.space.where(changed, facts)];
    if (this.best === null || compare(size, this.best.size) < 0) this.best = { size, facts, level, passing };
  }

  /** Changes such that every set of changes that gets there has one of them. */
  private steps(matching: RuleSet, passing: readonly RuleSet[], changed: Changed): readonly Step[] {
    return this.way === 'lower' && !isNone(matching)
      ? this.stepsOutOf(matching, changed)
      : this.stepsInto(passing, changed);
  }

  /** Every rule that asks for as high a level, or a higher, has to stop matching; and another still has to match. */
  private stepsOutOf(matching: RuleSet, changed: Changed): readonly Step[] {
    let fewest: readonly Step[] | null = null;
    // All of them have to stop: the one that can in the fewest ways leaves least to try.
    for (const [n, { level }] of this.searched.table.rules.entries()) {
      if (!hasRule(matching, n) || this.isReached(level)) continue;
      const ways: Step[] = [];
      for (const { input, failing } of this.searched.conditions[n] ?? [])
        if (!isChanged(changed, input)) ways.push(...failing);
      if (fewest === null || ways.length < fewest.length) fewest = ways;
    }
    return fewest ?? [];
  }

  /** One rule that asks for such a level has to match: all its conditions that fail have to be met, so the first of them has. */
  private stepsInto(passing: readonly RuleSet[], changed: Changed): readonly Step[] {
    const found: Step[] = [];
    for (const [n, { level }] of this.searched.table.rules.entries()) {
      if (!this.isReached(level)) continue;
      const failing = failingOf(this.searched.conditions[n] ?? [], n, passing, changed);
      if (failing !== null) found.push(...failing.holding);
    }
    return found;
  }
}

/** The first condition that fails; `null` of none, or where one that fails may not be changed. */
function failingOf(
  conditions: readonly Condition[],
  n: number,
  passing: readonly RuleSet[],
  changed: Changed,
): Condition | null {
  let first: Condition | null = null;
  for (const condition of conditions) {
    const rules = passing[condition.input];
    if (rules !== undefined && hasRule(rules, n)) continue;
    if (!condition.isOpen || isChanged(changed, condition.input)) return null;
    first ??= condition;
  }
  return first;
}

/** The first difference decides; what one does not have as far as the other is not compared. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
