import { never } from '../result.ts';
import { grouped } from './fact-words.ts';
import { holds, testedValue, type UnaryTest, type UnaryTests } from './unary-tests.ts';

/**
 * What a cell that held says of a number, to follow "is": "over £1,000,000", "15 or more". Of a range only the
 * end that the number passed on its way up is said: what is above it would ask for a higher level, not this one.
 */
export function inWords(tests: UnaryTests, value: number, unit: string): string {
  switch (tests.kind) {
    case 'any':
      return 'any';
    case 'one-of': {
      const held = tests.tests.find((test) => holds({ kind: 'one-of', tests: [test] }, testedValue(value)));
      return held ? oneInWords(held, unit) : 'something else';
    }
    case 'none-of':
      return `neither ${tests.tests.map((test) => oneInWords(test, unit)).join(' nor ')}`;
    default:
      return never(tests);
  }
}

function oneInWords(test: UnaryTest, unit: string): string {
  switch (test.kind) {
    case 'equals':
      return test.literal.kind === 'number'
        ? `${unit}${grouped(test.literal.value.toNumber())}`
        : String(test.literal.value);
    case 'computed':
      return test.text;
    case 'compare':
      return compared(test.op, `${unit}${grouped(test.bound.toNumber())}`);
    case 'range':
      return compared(test.from.included ? '>=' : '>', `${unit}${grouped(test.from.value.toNumber())}`);
    default:
      return never(test);
  }
}

function compared(op: '<' | '<=' | '>' | '>=', bound: string): string {
  switch (op) {
    case '<':
      return `under ${bound}`;
    case '<=':
      return `${bound} or less`;
    case '>':
      return `over ${bound}`;
    case '>=':
      return `${bound} or more`;
    default:
      return never(op);
  }
}
