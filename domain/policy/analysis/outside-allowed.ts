import type Big from 'big.js';
import { boundsOf } from '../candidate-values.ts';
import { never } from '../../result.ts';
import type { UnaryTest, UnaryTests } from '../unary-tests.ts';
import { axisOf, setOf, type ColumnOfCells } from './axes.ts';
import type { Axis } from './space.ts';

/** What of a cell has nothing to do with the values that its column allows, in words that follow "the cell". */
export function outsideAllowed(column: ColumnOfCells, cell: UnaryTests): string[] {
  if (cell.kind === 'any') return [];
  const each = cell.tests.map((test) => ({ kind: 'one-of' as const, tests: [test] as const }));
  // An axis of its own: parts of one cell are not told apart on that of the table.
  const axis = axisOf({ ...column, cells: each });
  return each.flatMap((tests) => {
    const [test] = tests.tests;
    if (setOf(axis, tests) === 0n) return [`asks for ${testText(test)}, which no allowed value is`];
    const beyond = boundsOf(tests).filter((bound) => isBeyond(axis, bound));
    return beyond.map((bound) => `names ${bound.toFixed()}, which is beyond every allowed value`);
  });
}

function isBeyond({ atoms }: Axis, bound: Big): boolean {
  const from = atoms[0]?.pieces[0]?.from;
  const to = atoms.at(-1)?.pieces.at(-1)?.to;
  if (from && bound.lt(from.value)) return true;
  return to ? bound.gt(to.value) : false;
}

function testText(test: UnaryTest): string {
  switch (test.kind) {
    case 'equals':
      return typeof test.literal.value === 'object'
        ? test.literal.value.toFixed()
        : JSON.stringify(test.literal.value);
    case 'compare':
      return `${test.op} ${test.bound.toFixed()}`;
    case 'range': {
      const [open, close] = [test.from.included ? '[' : '(', test.to.included ? ']' : ')'];
      return `${open}${test.from.value.toFixed()}..${test.to.value.toFixed()}${close}`;
    }
    case 'computed':
      return test.text;
    default:
      return never(test);
  }
}
