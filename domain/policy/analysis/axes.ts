import Big from 'big.js';
import { boundsOf } from '../candidate-values.ts';
import { holds, type Literal, type UnaryTests } from '../unary-tests.ts';
import type { Atom, Axis, Piece } from './space.ts';

/** A column with every cell that stands in it. */
export interface ColumnOfCells {
  readonly name: string;
  readonly kind: Axis['kind'];
  readonly allowed: UnaryTests;
  readonly cells: readonly UnaryTests[];
  /** More local first: the order of its values, or `null` where they have none. */
  readonly order: readonly string[] | 'ascending' | null;
  readonly places: number | null;
  /** What its values are held to beside the allowed ones: each of these. */
  readonly within: readonly UnaryTests[];
}

/** Cuts a column into atoms. An axis without an atom has no value at all. */
export function axisOf(column: ColumnOfCells): Axis {
  const { name, kind, order, places } = column;
  const atoms = kind === 'number' ? numberAtoms(column) : plainAtoms(column);
  const zero = atoms.findIndex(
    ({ pieces }) => kind === 'number' && pieces.some((piece) => within(piece, new Big(0))),
  );
  return { name, kind, atoms, usual: Math.max(0, zero), ordered: order !== null, places };
}

/** The atoms for which a cell holds, as bits. */
export function setOf(axis: Axis, tests: UnaryTests): bigint {
  return axis.atoms.reduce(
    (set, { value }, place) => (holds(tests, value) ? set | (1n << BigInt(place)) : set),
    0n,
  );
}

function plainAtoms({ kind, allowed, cells, order, within: limits }: ColumnOfCells): Atom[] {
  const values = kind === 'boolean' ? [false, true] : stringValues(allowed, [...limits, ...cells]);
  const placeOf = (value: string | boolean): number =>
    Array.isArray(order) ? order.indexOf(String(value)) : 0;
  return values
    .filter((value) => [allowed, ...limits].every((tests) => holds(tests, value)))
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((value) => ({ value, pieces: [], least: null, most: null }));
}

/** Every text that is named, in order, and one that is not. */
function stringValues(allowed: UnaryTests, cells: readonly UnaryTests[]): string[] {
  const named = [allowed, ...cells]
    .flatMap(literalsOf)
    .flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const values = [...new Set(named)];
  let other = 'another';
  while (values.includes(other)) other = `${other} one`;
  return [...values, other];
}

const literalsOf = (tests: UnaryTests): Literal[] =>
  tests.kind === 'any' ? [] : tests.tests.flatMap((test) => (test.kind === 'equals' ? [test.literal] : []));

/** Pieces that no cell tells apart, with the plainest number of the first and of the last. */
interface Run {
  readonly signature: string;
  readonly pieces: Piece[];
  readonly first: { readonly piece: Piece; readonly value: Big };
  last: { readonly piece: Piece; readonly value: Big };
}

function numberAtoms({ allowed, cells, places, within: limits }: ColumnOfCells): Atom[] {
  const distinct = [...new Set(cells)];
  const bounds = [allowed, ...limits, ...distinct].flatMap(boundsOf).sort((a, b) => a.cmp(b));
  const runs: Run[] = [];
  for (const piece of piecesBetween(bounds.filter((bound, place) => !bounds[place - 1]?.eq(bound)))) {
    const value = plainest(piece, places);
    if (value === null || ![allowed, ...limits].every((tests) => holds(tests, value))) continue;
    const signature = distinct.map((tests) => (holds(tests, value) ? 1 : 0)).join('');
    const run = runs.at(-1);
    const here = { piece, value };
    if (run?.signature !== signature) runs.push({ signature, pieces: [piece], first: here, last: here });
    else {
      run.pieces.push(piece);
      run.last = here;
    }
  }
  return runs.map(({ pieces, first, last }) => ({
    value: plainestOf(pieces, first, last),
    pieces,
    least: leastOf(first.piece, places),
    most: mostOf(last.piece, places),
  }));
}

/** 0 where it is among them; what begins without end is spoken of by its last, others by their first. */
function plainestOf(pieces: readonly Piece[], first: Run['first'], last: Run['last']): Big {
  const zero = new Big(0);
  if (pieces.some((piece) => within(piece, zero))) return zero;
  return first.piece.from === null ? last.value : first.value;
}

/** Each bound by itself, and what lies between two, before the first and after the last. */
function piecesBetween(bounds: readonly Big[]): Piece[] {
  const pieces: Piece[] = [];
  let from: Piece['from'] = null;
  for (const bound of bounds) {
    pieces.push({ from, to: { value: bound, included: false } });
    pieces.push({ from: { value: bound, included: true }, to: { value: bound, included: true } });
    from = { value: bound, included: false };
  }
  return [...pieces, { from, to: null }];
}

export function within({ from, to }: Piece, value: Big): boolean {
  const above = from === null || (from.included ? value.gte(from.value) : value.gt(from.value));
  return above && (to === null || (to.included ? value.lte(to.value) : value.lt(to.value)));
}

/** The plainest number of a piece: with the fewest decimals, and of those the nearest to where it begins; `null` where it has none. */
function plainest(piece: Piece, places: number | null): Big | null {
  const { from, to } = piece;
  const start = from ?? to;
  if (start === null) return new Big(0);
  for (let decimals = 0; decimals <= (places ?? MOST_DECIMALS); decimals += 1) {
    const step = new Big(`1e-${decimals}`);
    const down = start.value.round(decimals, Big.roundDown);
    const near = [down.minus(step), down, down.plus(step)].filter((value) => within(piece, value));
    const found = from === null ? near.at(-1) : near[0];
    if (found !== undefined) return found;
  }
  return null;
}

/** Two bounds of a cell (1,000 characters at most) are never nearer than this. */
const MOST_DECIMALS = 1001;

function leastOf({ from }: Piece, places: number | null): Big | null {
  if (from === null || places === null) return from?.value ?? null;
  const step = new Big(`1e-${places}`);
  const down = from.value.round(places, Big.roundDown);
  return [down.minus(step), down, down.plus(step)].find((value) => within({ from, to: null }, value)) ?? null;
}

function mostOf({ to }: Piece, places: number | null): Big | null {
  if (to === null || places === null) return to?.value ?? null;
  const step = new Big(`1e-${places}`);
  const down = to.value.round(places, Big.roundDown);
  return [down.plus(step), down, down.minus(step)].find((value) => within({ from: null, to }, value)) ?? null;
}
