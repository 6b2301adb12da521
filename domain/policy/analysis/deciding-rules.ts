import { can, exampleOf, nearestPoint } from './can-be.ts';
import type { Finding } from './finding.ts';
import { all, axisAt, beats, intersection, withSet, type Box, type BoxRule, type Space } from './space.ts';
import { nearestUncovered, type Steps } from './uncovered.ts';
import { list, setInWords } from './words.ts';

/** Rules that no facts match: a cell of theirs holds for no allowed value, or two ask for what can never be together. */
export function neverMatching(space: Space): {
  readonly findings: Finding[];
  readonly dead: ReadonlySet<BoxRule>;
} {
  const findings: Finding[] = [];
  const dead = new Set<BoxRule>();
  for (const rule of space.rules) {
    if (can(space, rule.box)) continue;
    dead.add(rule);
    const { axes, why } = culprits(space, rule);
    const open = axes.reduce<Box>((box, axis) => withSet(box, axis, all(axisAt(space, axis))), rule.box);
    const point = nearestPoint(space, open);
    findings.push({
      kind: 'never-matches',
      severity: 'error',
      rules: [rule.id],
      cell: axes.length === 1 ? axisAt(space, axes[0] ?? 0).name : null,
      example: point === null ? null : exampleOf(space, point),
      beside: null,
      detail: `${rule.id} can never match: ${why}. ${
        point === null
          ? 'Mend it, or leave it out.'
          : 'The example has everything else that it asks for. Mend it, or leave it out.'
      }`,
    });
  }
  return { findings, dead };
}

function culprits(
  space: Space,
  { box }: BoxRule,
): { readonly axes: readonly number[]; readonly why: string } {
  const empty = box.flatMap((set, axis) => (set === 0n ? [axis] : []));
  if (empty.length > 0) {
    const names = list(empty.map((axis) => axisAt(space, axis).name));
    return { axes: empty, why: `no allowed value of ${names} is what its cell asks for` };
  }
  const pair = space.parts.find(({ part, whole }) => !can({ ...space, parts: [{ part, whole }] }, box));
  if (pair === undefined) return { axes: [], why: 'what it asks for can never be together' };
  const [part, whole] = [axisAt(space, pair.part), axisAt(space, pair.whole)];
  const asks = `${setInWords(part, box[pair.part] ?? 0n)} and ${setInWords(whole, box[pair.whole] ?? 0n)}`;
  return {
    axes: [pair.whole],
    why: `it asks that ${asks}, and ${part.name} is a part of ${whole.name}, so never more`,
  };
}

/**
 * Rules that match and never decide. Under FIRST, PRIORITY and COLLECT with MIN or MAX, and where the highest level is the
 * verdict, wherever they match another that goes before them does too (together, if no one of them always). Under ANY
 * they give nothing that others do not. Under the other hit policies every rule that matches counts.
 */
export function masked(
  space: Space,
  dead: ReadonlySet<BoxRule>,
  steps: Steps,
): { readonly findings: Finding[]; readonly masked: ReadonlySet<BoxRule> } {
  const findings: Finding[] = [];
  const found = new Set<BoxRule>();
  for (const rule of space.rules) {
    if (dead.has(rule)) continue;
    const before = space.rules.filter(
      (other) => other !== rule && !dead.has(other) && hides(space, other, rule) && meets(other, rule),
    );
    if (before.length === 0) continue;
    if (nearestUncovered(space, rule.box, boxes(before), steps) !== null) continue;
    found.add(rule);
    const by = fewest(space, rule, before, steps);
    const point = nearestPoint(space, rule.box);
    findings.push({
      kind: 'masked',
      severity: 'warning',
      rules: [rule.id, ...by.map(({ id }) => id)],
      cell: null,
      example: point === null ? null : exampleOf(space, point),
      beside: null,
      detail: maskedInWords(space, rule, by),
    });
  }
  return { findings, masked: found };
}

const boxes = (rules: readonly BoxRule[]): Box[] => rules.map(({ box }) => box);

const meets = (a: BoxRule, b: BoxRule): boolean => intersection(a.box, b.box) !== null;

const hides = (space: Space, other: BoxRule, rule: BoxRule): boolean =>
  space.hits === 'ANY' ? other.outputs.join('\n') === rule.outputs.join('\n') : beats(space, other, rule);

/** Of the rules that mask one together, none that is not needed. */
function fewest(space: Space, rule: BoxRule, before: readonly BoxRule[], steps: Steps): readonly BoxRule[] {
  const alone = before.find((other) => nearestUncovered(space, rule.box, [other.box], steps) === null);
  if (alone !== undefined) return [alone];
  return before.reduce<readonly BoxRule[]>((kept, other) => {
    const without = kept.filter((each) => each !== other);
    return nearestUncovered(space, rule.box, boxes(without), steps) === null ? without : kept;
  }, before);
}

function maskedInWords({ hits, levels }: Space, rule: BoxRule, by: readonly BoxRule[]): string {
  const ids = by.map(({ id }) => id);
  const others = ids.length === 1 ? `${list(ids)} does too` : `one of ${list(ids)} does too`;
  if (hits === 'ANY')
    return `${rule.id} is never needed: wherever it matches, ${others}, and gives the same. Leave one of them out.`;
  const how = levels
    ? 'for a higher level'
    : hits === 'FIRST'
      ? 'and stands before it'
      : hits === 'PRIORITY'
        ? 'and goes before it'
        : 'and its value is taken';
  const adds = rule.adds === null ? '' : ` Only ${rule.adds} still counts.`;
  return `${rule.id} never decides: wherever it matches, ${others}, ${how}.${adds} Narrow the other, or leave ${rule.id} out.`;
}

/** Values that an output lists and that no facts lead to; a default is reached where there is a gap. */
export function unreachable(
  space: Space,
  hasGaps: boolean,
  dead: ReadonlySet<BoxRule>,
  never: ReadonlySet<BoxRule>,
): Finding[] {
  return space.outputs.flatMap(({ name, place, values, ...output }) => {
    // Under ANY rules that give the same are each of them not needed, and one of them is.
    const decides = output.decides && space.hits !== 'ANY';
    return values.flatMap((value): Finding[] => {
      const giving = space.rules.filter(({ outputs }) => outputs[place] === value);
      if (giving.some((rule) => !dead.has(rule) && !(decides && never.has(rule)))) return [];
      if (hasGaps && space.defaults?.[place] === value) return [];
      const point = giving.map(({ box }) => nearestPoint(space, box)).find((found) => found !== null);
      const why =
        giving.length === 0
          ? 'no rule gives it'
          : `${list(giving.map(({ id }) => id))} would give it, and never ${decides ? 'decides' : 'matches'}`;
      return [
        {
          kind: 'unreachable',
          severity: 'warning',
          rules: giving.map(({ id }) => id),
          cell: name,
          example: point === undefined ? null : exampleOf(space, point),
          beside: null,
          detail: `Nothing leads to ${name} "${value}": ${why}.`,
        },
      ];
    });
  });
}
