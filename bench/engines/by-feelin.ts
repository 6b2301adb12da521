import { unaryTest } from 'feelin';
import type { RoutingFacts } from '../../domain/facts.ts';
import type { Subject } from './subject.ts';

/**
 * The table by feelin, which evaluates FEEL and knows no tables: each cell is its unary test of the fact, until one of the rule
 * fails. It has no way to keep a test that was parsed.
 */
export function byFeelin({ policy }: Subject): (given: RoutingFacts) => readonly string[] {
  const { inputs, rules } = policy.table;
  const cellsOf = rules.map((rule) => ({
    id: rule.id,
    cells: rule.inputs.flatMap((text, input) => {
      const name = inputs[input]?.name as keyof RoutingFacts | undefined;
      return text === '-' || name === undefined ? [] : [{ name, text }];
    }),
  }));
  return (given) =>
    cellsOf
      .filter(({ cells }) =>
        cells.every(({ name, text }) => unaryTest(text, { '?': given[name] }).value === true),
      )
      .map(({ id }) => id);
}
