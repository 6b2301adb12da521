import { exampleOf, nearestPoint } from './can-be.ts';
import type { Finding } from './finding.ts';
import { all, atomsOf, axisAt, bit, withSet, type Axis, type BoxRule, type Space } from './space.ts';
import { number, setInWords } from './words.ts';

/** A rule that asks for numbers that lie together, from the first atom to the last. */
interface Band {
  readonly rule: BoxRule;
  readonly first: number;
  readonly last: number;
}

/**
 * Thresholds that contradict their neighbours: of rules that ask for the same in everything but one number, and lead to
 * different levels, one that goes on where the next has begun, one that ends before the next begins, and one
 * that asks for a lower level above where a higher one ends. A band that goes on without end contradicts nothing:
 * "15 or more" and "20 or more" are two steps of one ladder.
 */
export function thresholds(space: Space): Finding[] {
  if (!space.levels) return [];
  return space.axes.flatMap((axis, place) =>
    axis.kind === 'number'
      ? ladders(space, place).flatMap((ladder) => contradictions(space, axis, place, ladder))
      : [],
  );
}

/** Bands of rules that differ on this axis alone. */
function ladders(space: Space, place: number): Band[][] {
  const found = new Map<string, Band[]>();
  const whole = all(axisAt(space, place));
  for (const rule of space.rules) {
    const own = rule.box[place] ?? 0n;
    const atoms = atomsOf(own);
    const [first, last] = [atoms[0], atoms.at(-1)];
    if (first === undefined || last === undefined || own === whole || last - first + 1 !== atoms.length)
      continue;
    const key = rule.box.map((set, axis) => (axis === place ? '' : set.toString(36))).join(' ');
    found.set(key, [...(found.get(key) ?? []), { rule, first, last }]);
  }
  return [...found.values()];
}

function contradictions(space: Space, axis: Axis, place: number, ladder: readonly Band[]): Finding[] {
  const last = axis.atoms.length - 1;
  const findings: Finding[] = [];
  for (const low of ladder) {
    for (const high of ladder) {
      if (high.rule.rank >= low.rule.rank) continue;
      if (high.first > low.first && high.first <= low.last && low.last < last) {
        const detail =
          `${low.rule.id} goes on ${endOf(axis, low.last)}, and ${high.rule.id}, for a higher level, begins ` +
          `${startOf(axis, high.first)}: one of the two is not what is meant.`;
        findings.push(...found(space, place, [low, high], high.first, detail));
      }
      if (low.first > high.last) {
        const detail =
          `${high.rule.id} ends ${endOf(axis, high.last)}, and above it ${low.rule.id} asks for a lower level: ` +
          'more must not be decided more locally.';
        findings.push(...found(space, place, [high, low], low.first, detail));
      }
    }
    const next = nextAbove(ladder, low);
    if (next !== null && next.first > low.last + 1) {
      const between = setInWords(axis, atomsBetween(low.last + 1, next.first - 1));
      const detail = `Neither ${low.rule.id} nor ${next.rule.id} matches when ${between}: let one begin where the other ends.`;
      findings.push(...found(space, place, [low, next], low.last + 1, detail));
    }
  }
  return findings;
}

/** The band that begins next after one ends, where none goes on over its end, and it is for a higher level. */
function nextAbove(ladder: readonly Band[], band: Band): Band | null {
  if (ladder.some(({ first, last }) => first <= band.last + 1 && last > band.last)) return null;
  const above = ladder.filter(({ first }) => first > band.last).toSorted((a, b) => a.first - b.first)[0];
  return above !== undefined && above.rule.rank < band.rule.rank ? above : null;
}

function atomsBetween(first: number, last: number): bigint {
  let set = 0n;
  for (let atom = first; atom <= last; atom += 1) set |= bit(atom);
  return set;
}

function endOf(axis: Axis, atom: number): string {
  const to = axis.atoms[atom]?.pieces.at(-1)?.to;
  if (!to) return 'without end';
  return `${to.included ? 'up to' : 'to below'} ${number(to.value)}`;
}

function startOf(axis: Axis, atom: number): string {
  const from = axis.atoms[atom]?.pieces[0]?.from;
  if (!from) return 'with the least';
  return `${from.included ? 'at' : 'above'} ${number(from.value)}`;
}

function found(space: Space, place: number, bands: readonly Band[], atom: number, detail: string): Finding[] {
  const box = withSet(bands[0]?.rule.box ?? [], place, bit(atom));
  const point = nearestPoint(space, box);
  // What can never be contradicts nothing.
  if (point === null) return [];
  return [
    {
      kind: 'threshold',
      severity: 'warning',
      rules: bands.map(({ rule }) => rule.id),
      cell: space.axes[place]?.name ?? null,
      example: exampleOf(space, point),
      beside: null,
      detail,
    },
  ];
}
