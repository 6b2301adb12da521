import type { RoutingFacts } from '../facts.ts';
import type { Level } from '../level.ts';
import { grouped } from './fact-words.ts';
import type { FactName, RoutingTable } from './routing-table.ts';
import { highestIn, matchingIn, ruleSets, type Candidate, type RuleSet, type RuleSets } from './rule-sets.ts';
import { classAt, valueClasses } from './value-classes.ts';

/** One fact that would have to be different: `to` is the nearest value that will do, `needs` says all of them. */
export interface FactChange {
  readonly fact: FactName;
  readonly now: number | boolean;
  readonly to: number | boolean;
  /** "1,000,000 or less", "12 or less", "false". In pounds for money. */
  readonly needs: string;
}

/** Facts that were tried, and by input the rules whose cell holds for them. */
export interface TriedFacts {
  readonly facts: RoutingFacts;
  readonly passing: readonly RuleSet[];
}

/** What is otherwise in the facts that were tried, in the order of the table's inputs. `does`: whether a level is one that was sought. */
export function changesBetween(
  table: RoutingTable,
  facts: RoutingFacts,
  tried: TriedFacts,
  does: (level: Level) => boolean,
): readonly FactChange[] {
  return table.inputs.flatMap(({ name }, input): FactChange[] => {
    const [now, to] = [facts[name], tried.facts[name]];
    if (now === to || typeof now === 'string' || typeof to === 'string') return [];
    return [{ fact: name, now, to, needs: needs(table, tried, input, { now, to }, does) }];
  });
}

/** Says how far the change may go: all the way ("or less", "or more"), or up to where a rule bites again. */
function needs(
  table: RoutingTable,
  tried: TriedFacts,
  input: number,
  { now, to }: Pick<FactChange, 'now' | 'to'>,
  does: (level: Level) => boolean,
): string {
  if (typeof to !== 'number' || typeof now !== 'number') return String(to);
  const sets = ruleSets(table);
  const down = to < now;
  const beyond = (sets.candidates[input] ?? []).filter(({ value }) => (down ? value < to : value > to));
  if (down) beyond.reverse();
  let last = to;
  for (const candidate of beyond) {
    const level = highestIn(sets, matchingIn(withCandidate(table, sets, tried, input, candidate)));
    if (level === null || !does(level)) {
      if (last === to) return `exactly ${grouped(to)}`;
      return `from ${grouped(Math.min(last, to))} to ${grouped(Math.max(last, to))}`;
    }
    last = candidate.value;
  }
  return `${grouped(to)} or ${down ? 'less' : 'more'}`;
}

/** One fact put at a value. Consultancy is part of revenue: less revenue takes it along, and more consultancy the revenue. */
function withCandidate(
  table: RoutingTable,
  { byClass }: RuleSets,
  { facts, passing }: TriedFacts,
  input: number,
  { value, passing: there }: Candidate,
): readonly RuleSet[] {
  const then = passing.with(input, there);
  const along = takenAlong(table.inputs[input]?.name, value, facts);
  const other = along === null ? -1 : table.inputs.findIndex(({ name }) => name === along);
  const rules = byClass[other]?.[classAt(valueClasses(table)[other] ?? [], value)];
  return rules === undefined ? then : then.with(other, rules);
}

function takenAlong(changed: FactName | undefined, value: number, facts: RoutingFacts): FactName | null {
  if (changed === 'revenueGbp') return facts.consultancyGbp > value ? 'consultancyGbp' : null;
  if (changed === 'consultancyGbp') return value > facts.revenueGbp ? 'revenueGbp' : null;
  return null;
}
