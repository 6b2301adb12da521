import Big from 'big.js';
import { never } from '../result.ts';
import { isMoney } from './fact-words.ts';
import type { RoutingTable } from './routing-table.ts';
import { holds, type UnaryTests } from './unary-tests.ts';

/**
 * The values of a number that the table can tell apart: each bound that a cell names and its two neighbours (a
 * penny away for money, one for a score), of those that are allowed. Between two of them no rule changes, so
 * trying these is trying every value. In ascending order.
 */
export function candidateNumbers(table: RoutingTable, input: number): number[] {
  const column = table.inputs[input];
  if (column?.type !== 'number') return [];
  const places = isMoney(column.name) ? 2 : 0;
  const step = new Big(10).pow(-places);
  const cells = table.rules.flatMap((rule) => rule.cells.filter((cell) => cell.input === input));
  const found = new Set<number>();
  for (const tests of [column.allowed, ...cells.map((cell) => cell.tests)]) {
    for (const bound of boundsOf(tests)) {
      const near = bound.round(places, Big.roundDown);
      for (const value of [near.minus(step), near, near.plus(step)]) {
        const inRange = !isMoney(column.name) || value.gte(0);
        if (inRange && holds(column.allowed, value)) found.add(Number(value.toString()));
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Every number at which a cell may change its mind. */
export function boundsOf(tests: UnaryTests): Big[] {
  if (tests.kind === 'any') return [];
  return tests.tests.flatMap((test) => {
    switch (test.kind) {
      case 'equals':
        return test.literal.kind === 'number' ? [test.literal.value] : [];
      case 'compare':
        return [test.bound];
      case 'range':
        return [test.from.value, test.to.value];
      case 'computed':
        return [];
      default:
        return never(test);
    }
  });
}
