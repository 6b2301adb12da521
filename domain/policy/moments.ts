import Big from 'big.js';
import { fail, never, ok, type Result } from '../result.ts';
import type { MomentType } from './decision-table.ts';
import type { Moment } from './expression.ts';

/**
 * Days, times and lengths of time as one exact decimal each, so that they are compared as numbers are:
 * a date is days since 1 January 1970, a time is seconds since midnight, a date and time is seconds since
 * 1 January 1970 as the clock on the wall has it, a duration is its seconds or its months.
 *
 * A time zone or an offset is refused: whether a moment with one comes before a moment without cannot be said.
 * Source: DMN 1.3, 10.3.2.3.4 to 10.3.2.3.8, in the lexical form of XML Schema.
 */
export function parseMoment(type: MomentType, text: string): Result<Moment, string> {
  const at = read(type, text);
  if (at !== null) return ok({ type, at });
  if (/\d(Z|[+-]\d\d:\d\d|@[A-Za-z/_]+)$/.test(text) && type !== 'date') {
    return fail(`"${text.slice(0, 80)}" has a time zone or an offset, which is not read: write local time`);
  }
  return fail(`"${text.slice(0, 80)}" is no ${type}: write it as in ${EXAMPLES[type]}`);
}

/** Of which type a literal such as `@"2026-04-01"` is, by its form alone. */
export function parseAnyMoment(text: string): Result<Moment, string> {
  const type: MomentType = /^-?P.*[YM]/.test(text.replace(/T.*/, ''))
    ? 'years and months duration'
    : /^-?P/.test(text)
      ? 'days and time duration'
      : text.includes('T')
        ? 'date and time'
        : /^\d\d:/.test(text)
          ? 'time'
          : 'date';
  return parseMoment(type, text);
}

const EXAMPLES: Readonly<Record<MomentType, string>> = {
  date: '"2026-04-01"',
  time: '"09:30:00"',
  'date and time': '"2026-04-01T09:30:00"',
  'days and time duration': '"P10DT4H30M"',
  'years and months duration': '"P1Y6M"',
};

const MOST_CHARACTERS = 64;

function read(type: MomentType, text: string): Big | null {
  if (text.length > MOST_CHARACTERS) return null;
  switch (type) {
    case 'date':
      return readDate(text);
    case 'time':
      return readTime(text);
    case 'date and time': {
      const [date, time, more] = text.split('T');
      const [days, seconds] = [readDate(date ?? ''), readTime(time ?? '')];
      return days && seconds && more === undefined ? days.times(SECONDS_OF_DAY).plus(seconds) : null;
    }
    case 'days and time duration':
      return readSeconds(text);
    case 'years and months duration':
      return readMonths(text);
    default:
      return never(type);
  }
}

const SECONDS_OF_DAY = 86_400;

function readDate(text: string): Big | null {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  if (y === undefined || year === 0 || month < 1 || month > 12 || day < 1) return null;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= most ? new Big(daysOf(year, month, day)) : null;
}

/** Days since 1 January 1970 of a day of the Gregorian calendar: years are counted from March, so that a leap day is last. */
function daysOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

function readTime(text: string): Big | null {
  const [, h, m, s] = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)$/.exec(text) ?? [];
  return h === undefined || m === undefined || s === undefined
    ? null
    : new Big(s).plus(Number(h) * 3600 + Number(m) * 60);
}

function readSeconds(text: string): Big | null {
  const parts =
    /^(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/.exec(text);
  if (parts === null || /[PT]$/.test(text)) return null;
  const [, sign, d = '0', h = '0', m = '0', s = '0'] = parts;
  const seconds = new Big(d).times(24).plus(h).times(60).plus(m).times(60).plus(s);
  return sign === '-' ? seconds.times(-1) : seconds;
}

function readMonths(text: string): Big | null {
  const parts = /^(-?)P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?$/.exec(text);
  if (parts === null || text.endsWith('P')) return null;
  const [, sign, y = '0', m = '0'] = parts;
  const months = new Big(y).times(12).plus(m);
  return sign === '-' ? months.times(-1) : months;
}

/** A moment as FEEL writes it. */
export function showMoment({ type, at }: Moment): string {
  switch (type) {
    case 'date':
      return showDate(at);
    case 'time':
      return showTime(at);
    case 'date and time': {
      const days = at.div(SECONDS_OF_DAY).round(0, at.lt(0) ? Big.roundUp : Big.roundDown);
      return `${showDate(days)}T${showTime(at.minus(days.times(SECONDS_OF_DAY)))}`;
    }
    case 'days and time duration': {
      const size = at.abs();
      const days = size.div(SECONDS_OF_DAY).round(0, Big.roundDown);
      return `${at.lt(0) ? '-' : ''}P${days.toFixed()}DT${size.minus(days.times(SECONDS_OF_DAY)).toFixed()}S`;
    }
    case 'years and months duration':
      return `${at.lt(0) ? '-' : ''}P${at.abs().toFixed()}M`;
    default:
      return never(type);
  }
}

function showDate(days: Big): string {
  // Year by year from a guess that is never too late: the calendar is read above, and only there.
  const n = days.toNumber();
  let year = Math.floor(n / 365.2425) + 1969;
  while (daysOf(year + 1, 1, 1) <= n) year++;
  let month = 1;
  while (month < 12 && daysOf(year, month + 1, 1) <= n) month++;
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(n - daysOf(year, month, 1) + 1, 2)}`;
}

function showTime(seconds: Big): string {
  const whole = seconds.round(0, Big.roundDown).toNumber();
  const rest = seconds.minus(whole);
  const fraction = rest.eq(0) ? '' : rest.toFixed().slice(1);
  const hours = Math.floor(whole / 3600);
  return `${padded(hours, 2)}:${padded(Math.floor(whole / 60) % 60, 2)}:${padded(whole % 60, 2)}${fraction}`;
}

const padded = (n: number, digits: number): string => String(n).padStart(digits, '0');
