import Big from 'big.js';
import { can, nearestPoint } from './can-be.ts';
import { all, atomsOf, bit, hasAtom, type Box, type Point, type Space } from './space.ts';

/** Raised and caught in this folder only: a question took more steps than are allowed. */
export class TooLarge extends Error {}

/** Steps of one question: how often a rule is held against a box. Counted, so that an answer never hangs on the machine. */
export class Steps {
  private left: number;
  constructor(readonly most: number) {
    this.left = most;
  }

  take(): void {
    this.left -= 1;
    if (this.left < 0) throw new TooLarge();
  }
}

/** The point, and how far it is from the usual one: by the number of facts, then by how many atoms they are away. */
export interface Found {
  readonly point: Point;
  readonly distance: number;
}

/** One fact more is further than any number of atoms. */
const ONE_FACT = 1e6;

export function distanceOf(space: Space, point: Point): number {
  let distance = 0;
  for (const [place, axis] of space.axes.entries()) {
    const away = Math.abs((point[place] ?? 0) - axis.usual);
    if (away > 0) distance += ONE_FACT + away;
  }
  for (const { part, whole } of space.parts) if (growsWithin(space, point, part, whole)) distance += ONE_FACT;
  return distance;
}

/** Whether the whole has to be more than it usually is for its part, and no rule tells the two apart. */
function growsWithin({ axes }: Space, point: Point, part: number, whole: number): boolean {
  if (point[whole] !== axes[whole]?.usual) return false;
  const least = axes[part]?.atoms[point[part] ?? 0]?.least;
  const usual = axes[whole]?.atoms[point[whole] ?? 0]?.value;
  return least !== undefined && least !== null && usual instanceof Big && least.gt(usual);
}

interface Search {
  readonly space: Space;
  readonly steps: Steps;
  /** Other sets that an axis must be able to have with the same other facts: what is compared with something else. */
  readonly also: readonly { readonly axis: number; readonly set: bigint }[];
  best: Found | null;
}

/**
 * The point of `box` nearest to the usual one that is in none of `covers` and can be, or `null` where there is none: exact
 * over the whole space. A box that is in no cover whole is split along the axes of one that has its nearest point, so
 * that what is split off is in that cover no more; a part that has nothing nearer than the best is left out.
 */
export function nearestUncovered(
  space: Space,
  box: Box,
  covers: readonly Box[],
  steps: Steps,
  also: Search['also'] = [],
): Found | null {
  const search: Search = { space, steps, also, best: null };
  look(
    search,
    box,
    covers.map((cover) => coverOf(space, cover)),
  );
  return search.best;
}

/** A box with the axes on which it is not everything: there are few of them, and the others need no look. */
interface Cover {
  readonly box: Box;
  readonly axes: readonly number[];
}

const coverOf = ({ axes }: Space, box: Box): Cover => ({
  box,
  axes: axes.flatMap((axis, place) => (box[place] === all(axis) ? [] : [place])),
});

function look(search: Search, box: Box, covers: readonly Cover[]): void {
  search.steps.take();
  const { space, also } = search;
  const point = nearestPoint(space, box);
  if (point === null) return;
  if (
    also.some(
      ({ axis, set }) =>
        !can(
          space,
          box.map((own, place) => (place === axis ? set : own)),
        ),
    )
  )
    return;
  const distance = distanceOf(space, point);
  if (search.best !== null && distance >= search.best.distance) return;
  const near: Cover[] = [];
  let split: { readonly cover: Cover; readonly open: readonly number[] } | null = null;
  for (const cover of covers) {
    search.steps.take();
    const open = openAxes(box, cover);
    if (open === null) continue;
    if (open.length === 0) return;
    near.push(cover);
    if (!inCover(cover, point)) continue;
    if (split === null || open.length < split.open.length) split = { cover, open };
  }
  if (split === null) {
    search.best = { point, distance };
    return;
  }
  let rest = box;
  for (const axis of split.open) {
    const inside = split.cover.box[axis] ?? 0n;
    const own = rest[axis] ?? 0n;
    look(
      search,
      rest.map((set, place) => (place === axis ? own & ~inside : set)),
      near,
    );
    rest = rest.map((set, place) => (place === axis ? own & inside : set));
  }
}

/** The axes on which a box reaches out of a cover; `null` where they have nothing in common. */
function openAxes(box: Box, { box: cover, axes }: Cover): number[] | null {
  const open: number[] = [];
  for (const axis of axes) {
    const own = box[axis] ?? 0n;
    const shared = own & (cover[axis] ?? 0n);
    if (shared === 0n) return null;
    if (shared !== own) open.push(axis);
  }
  return open;
}

const inCover = ({ box, axes }: Cover, point: Point): boolean =>
  axes.every((axis) => hasAtom(box[axis] ?? 0n, point[axis] ?? 0));

export const inBox = (box: Box, point: Point): boolean =>
  point.every((atom, axis) => hasAtom(box[axis] ?? 0n, atom));

/**
 * Grows a point to a box that meets none of `covers`: as many atoms of each axis as it can have, so that what is said of
 * the point is said of everything alike.
 */
export function grow(space: Space, point: Point, boxes: readonly Box[]): Box {
  const covers = boxes.map((each) => coverOf(space, each));
  let box: Box = point.map(bit);
  for (const [axis, { atoms }] of space.axes.entries()) {
    let set = box[axis] ?? 0n;
    for (const atom of atomsOf((1n << BigInt(atoms.length)) - 1n)) {
      const wider = box.map((own, place) => (place === axis ? bit(atom) : own));
      if (covers.every((cover) => openAxes(wider, cover) === null)) set |= bit(atom);
    }
    box = box.map((own, place) => (place === axis ? set : own));
  }
  return box;
}
