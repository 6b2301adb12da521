import type { RoutingFacts } from '../facts.ts';
import type { Level } from '../level.ts';
import { candidateNumbers } from './candidate-values.ts';
import { grouped } from './fact-words.ts';
import { outcomeOf, testedValues } from './outcome.ts';
import type { FactName, RoutingTable } from './routing-table.ts';

/** One fact that would have to be different: `to` is the nearest value that will do, `needs` says all of them. */
export interface FactChange {
  readonly fact: FactName;
  readonly now: number | boolean;
  readonly to: number | boolean;
  /** "1,000,000 or less", "12 or less", "false". In pounds for money. */
  readonly needs: string;
}

/** What is otherwise in the facts that were tried, in the order of the table's inputs. `does`: whether a level is one that was sought. */
export function changesBetween(
  table: RoutingTable,
  facts: RoutingFacts,
  tried: RoutingFacts,
  does: (level: Level) => boolean,
): readonly FactChange[] {
  return table.inputs.flatMap(({ name }, input): FactChange[] => {
    const [now, to] = [facts[name], tried[name]];
    if (now === to || typeof now === 'string' || typeof to === 'string') return [];
    return [{ fact: name, now, to, needs: needs(table, tried, input, now, does) }];
  });
}

/** Says how far the change may go: all the way ("or less", "or more"), or up to where a rule bites again. */
function needs(
  table: RoutingTable,
  tried: RoutingFacts,
  input: number,
  now: number | boolean,
  does: (level: Level) => boolean,
): string {
  const name = table.inputs[input]?.name;
  const to = name === undefined ? undefined : tried[name];
  if (name === undefined || typeof to !== 'number' || typeof now !== 'number') return String(to);
  const down = to < now;
  const beyond = candidateNumbers(table, input).filter((value) => (down ? value < to : value > to));
  if (down) beyond.reverse();
  let last = to;
  for (const value of beyond) {
    const level = outcomeOf(
      table,
      testedValues(table, partOfRevenue({ ...tried, [name]: value }, name)),
    )?.level;
    if (level === undefined || !does(level)) {
      if (last === to) return `exactly ${grouped(to)}`;
      return `from ${grouped(Math.min(last, to))} to ${grouped(Math.max(last, to))}`;
    }
    last = value;
  }
  return `${grouped(to)} or ${down ? 'less' : 'more'}`;
}

/** Consultancy is part of revenue: less revenue takes it along, and more consultancy the revenue. */
function partOfRevenue(tried: RoutingFacts, changed: FactName): RoutingFacts {
  const { revenueGbp, consultancyGbp } = tried;
  if (consultancyGbp <= revenueGbp) return tried;
  return changed === 'consultancyGbp'
    ? { ...tried, revenueGbp: consultancyGbp }
    : { ...tried, consultancyGbp: revenueGbp };
}
