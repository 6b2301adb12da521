import Big from 'big.js';
import { within } from './axes.ts';
import { atomsOf, type Atom, type Box, type Point, type Space } from './space.ts';

/** Whether a box has facts that can be together. */
export const can = (space: Space, box: Box): boolean => nearestPoint(space, box) !== null;

/**
 * The point of a box that is nearest to the usual one and can be; `null` where the box has none. What is part of another
 * stays as little as it can, and the other grows no further than it must: no other choice is nearer, since the least is
 * the usual one for both (`space-of-table.ts` sees to that).
 */
export function nearestPoint(space: Space, box: Box): Point | null {
  const point: number[] = [];
  for (const [place, axis] of space.axes.entries()) {
    const atom = nearest(box[place] ?? 0n, axis.usual);
    if (atom === null) return null;
    point.push(atom);
  }
  for (const { part, whole } of space.parts) {
    const least = space.axes[part]?.atoms[point[part] ?? 0]?.least ?? null;
    const grown = atomsOf(box[whole] ?? 0n).find((atom) => reaches(space.axes[whole]?.atoms[atom], least));
    if (grown === undefined) return null;
    point[whole] = Math.max(grown, point[whole] ?? 0);
  }
  return point;
}

function nearest(set: bigint, usual: number): number | null {
  if (((set >> BigInt(usual)) & 1n) === 1n) return usual;
  let found: number | null = null;
  for (const atom of atomsOf(set)) {
    if (found === null || Math.abs(atom - usual) < Math.abs(found - usual)) found = atom;
  }
  return found;
}

/** Whether an atom has a number that is `least` or more. */
const reaches = (atom: Atom | undefined, least: Big | null): boolean =>
  atom !== undefined && (atom.most === null || least === null || atom.most.gte(least));

/** Facts as plain values, by name. */
export type Example = Readonly<Record<string, string | number | boolean>>;

/** A value of each fact for a point that can be: the plainest of its atom, and of what is part of another one that fits. */
export function exampleOf(space: Space, point: Point): Example {
  const values = space.axes.map((_, place) => atomAt(space, place, point[place]).value);
  for (const { part, whole } of space.parts) {
    const pair = fitting(atomAt(space, part, point[part]), atomAt(space, whole, point[whole]));
    [values[part], values[whole]] = pair as [Atom['value'], Atom['value']];
  }
  return Object.fromEntries(space.axes.map(({ name }, place) => [name, plain(values[place] ?? '')]));
}

function atomAt(space: Space, axis: number, atom: number | undefined): Atom {
  const found = space.axes[axis]?.atoms[atom ?? 0];
  if (found === undefined) throw new RangeError(`There is no atom ${String(atom)} on axis ${axis}`);
  return found;
}

function fitting(part: Atom, whole: Atom): readonly [Big, Big] {
  const parts = [part.value, part.least].filter((value) => value instanceof Big);
  for (const one of parts) {
    const wholes = [whole.value, one, whole.most].filter((value) => value instanceof Big);
    const other = wholes.find(
      (value) => value.gte(one) && whole.pieces.some((piece) => within(piece, value)),
    );
    if (other !== undefined) return [one, other];
  }
  throw new RangeError('A part that is more than the whole was to be shown');
}

/** A number as the double that prints as it: what a gate's facts are. */
const plain = (value: Atom['value']): string | number | boolean =>
  value instanceof Big ? Number(value.toFixed()) : value;
