import type { RoutingFacts } from '../facts.ts';
import { isAbove, type Level } from '../level.ts';
import { candidateNumbers, otherValues } from './candidate-values.ts';
import type { CompiledCell } from './compile-table.ts';
import { grouped } from './fact-words.ts';
import { outcomeOf, testedValues, type Outcome } from './outcome.ts';
import type { FactName, RoutingTable } from './routing-table.ts';
import { holds, testedValue } from './unary-tests.ts';

/** One fact that would have to be different: `to` is the nearest value that will do, `needs` says all of them. */
export interface FactChange {
  readonly fact: FactName;
  readonly now: number | boolean;
  readonly to: number | boolean;
  /** "1,000,000 or less", "12 or less", "false". In pounds for money. */
  readonly needs: string;
}

/** The level that a gate would be decided at if all the changes held together. */
export interface MoreLocal {
  readonly level: Level;
  readonly changes: readonly FactChange[];
}

/** How many ways are tried before giving up; the shipped policy never needs more than a few dozen. */
const MOST_TRIES = 2000;

/** Stage and scope are not the owner's to change, so no proposal touches them. */
const FIXED: readonly FactName[] = ['stage', 'scope'];

/**
 * What would have to be different for the verdict to be one or more levels more local: of each deciding rule
 * one condition on a fact has to stop holding. Every proposal is tried by evaluation before it is made.
 * `null` where a deciding rule asks only for stage and scope, or where no change of the facts helps.
 */
export function moreLocal(table: RoutingTable, facts: RoutingFacts, outcome: Outcome): MoreLocal | null {
  const rules = table.rules.filter((rule) => outcome.deciding.includes(rule.id));
  const breakable = rules.map((rule) => rule.cells.filter(({ input }) => !isFixed(table, input)));
  if (breakable.some((cells) => cells.length === 0)) return null;
  let tries = 0;
  for (const chosen of combinations<CompiledCell>(breakable)) {
    const inputs = [...new Set(chosen.map(({ input }) => input))].sort((a, b) => a - b);
    const breaking = inputs.map((input) => breakingValues(table, input, facts, chosen));
    for (const values of combinations(breaking)) {
      if (++tries > MOST_TRIES) return null;
      const tried = withinRevenue(change(facts, table, inputs, values), facts);
      const level = tried && levelOf(table, tried);
      if (level && isAbove(outcome.level, level)) return propose(table, facts, tried, outcome.level, level);
    }
  }
  return null;
}

/** The other values of a fact at which none of the chosen conditions holds, the nearest first. */
function breakingValues(
  table: RoutingTable,
  input: number,
  facts: RoutingFacts,
  chosen: readonly CompiledCell[],
): (number | boolean)[] {
  const cells = chosen.filter((cell) => cell.input === input);
  return otherValues(table, input, facts).filter((value) => {
    const tested = testedValue(value);
    return !cells.some(({ tests }) => holds(tests, tested));
  });
}

function isFixed(table: RoutingTable, input: number): boolean {
  const name = table.inputs[input]?.name;
  return name === undefined || FIXED.includes(name);
}

function levelOf(table: RoutingTable, facts: RoutingFacts): Level | null {
  return outcomeOf(table, testedValues(table, facts))?.level ?? null;
}

function change(
  facts: RoutingFacts,
  table: RoutingTable,
  inputs: readonly number[],
  values: readonly (number | boolean)[],
): RoutingFacts {
  const changed: Record<string, number | boolean> = {};
  for (const [place, input] of inputs.entries()) {
    const [name, value] = [table.inputs[input]?.name, values[place]];
    if (name !== undefined && value !== undefined) changed[name] = value;
  }
  return { ...facts, ...changed };
}

/** Consultancy is part of revenue: less revenue takes it along, more consultancy than revenue is no proposal. */
function withinRevenue(tried: RoutingFacts, facts: RoutingFacts): RoutingFacts | null {
  if (tried.consultancyGbp <= tried.revenueGbp) return tried;
  if (tried.consultancyGbp !== facts.consultancyGbp) return null;
  return { ...tried, consultancyGbp: tried.revenueGbp };
}

function propose(
  table: RoutingTable,
  facts: RoutingFacts,
  tried: RoutingFacts,
  from: Level,
  level: Level,
): MoreLocal {
  const changes = table.inputs.flatMap(({ name }, input): FactChange[] => {
    const [now, to] = [facts[name], tried[name]];
    if (now === to || typeof now === 'string' || typeof to === 'string') return [];
    return [{ fact: name, now, to, needs: needs(table, tried, input, now, from) }];
  });
  return { level, changes };
}

/** Says how far the change may go: all the way ("or less", "or more"), or up to where a rule bites again. */
function needs(
  table: RoutingTable,
  tried: RoutingFacts,
  input: number,
  now: number | boolean,
  from: Level,
): string {
  const name = table.inputs[input]?.name;
  const to = name === undefined ? undefined : tried[name];
  if (name === undefined || typeof to !== 'number' || typeof now !== 'number') return String(to);
  const down = to < now;
  const beyond = candidateNumbers(table, input).filter((value) => (down ? value < to : value > to));
  if (down) beyond.reverse();
  let last = to;
  for (const value of beyond) {
    const further = withinRevenue({ ...tried, [name]: value }, tried);
    const level = further && levelOf(table, further);
    if (!level || !isAbove(from, level)) {
      if (last === to) return `exactly ${grouped(to)}`;
      return `from ${grouped(Math.min(last, to))} to ${grouped(Math.max(last, to))}`;
    }
    last = value;
  }
  return `${grouped(to)} or ${down ? 'less' : 'more'}`;
}

/** Every way to take one of each list, the first of each first. */
function* combinations<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const item of first) for (const others of combinations(rest)) yield [item, ...others];
}
