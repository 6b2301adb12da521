import { isDeepStrictEqual } from 'node:util';
import type { Stage } from '../../domain/stage.ts';
import type { ExpectedGate } from './case-file.ts';

/** A gate as the API tells it, as far as playing needs it. */
export interface PlayedGate {
  readonly id: string;
  readonly initiative: string;
  readonly stage: Stage;
  readonly state: string;
  readonly level: string;
  readonly bodies: readonly string[];
  readonly escalatedFrom: string | null;
  readonly deciding: readonly string[];
  readonly contentHash: string;
  readonly seats: readonly {
    readonly task: string;
    readonly kind: 'approval' | 'signature' | 'advice';
    readonly bodies: readonly string[];
    readonly role: 'approver' | 'signatory';
  }[];
  readonly referrals: readonly { readonly authority: string; readonly kind: 'consent' | 'notice' }[];
  readonly requirements: readonly {
    readonly id: string;
    readonly state: string;
    readonly missing: readonly string[];
  }[];
}

/** Where a gate differs from what the case expects of it, a sentence each. */
export function compareGate(stage: Stage, gate: PlayedGate, expected: ExpectedGate): readonly string[] {
  const is = {
    level: gate.level,
    bodies: gate.bodies,
    escalatedFrom: gate.escalatedFrom,
    deciding: gate.deciding,
    referTo: gate.referrals.map(({ authority, kind }) => ({ authority, kind })),
  };
  return (Object.keys(is) as (keyof typeof is)[])
    .filter((name) => !isDeepStrictEqual(is[name], expected[name]))
    .map(
      (name) =>
        `${stage}: ${name} is ${JSON.stringify(is[name])}, expected ${JSON.stringify(expected[name])}`,
    );
}
