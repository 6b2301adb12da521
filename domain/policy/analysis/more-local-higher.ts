import { exampleOf, type Example } from './can-be.ts';
import type { Finding } from './finding.ts';
import {
  atomsOf,
  axisAt,
  bit,
  hasAtom,
  intersection,
  withSet,
  type BoxRule,
  type Point,
  type Space,
} from './space.ts';
import { inBox, nearestUncovered, type Found, type Steps } from './uncovered.ts';
import { list, setInWords } from './words.ts';

/**
 * Facts of which the more local lead to a higher level: less money, a lower risk, a narrower scope, a claim that is not
 * made. For each fact and rule the smallest pair that differs in that fact alone.
 *
 * Where no facts are without a rule, comparing each value with the next finds everything: a level that falls
 * anywhere falls from one value to the next of one fact. Across a gap each value is compared with every later one.
 */
export function moreLocalHigher(space: Space, hasGaps: boolean, steps: Steps): Finding[] {
  if (!space.levels) return [];
  return space.axes.flatMap((axis, place) => {
    if (!axis.ordered) return [];
    return space.rules.flatMap((rule) => {
      const found = nearestFall(space, place, rule, hasGaps, steps);
      return found === null ? [] : [inWords(space, place, found)];
    });
  });
}

/** Facts with one value of the axis, `to`; with the one more local, `from`, the level is higher. */
interface Fall extends Found {
  readonly from: number;
  readonly to: number;
}

function nearestFall(
  space: Space,
  place: number,
  rule: BoxRule,
  hasGaps: boolean,
  steps: Steps,
): Fall | null {
  let nearest: Fall | null = null;
  const own = rule.box[place] ?? 0n;
  const count = space.axes[place]?.atoms.length ?? 0;
  for (const from of atomsOf(own)) {
    for (let to = from + 1; to < (hasGaps ? count : Math.min(from + 2, count)); to += 1) {
      if (hasAtom(own, to)) continue;
      const found = fall(space, place, rule, from, to, steps);
      if (found !== null && (nearest === null || found.distance < nearest.distance))
        nearest = { ...found, from, to };
    }
  }
  return nearest;
}

/** Facts that the rule matches at `from`, and at `to` only rules for lower levels. */
function fall(
  space: Space,
  place: number,
  rule: BoxRule,
  from: number,
  to: number,
  steps: Steps,
): Found | null {
  const at = withSet(rule.box, place, bit(to));
  const there = space.rules.filter(({ box }) => hasAtom(box[place] ?? 0n, to));
  const asHigh = there.filter(({ rank }) => rank <= rule.rank).map(({ box }) => box);
  const also = [{ axis: place, set: bit(from) }];
  const found = nearestUncovered(space, at, asHigh, steps, also);
  if (found === null || there.some(({ box }) => inBox(box, found.point))) return found;
  // The nearest is a gap, which is told as such: the nearest of each rule for a lower level instead.
  return there
    .filter(({ rank }) => rank > rule.rank)
    .map(({ box }) => intersection(at, box))
    .map((both) => (both === null ? null : nearestUncovered(space, both, asHigh, steps, also)))
    .reduce<Found | null>(
      (best, each) => (each !== null && (best === null || each.distance < best.distance) ? each : best),
      null,
    );
}

function inWords(space: Space, place: number, { point, from, to }: Fall): Finding {
  const axis = axisAt(space, place);
  const local = point.map((atom, each) => (each === place ? from : atom));
  const [higher, lower] = [decidedBy(space, local), decidedBy(space, point)];
  const { example, beside } = pairOf(space, place, local, point);
  const say = (atom: number, { level, ids }: Decided): string =>
    `when ${setInWords(axis, bit(atom))} it is decided at ${level} (${list(ids)})`;
  return {
    kind: 'more-local-higher',
    severity: 'warning',
    rules: [...higher.ids, ...lower.ids],
    cell: axis.name,
    example,
    beside,
    detail:
      `More local facts lead to a higher level: ${say(from, higher)}, and ${say(to, lower)}, all else alike. ` +
      `Let the rules for ${higher.level} go on where those for ${lower.level} take over, or begin later.`,
  };
}

interface Decided {
  readonly level: string;
  readonly ids: readonly string[];
}

function decidedBy(space: Space, point: Point): Decided {
  const matched = space.rules.filter(({ box }) => inBox(box, point));
  const highest = Math.min(...matched.map(({ rank }) => rank));
  const deciding = matched.filter(({ rank }) => rank === highest);
  return { level: deciding[0]?.outputs[0] ?? '', ids: deciding.map(({ id }) => id) };
}

/** Both sets of facts, which differ in one fact alone, also where it is a part of another or has one. */
function pairOf(
  space: Space,
  place: number,
  local: Point,
  other: Point,
): { readonly example: Example; readonly beside: Example } {
  const name = space.axes[place]?.name ?? '';
  // The one of which less fits is made first: what fits there fits the other too.
  const isPart = space.parts.some(({ part }) => part === place);
  const first = exampleOf(space, isPart ? other : local);
  const plain = exampleOf({ ...space, parts: [] }, isPart ? local : other);
  const second: Example = { ...first, [name]: plain[name] ?? '' };
  return isPart ? { example: second, beside: first } : { example: first, beside: second };
}
