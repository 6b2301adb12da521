import { never } from '../../result.ts';
import { exampleOf, nearestPoint } from './can-be.ts';
import { MOST_LISTED, type Finding } from './finding.ts';
import { beats, intersection, type BoxRule, type Space } from './space.ts';
import { distanceOf, type Steps } from './uncovered.ts';

export interface Overlaps {
  /** As many as are listed. */
  readonly findings: readonly Finding[];
  readonly pairs: number;
  readonly mattering: number;
}

/** Rules of which one takes what the other would give, though they give different things. */
interface Taken {
  readonly by: string[];
  nearest: { readonly point: readonly number[]; readonly distance: number };
}

/**
 * Pairs of rules that both match for some facts. It matters where the hit policy allows one only (UNIQUE), wants them to
 * agree (ANY), or goes by priority where they have the same and differ (PRIORITY). Where it chooses by order
 * or rank, it is noted of each rule that another takes facts from. Where all are given, it is how the table works.
 */
export function overlaps(space: Space, steps: Steps): Overlaps {
  const findings: Finding[] = [];
  const taken = new Map<string, Taken>();
  let pairs = 0;
  let mattering = 0;
  for (const [place, a] of space.rules.entries()) {
    for (const b of space.rules.slice(place + 1)) {
      steps.take();
      const both = intersection(a.box, b.box);
      const point = both === null ? null : nearestPoint(space, both);
      if (point === null) continue;
      pairs += 1;
      const why = matters(space, a, b);
      if (why !== null) {
        mattering += 1;
        if (findings.length === MOST_LISTED) continue;
        const detail = `${a.id} and ${b.id} match together: ${why}`;
        findings.push({
          ...plain,
          severity: 'error',
          rules: [a.id, b.id],
          example: exampleOf(space, point),
          detail,
        });
      } else if (chooses(space) && a.outputs.join('\n') !== b.outputs.join('\n')) {
        const [winner, loser] = beats(space, a, b) ? [a, b] : [b, a];
        const distance = distanceOf(space, point);
        const known = taken.get(loser.id);
        if (known === undefined) taken.set(loser.id, { by: [winner.id], nearest: { point, distance } });
        else {
          known.by.push(winner.id);
          if (distance < known.nearest.distance) known.nearest = { point, distance };
        }
      }
    }
  }
  for (const [id, { by, nearest }] of taken) findings.push(takenFrom(space, id, by, nearest.point));
  return { findings, pairs, mattering };
}

const plain = { kind: 'overlap', cell: null, beside: null } as const;

function takenFrom(space: Space, id: string, by: readonly string[], point: readonly number[]): Finding {
  const how = space.hits === 'FIRST' ? 'stands before it' : 'goes before it';
  const others =
    by.length > MOST_NAMED
      ? `${by.slice(0, MOST_NAMED).join(', ')} and ${by.length - MOST_NAMED} more`
      : by.join(', ');
  const detail =
    `Where ${id} matches, another that gives something else also does for some facts, and ${how}: ${others}. ` +
    `The hit policy ${space.hits} takes that one.`;
  return { ...plain, severity: 'note', rules: [id, ...by], example: exampleOf(space, point), detail };
}

const MOST_NAMED = 5;

const chooses = ({ hits }: Space): boolean => hits === 'FIRST' || hits === 'PRIORITY';

/** Why it matters that two rules match together, in a sentence; `null` where it does not. */
function matters({ hits }: Space, a: BoxRule, b: BoxRule): string | null {
  const same = a.outputs.join('\n') === b.outputs.join('\n');
  switch (hits) {
    case 'UNIQUE':
      return 'the hit policy UNIQUE allows one rule for any facts. Narrow one of them, or choose another hit policy.';
    case 'ANY':
      return same
        ? null
        : 'the hit policy ANY wants rules that match together to give the same, and they do not.';
    case 'PRIORITY':
      return same || a.rank !== b.rank
        ? null
        : 'they are of one priority and give different things, so that only their order in the file chooses. List their outputs in order.';
    case 'FIRST':
    case 'RULE ORDER':
    case 'OUTPUT ORDER':
    case 'COLLECT':
    case 'COLLECT SUM':
    case 'COLLECT COUNT':
    case 'COLLECT MIN':
    case 'COLLECT MAX':
      return null;
    default:
      return never(hits);
  }
}
