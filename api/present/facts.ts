import { claimsOf } from '../../domain/initiative/claims.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { NameOf } from './people.ts';

/** Every fact with its provenance. */
export function presentClaims(state: Initiative, nameOf: NameOf) {
  return {
    items: claimsOf(state).map(({ assertedBy, confirmed, challenges, ...claim }) => ({
      ...claim,
      assertedBy: nameOf(assertedBy),
      confirmed: confirmed.map(({ by, ...each }) => ({ ...each, by: nameOf(by) })),
      challenges: challenges.map(({ by, fact: _, reason, ...each }) => ({
        ...each,
        by: nameOf(by),
        reason: reason.value,
      })),
    })),
  };
}

/** Everybody who made a claim. */
export function claimants(state: Initiative): readonly string[] {
  return claimsOf(state).flatMap(({ assertedBy, confirmed, challenges }) => [
    assertedBy,
    ...[...confirmed, ...challenges].map(({ by }) => by),
  ]);
}
