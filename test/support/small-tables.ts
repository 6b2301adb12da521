import fc from 'fast-check';
import type { Hits } from '../../domain/policy/analysis/space.ts';

/** A rule as text, by column. */
export interface TextRule {
  readonly id: string;
  readonly cells: readonly string[];
  readonly outputs: readonly string[];
}

export interface TextColumn {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly allowed: string | null;
}

/** A table of few columns, as somebody might write it. */
export interface TextTable {
  readonly hits: Hits;
  readonly columns: readonly TextColumn[];
  readonly outputs: readonly TextColumn[];
  readonly rules: readonly TextRule[];
}

export const HITS: readonly Hits[] = [
  'UNIQUE',
  'ANY',
  'PRIORITY',
  'FIRST',
  'RULE ORDER',
  'OUTPUT ORDER',
  'COLLECT',
  'COLLECT SUM',
  'COLLECT COUNT',
  'COLLECT MIN',
  'COLLECT MAX',
];

/** What one column of a region holds: some of the values, or the numbers between two ends. */
type Part =
  | { readonly kind: 'values'; readonly of: readonly string[]; readonly all: readonly string[] }
  | {
      readonly kind: 'between';
      readonly from: number;
      readonly fromIn: boolean;
      readonly to: number;
      readonly toIn: boolean;
      readonly most: number;
    };

export type Region = readonly Part[];

/** Texts and yes or no, whole numbers that are listed, and any number from 0 to 100. */
const COLUMNS: readonly { readonly column: Omit<TextColumn, 'name'>; readonly whole: Part }[] = [
  values('string', ['"a"', '"b"', '"c"']),
  values('boolean', ['false', 'true']),
  values('number', ['1', '2', '3', '5', '8']),
  {
    column: { type: 'number', allowed: '[0..100]' },
    whole: { kind: 'between', from: 0, fromIn: true, to: 100, toIn: true, most: 100 },
  },
];

function values(type: TextColumn['type'], of: readonly string[]) {
  return { column: { type, allowed: of.join(', ') }, whole: { kind: 'values', of, all: of } as const };
}

/** Whole numbers below a bound, by chance. */
export type Draw = (below: number) => number;

/** The same draws for the same seed (mulberry32), so that a table is made again from its seed. */
export function drawOf(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const someSeed = fc.nat();

/** Columns, and regions that share nothing and leave nothing out: a table of them is sound under every hit policy. */
export interface Partition {
  readonly columns: readonly TextColumn[];
  readonly regions: readonly Region[];
}

export function partition(draw: Draw): Partition {
  const kinds = [COLUMNS[3], ...Array.from({ length: 1 + draw(3) }, () => COLUMNS[draw(COLUMNS.length)])].map(
    (kind) => kind!,
  );
  const columns = kinds.map(({ column }, place) => ({ name: `c${place + 1}`, ...column }));
  let regions: Region[] = [kinds.map(({ whole }) => whole)];
  for (let cuts = 3 + draw(6); cuts > 0; cuts -= 1) {
    const at = draw(regions.length);
    const column = draw(kinds.length);
    const halves = cut(regions[at]![column]!, draw);
    if (halves === null) continue;
    const pieces = halves.map((part) => withPart(regions[at]!, column, part));
    regions = [...regions.slice(0, at), ...pieces, ...regions.slice(at + 1)];
  }
  return { columns, regions };
}

export const withPart = (region: Region, column: number, part: Part): Region =>
  region.map((own, place) => (place === column ? part : own));

export function cut(part: Part, draw: Draw): readonly [Part, Part] | null {
  if (part.kind === 'values') {
    if (part.of.length < 2) return null;
    const at = 1 + draw(part.of.length - 1);
    return [
      { ...part, of: part.of.slice(0, at) },
      { ...part, of: part.of.slice(at) },
    ];
  }
  const inner = [10, 20, 25, 50, 75, 99.5].filter((bound) => bound > part.from && bound < part.to);
  const bound = inner[draw(Math.max(1, inner.length))];
  if (bound === undefined) return null;
  const lower = draw(2) === 0;
  return [
    { ...part, to: bound, toIn: lower },
    { ...part, from: bound, fromIn: !lower },
  ];
}

/** A region as cells, in one of the ways to say it. */
export const cellsOf = (region: Region, draw: Draw): string[] => region.map((part) => cellOf(part, draw));

function cellOf(part: Part, draw: Draw): string {
  if (part.kind === 'values') {
    if (part.of.length === part.all.length) return draw(2) === 0 ? '-' : part.of.join(', ');
    const others = part.all.filter((value) => !part.of.includes(value));
    return draw(3) === 0 ? `not(${others.join(', ')})` : part.of.join(', ');
  }
  const { from, fromIn, to, toIn, most } = part;
  if (from === 0 && to === most) return draw(2) === 0 ? '-' : '>= 0';
  if (from === 0) return `${toIn ? '<=' : '<'} ${to}`;
  if (to === most) return `${fromIn ? '>=' : '>'} ${from}`;
  return `${fromIn ? '[' : '('}${from}..${to}${toIn ? ']' : ')'}`;
}

export const OUTPUT_VALUES = ['1', '2', '3', '4'];

/** The table of regions: each a rule with an output of its own where the hit policy minds. */
export function tableOf(hits: Hits, { columns, regions }: Partition, draw: Draw): TextTable {
  return {
    hits,
    columns,
    outputs: [{ name: 'out', type: 'number', allowed: OUTPUT_VALUES.join(', ') }],
    rules: regions.map((region, place) => ({
      id: `R-${place + 1}`,
      cells: cellsOf(region, draw),
      outputs: [OUTPUT_VALUES[draw(OUTPUT_VALUES.length)]!],
    })),
  };
}
