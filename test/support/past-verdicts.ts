import fc from 'fast-check';
import type { FactValue, Fact, Facts, RoutingFacts } from '../../domain/facts.ts';
import { uuidFrom } from '../../domain/log/hash.ts';
import type { Claimed } from '../../domain/policy/basis.ts';
import { judge } from '../../domain/policy/judge.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PastVerdict } from '../../domain/policy/replay/past-verdict.ts';
import { decidingBodies, homeLevel, scopeOf } from '../../domain/scope.ts';
import { BIRMINGHAM, MAP, SOLIHULL, STOKE, TORBAY } from './bodies.ts';
import { facts as someFacts } from './facts-arbitrary.ts';

const WHERE = [
  [BIRMINGHAM, [BIRMINGHAM]],
  [BIRMINGHAM, [BIRMINGHAM, SOLIHULL]],
  ['QKS', ['QKS']],
  ['Y59', ['QKS', 'QNX']],
  ['Y60', ['QHL', 'QJG']],
  ['national', [STOKE, TORBAY]],
] as const;

/** What a verdict of a test is made of, apart from the policy. */
export interface Told {
  readonly facts: RoutingFacts;
  readonly where: number;
  readonly opened: boolean;
  readonly underWay: boolean;
  readonly challenges: readonly { readonly fact: Fact; readonly value: FactValue }[];
  readonly linked: number;
  readonly day: number;
}

const challenge = fc.oneof(
  fc.record({ fact: fc.constant<Fact>('capitalGbp'), value: fc.integer({ min: 0, max: 30_000_000 }) }),
  fc.record({ fact: fc.constant<Fact>('residualRisk'), value: fc.constantFrom(4, 16, 20, 25) }),
  fc.record({ fact: fc.constant<Fact>('novelContentiousOrRepercussive'), value: fc.boolean() }),
);

export const told: fc.Arbitrary<Told> = fc.record({
  facts: someFacts,
  where: fc.nat({ max: WHERE.length - 1 }),
  opened: fc.boolean(),
  underWay: fc.boolean(),
  challenges: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(challenge, { maxLength: 3 })),
  linked: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3_000_000 })),
  day: fc.integer({ min: 1, max: 28 }),
});

/** The verdict that a policy took, as the history has it. */
export function verdictOf(policy: Policy, each: Told, k: number): PastVerdict {
  const [lead, affected] = WHERE[each.where] ?? WHERE[0];
  const scope = scopeOf(MAP, lead, affected);
  const { stage, scope: _, ...asserted } = each.facts;
  const claimed: Claimed = {
    asserted: asserted satisfies Facts,
    linked:
      each.linked === 0
        ? []
        : [{ initiative: uuidFrom('linked', k), revenueGbp: 0, capitalGbp: each.linked, consultancyGbp: 0 }],
    challenges: each.challenges.map((one, index) => ({ ...one, challenge: uuidFrom('challenge', k, index) })),
  };
  const verdict = judge(policy, claimed, { stage, scope });
  if (!verdict.ok) throw new Error(verdict.error.map(({ detail }) => detail).join(' '));
  const { level, receipt } = verdict.value;
  return {
    initiative: uuidFrom('initiative', k),
    n: 5,
    at: `2026-0${(k % 9) + 1}-${String(each.day).padStart(2, '0')}T09:00:00.000Z`,
    gate: uuidFrom('gate', k),
    stage,
    round: 1,
    opened: each.opened,
    underWay: each.underWay,
    receipt: JSON.parse(JSON.stringify(receipt)) as PastVerdict['receipt'],
    home: homeLevel(scope),
    bodies: decidingBodies(MAP, level, lead, affected),
    rulesVersion: 2,
    owner: uuidFrom('owner', k),
    ownerProfession: k % 2 === 0 ? 'manager' : null,
    lead,
    affected,
  };
}
