import Big from 'big.js';
import { never } from '../result.ts';
import { Doubt } from './doubt.ts';
import type { ArithmeticOperator } from './expression.ts';

/** The precision of FEEL's numbers, those of IEEE 754 decimal128: DMN 1.3, 10.3.2.3.1. */
const DIGITS = 34;
const MOST_EXPONENT = 6144;

/** A constructor of our own: how many places a division keeps is a setting of it. */
const Decimal = Big();
Decimal.RM = Big.roundDown;

/**
 * One operation on two decimals. The result is exact where 34 digits can hold it, and rounded to the nearest (a half to
 * the even digit) where they cannot. What has no result, or one too large to be held, is a `Doubt`.
 */
export function calculate(op: ArithmeticOperator, left: Big, right: Big): Big {
  switch (op) {
    case '+':
      return held(left.plus(right));
    case '-':
      return held(left.minus(right));
    case '*':
      return held(left.times(right));
    case '/':
      return divide(left, right);
    case '**':
      return power(left, right);
    default:
      return never(op);
  }
}

function held(value: Big): Big {
  if (value.eq(0)) return value;
  if (Math.abs(value.e) > MOST_EXPONENT) {
    throw new Doubt(
      'too-large',
      'A number has more than 6,144 digits, or so many noughts: nothing needs it.',
    );
  }
  return value.c.length > DIGITS ? value.prec(DIGITS, Big.roundHalfEven) : value;
}

function divide(left: Big, right: Big): Big {
  if (right.eq(0)) {
    throw new Doubt('not-a-number', 'It divides by 0, which gives no number: test for 0 before it.');
  }
  // As many places as leave 34 digits and some over, whatever the size of the quotient, cut off and not rounded: it is
  // rounded once, and what was cut off counts as more than nothing, so that it never looks like an exact half.
  const places = Math.max(0, DIGITS + 2 - (left.e - right.e));
  Decimal.DP = places;
  const cut = new Decimal(left).div(right);
  if (cut.times(right).eq(left)) return held(cut);
  return held(cut.plus(`${left.lt(0) === right.lt(0) ? '' : '-'}1e-${places + 1}`));
}

/** `base ** exponent` by squaring, each step held to 34 digits and a few over, so that no size of exponent takes long. */
function power(base: Big, exponent: Big): Big {
  if (!exponent.eq(exponent.round(0, Big.roundDown)) || exponent.abs().gt(999_999)) {
    const detail = `The exponent ${exponent.toString().slice(0, 40)} must be a whole number, 999,999 at most.`;
    throw new Doubt('not-a-number', detail);
  }
  if (base.eq(0) && exponent.lt(0)) {
    throw new Doubt('not-a-number', '0 to a negative power is no number: test for 0 before it.');
  }
  let [result, square, left] = [new Big(1), base, exponent.abs().toNumber()];
  while (left > 0) {
    if (left % 2 === 1) result = roughly(result.times(square));
    left = Math.floor(left / 2);
    if (left > 0) square = roughly(square.times(square));
  }
  return exponent.lt(0) ? divide(new Big(1), result) : held(result);
}

/** Ten digits more than are kept in the end. */
function roughly(value: Big): Big {
  held(value);
  return value.c.length > DIGITS + 10 ? value.prec(DIGITS + 10, Big.roundHalfEven) : value;
}
