import { exampleOf } from './can-be.ts';
import type { Finding } from './finding.ts';
import { everything, type Box, type Space } from './space.ts';
import { grow, nearestUncovered, type Steps } from './uncovered.ts';
import { boxInWords } from './words.ts';

/** How many gaps are told; where one is mended, the next comes to light. */
const MOST_GAPS = 20;

export interface Gaps {
  readonly findings: readonly Finding[];
  /** Of each finding everything that it is said of. */
  readonly boxes: readonly Box[];
  /** Whether there are more, of which nothing is told. */
  readonly more: boolean;
}

/**
 * Facts for which no rule matches: the nearest first, each grown to as wide a box as has no rule. A gap that is told
 * hides no other: the next is looked for outside of it.
 */
export function gaps(space: Space, steps: Steps): Gaps {
  const rules = space.rules.map(({ box }) => box);
  const told: Box[] = [];
  const findings: Finding[] = [];
  const { severity, says } = meaning(space);
  for (;;) {
    const found = nearestUncovered(space, everything(space), [...rules, ...told], steps);
    if (found === null) return { findings, boxes: told, more: false };
    if (told.length === MOST_GAPS) return { findings, boxes: told, more: true };
    const box = grow(space, found.point, rules);
    told.push(box);
    findings.push({
      kind: 'gap',
      severity,
      rules: [],
      cell: null,
      example: exampleOf(space, found.point),
      beside: null,
      detail: `No rule matches when ${boxInWords(space, box)}: ${says}`,
    });
  }
}

/** What it means that no rule matches. What is collected or counted may be nothing; the verdict of a policy never. */
function meaning({ hits, levels, defaults }: Space): Pick<Finding, 'severity'> & { readonly says: string } {
  if (defaults !== null) return { severity: 'note', says: 'the default is given for such facts.' };
  if (levels)
    return {
      severity: 'error',
      says: 'there is no verdict for such facts, and no gate can open. Widen a rule, or add one for them.',
    };
  return hits === 'COLLECT' || hits === 'COLLECT COUNT'
    ? {
        severity: 'warning',
        says: 'nothing is given for such facts. Widen a rule, or add one, if something should be.',
      }
    : { severity: 'error', says: 'such facts have no answer. Widen a rule, or add one for them.' };
}
