/**
 * A decision table as analysis reads it: a space of facts cut into atoms, and rules that are boxes in it. Made from a
 * compiled table in `space-of-table.ts` and nowhere else, so that what is found does not hang on how tables are read.
 */
import type Big from 'big.js';
import { never } from '../../result.ts';
import type { Aggregation, HitPolicy } from '../decision-table.ts';

/** The hit policies, COLLECT with what it makes of what it collects. */
export type Hits = HitPolicy | `COLLECT ${Aggregation}`;

/** Numbers that lie together; an end that is `null` goes on without end. */
export interface Piece {
  readonly from: { readonly value: Big; readonly included: boolean } | null;
  readonly to: { readonly value: Big; readonly included: boolean } | null;
}

/**
 * Values of one column that no cell of it tells apart, so that trying one is trying all. `value` is the plainest of
 * them: a whole number, and the nearest to 0 or to the bound above which the atom begins.
 */
export interface Atom {
  readonly value: string | boolean | Big;
  /** Of numbers: what it is made of, in ascending order; empty for others. */
  readonly pieces: readonly Piece[];
  /** Of numbers that are held to some decimals: the least and the greatest (`null` is without end). */
  readonly least: Big | null;
  readonly most: Big | null;
}

/** A column: its atoms in order, the more local first where `ordered`. */
export interface Axis {
  readonly name: string;
  readonly kind: 'string' | 'boolean' | 'number';
  readonly atoms: readonly Atom[];
  /** The place of the atom that an example stays at as long as it can: the most local, or else the plainest. */
  readonly usual: number;
  /** Whether a later atom is less local, so that it may never lead to a more local level. */
  readonly ordered: boolean;
  /** How many decimals its numbers have; `null` where they have any number of them. */
  readonly places: number | null;
}

/** For each axis the set of its atoms, as bits: bit 0 is the first atom. A point is in a box when each of its atoms is. */
export type Box = readonly bigint[];

/** One atom of each axis, by place. */
export type Point = readonly number[];

export interface BoxRule {
  readonly id: string;
  /** Its row in the table, from 0. */
  readonly row: number;
  readonly box: Box;
  /** The axes whose cells ask for something. */
  readonly asks: readonly number[];
  /** Its outputs, to be compared. */
  readonly outputs: readonly string[];
  /** Who takes it where several match: the lesser. Equal where the hit policy does not choose between them. */
  readonly rank: number;
  /** What counts of it also where another decides, in words; `null` where nothing does. */
  readonly adds: string | null;
}

/** What can never be: a fact that is a part of another is never more. */
export interface PartOf {
  readonly part: number;
  readonly whole: number;
}

/** An output column that lists its values. */
export interface OutputValues {
  readonly name: string;
  /** Its place among the outputs of a rule. */
  readonly place: number;
  readonly values: readonly string[];
  /** Whether only who decides gives it, or everybody who matches. */
  readonly decides: boolean;
}

/** A part of a cell that no allowed value meets, or that ends where there is none, in words. */
export interface Outside {
  readonly rule: string;
  readonly axis: number;
  readonly text: string;
  readonly what: string;
}

export interface Space {
  readonly table: string;
  readonly hits: Hits;
  readonly axes: readonly Axis[];
  readonly rules: readonly BoxRule[];
  readonly parts: readonly PartOf[];
  readonly outputs: readonly OutputValues[];
  readonly outside: readonly Outside[];
  /** What is given where no rule matches; `null` where that is no verdict. */
  readonly defaults: readonly string[] | null;
  /** Whether the first output is a level, of which the highest that matches is the verdict (`rank` 0 is the highest). */
  readonly levels: boolean;
}

/** An axis by its place; places are of this space, so that there is one. */
export function axisAt({ axes }: Space, place: number): Axis {
  const axis = axes[place];
  if (axis === undefined) throw new RangeError(`There is no axis ${place}`);
  return axis;
}

/** Every atom of an axis. */
export const all = (axis: Axis): bigint => (1n << BigInt(axis.atoms.length)) - 1n;

/** The whole space. */
export const everything = (space: Space): Box => space.axes.map(all);

export const bit = (atom: number): bigint => 1n << BigInt(atom);

export const hasAtom = (set: bigint, atom: number): boolean => (set & bit(atom)) !== 0n;

/** The places of the atoms of a set, in order. */
export function atomsOf(set: bigint): number[] {
  const found: number[] = [];
  for (let left = set, atom = 0; left !== 0n; left >>= 1n, atom += 1)
    if ((left & 1n) === 1n) found.push(atom);
  return found;
}

/** A box with another set on one axis. */
export function withSet(box: Box, axis: number, set: bigint): Box {
  return box.map((own, place) => (place === axis ? set : own));
}

/** What two boxes share; `null` where nothing. */
export function intersection(a: Box, b: Box): Box | null {
  const shared: bigint[] = [];
  for (const [axis, set] of a.entries()) {
    const both = set & (b[axis] ?? 0n);
    if (both === 0n) return null;
    shared.push(both);
  }
  return shared;
}

/** Whether, where both match, `a` is the one that decides and `b` does not. */
export function beats(space: Space, a: BoxRule, b: BoxRule): boolean {
  switch (space.hits) {
    case 'PRIORITY':
      return a.rank < b.rank || (a.rank === b.rank && a.row < b.row);
    case 'FIRST':
    case 'COLLECT MIN':
    case 'COLLECT MAX':
      return a.rank < b.rank;
    case 'OUTPUT ORDER':
      return space.levels && a.rank < b.rank;
    case 'UNIQUE':
    case 'ANY':
    case 'RULE ORDER':
    case 'COLLECT':
    case 'COLLECT SUM':
    case 'COLLECT COUNT':
      return false;
    default:
      return never(space.hits);
  }
}
