import type { RoutingFacts } from '../facts.ts';
import type { FactName, RoutingTable } from './routing-table.ts';
import { hasRule, ruleSets, type RuleSets } from './rule-sets.ts';
import { classAt, nearestIn, valueClasses, type ValueClass } from './value-classes.ts';

/** Stage and scope are not the owner's to change, so no proposal touches them. */
const FIXED: readonly FactName[] = ['stage', 'scope'];

/** One fact put into another class of its values. */
export interface Step {
  readonly input: number;
  readonly to: number;
}

/** Facts that were put into other classes, in the order of the table's inputs. */
export type Changed = readonly Step[];

/** One condition of a rule: where its fact may be put so that it holds, and so that it fails. */
export interface Condition {
  readonly input: number;
  /** Whether it is the owner's to change; both lists are empty where it is not. */
  readonly isOpen: boolean;
  readonly holding: readonly Step[];
  readonly failing: readonly Step[];
}

/** A table as it is searched. */
export interface SearchedTable {
  readonly table: RoutingTable;
  readonly sets: RuleSets;
  readonly classes: readonly (readonly ValueClass[])[];
  /** By rule. */
  readonly conditions: readonly (readonly Condition[])[];
  readonly revenue: number;
  readonly consultancy: number;
}

const KNOWN = new WeakMap<RoutingTable, SearchedTable>();

export function searchedTable(table: RoutingTable): SearchedTable {
  const known = KNOWN.get(table);
  if (known !== undefined) return known;
  const sets = ruleSets(table);
  const steps = (n: number, input: number, held: boolean): readonly Step[] =>
    (sets.byClass[input] ?? []).flatMap((rules, to) => (hasRule(rules, n) === held ? [{ input, to }] : []));
  const conditions = table.rules.map(({ cells }, n) =>
    cells.map(({ input }): Condition => {
      const name = table.inputs[input]?.name;
      if (name === undefined || FIXED.includes(name))
        return { input, isOpen: false, holding: [], failing: [] };
      return { input, isOpen: true, holding: steps(n, input, true), failing: steps(n, input, false) };
    }),
  );
  const inputOf = (fact: FactName): number => table.inputs.findIndex(({ name }) => name === fact);
  const [revenue, consultancy] = [inputOf('revenueGbp'), inputOf('consultancyGbp')];
  const made = { table, sets, classes: valueClasses(table), conditions, revenue, consultancy };
  KNOWN.set(table, made);
  return made;
}

/** Whether an input is among them. */
export const isChanged = (changed: Changed, input: number): boolean =>
  changed.some((step) => step.input === input);

/** With one more. */
export const inOrder = (changed: Changed, step: Step): Changed =>
  changed.length === 0 ? [step] : [...changed, step].sort((a, b) => a.input - b.input);

/** What tells sets of changes apart. */
export function keyOf(changed: Changed): string {
  let key = '';
  for (const { input, to } of changed) key += `${input}:${to} `;
  return key;
}

/** The facts as they are, and as changes make them. */
export class Space {
  constructor(
    private readonly searched: SearchedTable,
    private readonly is: RoutingFacts,
  ) {}

  /** How many thresholds lie between a fact as it is and where a step puts it. */
  crossedBy({ input, to }: Step): number {
    return Math.abs(to - classAt(this.searched.classes[input] ?? [], this.value(input)));
  }

  /** What mends changes that leave more consultancy than revenue; `null` where nothing is to be mended. */
  mends(changed: Changed): readonly Step[] | null {
    const { revenue, consultancy, classes } = this.searched;
    const [of, part] = [this.range(revenue, changed), this.range(consultancy, changed)];
    if (part.low <= of.high) return null;
    const open = (input: number, fits: (each: ValueClass) => boolean): readonly Step[] =>
      isChanged(changed, input)
        ? []
        : (classes[input] ?? []).flatMap((each, to) => (fits(each) ? [{ input, to }] : []));
    return [
      ...open(consultancy, ({ low }) => low <= of.high),
      ...open(revenue, ({ high }) => high >= part.low),
    ];
  }

  /** The facts with the nearest values that the changes allow. */
  facts(changed: Changed): RoutingFacts {
    const made: Record<string, unknown> = { ...this.is };
    for (const { input, to } of changed)
      made[this.name(input)] = nearestIn(this.classOf(input, to), this.value(input));
    const tried = made as unknown as { -readonly [Fact in keyof RoutingFacts]: RoutingFacts[Fact] };
    if (tried.consultancyGbp > tried.revenueGbp) {
      const { consultancy } = this.searched;
      const { low } = this.range(consultancy, changed);
      if (isChanged(changed, consultancy)) tried.consultancyGbp = Math.max(low, tried.revenueGbp);
      tried.revenueGbp = Math.max(tried.revenueGbp, tried.consultancyGbp);
    }
    return tried;
  }

  /** What tells changes of one size apart: which facts they are of, and how far these go. */
  where(changed: Changed, tried: RoutingFacts): readonly number[] {
    const inputs = changed.map(({ input }) => input);
    const far = inputs.map((input) => Math.abs(Number(tried[this.name(input)]) - Number(this.value(input))));
    return [...inputs, ...far];
  }

  private range(input: number, changed: Changed): { readonly low: number; readonly high: number } {
    const step = changed.find((each) => each.input === input);
    if (step !== undefined) return this.classOf(input, step.to);
    const value = Number(this.value(input));
    return { low: value, high: value };
  }

  private classOf(input: number, to: number): ValueClass {
    const found = this.searched.classes[input]?.[to];
    if (found === undefined) throw new RangeError(`The input ${input} has no class ${to}`);
    return found;
  }

  private name(input: number): FactName {
    return this.searched.table.inputs[input]?.name ?? 'stage';
  }

  private value(input: number): number | boolean {
    return this.is[this.name(input)] as number | boolean;
  }
}
