import type { BodyCode, BodyMap } from '../body.ts';
import { FACTS, type Fact, type FactValue, type Facts } from '../facts.ts';
import { sectionOf } from '../gate/sections.ts';
import type { PersonId } from '../person.ts';
import { affectedSystems } from '../scope.ts';
import type { Challenge, Claims, Confirmation } from './claim.ts';
import type { Initiative } from './initiative.ts';

/** One fact with its provenance. */
export interface Claim {
  readonly fact: Fact;
  /** `null` while the owner has not said. */
  readonly value: FactValue | null;
  readonly assertedBy: PersonId;
  readonly assertedAt: string;
  readonly confirmed: readonly Omit<Confirmation, 'facts'>[];
  readonly challenges: readonly Challenge[];
}

/** Every fact with who asserted it, who other than the owner confirmed it, and who challenges it. */
export function claimsOf(state: Initiative): readonly Claim[] {
  const { asserted, challenges } = state.claims;
  const confirmed = confirmationsOf(state);
  return FACTS.map((fact) => {
    const { by, at } = asserted[fact] ?? { by: state.owner, at: state.createdAt };
    return {
      fact,
      value: state.facts[fact] ?? null,
      assertedBy: by,
      assertedAt: at,
      confirmed: confirmed
        .filter(({ facts }) => facts.includes(fact))
        .map(({ facts: _, ...confirmation }) => confirmation),
      challenges: challenges.filter((challenge) => challenge.fact === fact),
    };
  });
}

/**
 * Who confirmed what, with those who approve at the open gate of the plan: an approval there confirms the facts that it was
 * shown, and one that is taken back or outdated confirms nothing. Source: policy/gates, "Requirements".
 */
export function confirmationsOf(state: Initiative): readonly Confirmation[] {
  const { gate, claims } = state;
  if (gate?.state !== 'open' || gate.stage !== 'develop-plan') return claims.confirmed;
  const asserted = FACTS.filter((fact) => state.facts[fact] !== undefined);
  const approvals = gate.seats.flatMap(({ kind, vote }): readonly Confirmation[] => {
    if (kind !== 'approval' || vote?.outcome !== 'approve') return [];
    const { by, onBehalfOf, body, at, sections, cast } = vote;
    // A vote that says what it read was shown no other facts. What its voter asserted, or whose seat it is, somebody else confirms.
    const facts = asserted.filter((fact) => {
      const asserter = claims.asserted[fact]?.by;
      if (asserter !== undefined && (asserter === by || asserter === onBehalfOf)) return false;
      return sections === undefined || sections[sectionOf('facts', fact)] !== undefined;
    });
    return facts.length === 0 ? [] : [{ by, body, at, gate: cast?.gate ?? gate.id, facts }];
  });
  // Of an answer that was outdated and stands again, what it confirmed before is in it.
  const others = claims.confirmed.filter(
    (each) => !approvals.some(({ by, gate: at }) => each.gate === at && each.by === by),
  );
  return [...others, ...approvals];
}

/** Claims when facts were asserted anew: what is another value now was confirmed by nobody yet. */
export function reasserted(
  state: Initiative,
  facts: Partial<Facts>,
  { by, at }: { readonly by: PersonId; readonly at: string },
): Claims {
  const changed = FACTS.filter((fact) => state.facts[fact] !== facts[fact]);
  if (changed.length === 0) return state.claims;
  const anew = Object.fromEntries(changed.map((fact) => [fact, { by, at }]));
  return {
    ...state.claims,
    asserted: { ...state.claims.asserted, ...anew },
    confirmed: without(confirmationsOf(state), changed),
  };
}

function without(confirmed: readonly Confirmation[], changed: readonly Fact[]): readonly Confirmation[] {
  return confirmed.flatMap((each) => {
    const facts = each.facts.filter((fact) => !changed.includes(fact));
    return facts.length === 0 ? [] : [{ ...each, facts }];
  });
}

/** Claims without what somebody confirmed by an approval at a gate that they took back. */
export function takenBack(claims: Claims, gate: string, by: PersonId): Claims {
  const confirmed = claims.confirmed.filter((each) => each.gate !== gate || each.by !== by);
  return confirmed.length === claims.confirmed.length ? claims : { ...claims, confirmed };
}

/** Claims with one challenge less. */
export function settled(claims: Claims, challenge: string): Claims {
  return { ...claims, challenges: claims.challenges.filter(({ id }) => id !== challenge) };
}

/** Claims with one fact confirmed by somebody more. */
export function confirmedBy(claims: Claims, confirmation: Confirmation): Claims {
  return { ...claims, confirmed: [...claims.confirmed, confirmation] };
}

/** The bodies whose people may challenge a fact: those that decide, the affected ICSs, and those above them. */
export function overseeing({ gate, proposal }: Initiative, map: BodyMap): readonly BodyCode[] {
  const { lead, affected } = proposal.value ?? { lead: '', affected: [] };
  const above = [lead, ...affected].flatMap((code) => map.above(code));
  return [...new Set([...(gate?.bodies ?? []), ...affectedSystems(map, affected), ...above])];
}
