import { decision, literal } from './rich-model.ts';

/** Makes a text from chance (numbers from 0 to 1); `turn` counts the ones that were made before. */
export type Make = (chance: () => number, turn: number) => string;

export const below = (most: number, chance: () => number): number => Math.floor(chance() * most);

export const oneOf = <T>(all: readonly T[], chance: () => number): T => all[below(all.length, chance)]!;

/** A file with the decision in it, of which nothing else is asked. */
export const fileOf = (inside: string): string =>
  `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Hostile" namespace="urn:hostile">${inside}</definitions>`;

const expressionFile = (text: string): string => fileOf(decision('asked', 'number', [], literal(text)));

export const deepExpression: Make = (chance, turn) => {
  const times = [10, 39, 40, 100, 160, 240, 330, 480][turn % 8]!;
  const [open, close] = oneOf(
    [
      ['(', ')'],
      ['[', ']'],
      ['not(', ')'],
      ['-', ''],
      ['if true then ', ' else 1'],
      ['1+', ''],
      ['2**', ''],
      ['1 in (', ')'],
      ['{a:', '}'],
      ['"', ''],
      ['1 between ', ' and 2'],
      ['for x in ', ' return x'],
      ['some x in ', ' satisfies x'],
      ['function(x) ', ''],
      ['a.', ''],
      ['a ', ''],
      ['1..', ''],
      ['@"', ''],
      ['<', ''],
    ] as const,
    chance,
  );
  return expressionFile(`${open.repeat(times)}1${close.repeat(times)}`.slice(0, 1000 + below(2, chance)));
};

export const randomExpression: Make = (chance) => {
  const parts = [
    '1 ', '0 ', '+', '-', '*', '/', '**', '(', ')', '[', ']', 'not(', 'null ', 'true ', ' and ', ' or ', 'if ', ' then ', ' else ',
    '"a" ', '..', '>', '<=', ' in ', ' between ', 'count(', 'min(', '@"2026-01-01" ', 'date("x") ', '?', '.', ',', 'a ', '\u{1f600}', '9e9 ', '{', '}', ':',
  ]; // prettier-ignore
  return expressionFile(Array.from({ length: below(60, chance) }, () => oneOf(parts, chance)).join(''));
};

export const hugeNumber: Make = (chance, turn) => {
  const digits = '9'.repeat([20, 34, 35, 400, 900, 999][turn % 6]!);
  return expressionFile(
    oneOf(
      [
        digits,
        `${digits} * ${digits}`.slice(0, 1000),
        `-0.${digits}`.slice(0, 1000),
        '9**9**9**9**9',
        '10 ** 999999',
        '1.000001 ** 999999 ** 2',
        '10 ** -6000 / 10 ** 6000',
        '1e999999999',
        `(${digits.slice(0, 400)}) ** 999`,
        '3 ** 0.5',
        `1 / 3 ${'/ 3 '.repeat(200)}`,
        `${digits.slice(0, 900)} / 7`,
      ],
      chance,
    ),
  );
};
