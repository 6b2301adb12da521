import type { BodyCode, BodyMap } from '../body.ts';
import type { FactProblem } from '../facts.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { NewSeat } from '../initiative/events.ts';
import { isAbove, type Level } from '../level.ts';
import type { Claimed, Linked } from '../policy/basis.ts';
import { judge } from '../policy/judge.ts';
import type { Policy } from '../policy/policy.ts';
import type { Receipt } from '../policy/receipt.ts';
import { ok, type Result } from '../result.ts';
import { affectedRegions, affectedSystems, decidingBodies, homeLevel } from '../scope.ts';
import type { Stage } from '../stage.ts';
import { taskId, type Quorum, type Referral } from './gate.ts';
import { ruleFor, type GateRules } from './rules.ts';

/** Where a gate goes: the verdict, the bodies that decide, and the seats that must be filled. */
export interface Route {
  readonly home: Level;
  readonly level: Level;
  readonly bodies: readonly BodyCode[];
  readonly receipt: Receipt;
  readonly deciding: readonly string[];
  readonly referrals: readonly Pick<Referral, 'authority' | 'kind'>[];
  readonly quorum: readonly Quorum[];
  readonly seats: readonly Omit<NewSeat, 'task'>[];
  /** At `place` the ICS signs nothing and is told. */
  readonly told: readonly BodyCode[];
}

/** Tries the policy in force against an initiative's facts, and says who decides. A fact in doubt opens no gate. */
export function routeOf(
  initiative: Initiative,
  stage: Stage,
  policy: Policy,
  rules: GateRules,
  map: BodyMap,
  linked: readonly Linked[],
): Result<Route, readonly FactProblem[]> {
  const verdict = judge(policy, claimedBy(initiative, linked), { stage, scope: initiative.scope });
  if (!verdict.ok) return verdict;
  const { level, deciding, referTo, receipt } = verdict.value;
  const lead = initiative.proposal.value?.lead ?? '';
  const affected = initiative.proposal.value?.affected ?? [];
  const home = homeLevel(initiative.scope ?? level);
  const bodies = decidingBodies(map, level, lead, affected);
  const quorum = bodies.map((body) => quorumOf(body, level, stage, rules, initiative.ownerProfession));
  const signing = signaturesOf(initiative, level, stage, rules, map, bodies);
  const advising = isAbove(level, home) ? decidingBodies(map, home, lead, affected) : [];
  return ok({
    home,
    level,
    bodies,
    receipt,
    deciding,
    referrals: referTo.map(({ authority, kind }) => ({ authority, kind })),
    quorum,
    seats: [
      ...quorum.flatMap((each) => approvalSeats(each, signing.byApproval)),
      ...signing.beside,
      ...advising.map((body) => ({ kind: 'advice' as const, bodies: [body], role: 'approver' as const })),
    ],
    told: level === 'place' ? affectedSystems(map, affected) : [],
  });
}

/** What the verdict on an initiative is taken from. */
export function claimedBy({ facts, claims }: Initiative, linked: readonly Linked[]): Claimed {
  const challenges = claims.challenges.map(({ id, fact, value }) => ({ challenge: id, fact, value }));
  return { asserted: facts, linked, challenges };
}

/** A route's seats with the ids of their tasks, which follow from the gate. */
export function withTasks(route: Route, gate: string): readonly NewSeat[] {
  return route.seats.map((seat, index) => ({ task: taskId(gate, index), ...seat }));
}

function quorumOf(
  body: BodyCode,
  level: Level,
  stage: Stage,
  rules: GateRules,
  ownerProfession: string | null,
): Quorum {
  const rule = ruleFor(rules.quorum, level, stage);
  if (rule === undefined)
    throw new Error(`Gate rules ${rules.version} have no quorum for ${level} at ${stage}`);
  const { approvals, professions, registered } = rule;
  return {
    body,
    approvals,
    professions,
    registered,
    notProfession: rule.notOwnersProfession ? ownerProfession : null,
  };
}

/**
 * Where an ICS decides, one of its approvals is by a signatory and is its signature; otherwise signatures are beside
 * the approvals. With scope `national` at level `region`, each other affected region signs.
 */
function signaturesOf(
  initiative: Initiative,
  level: Level,
  stage: Stage,
  rules: GateRules,
  map: BodyMap,
  deciding: readonly BodyCode[],
): { byApproval: readonly BodyCode[]; beside: readonly Omit<NewSeat, 'task'>[] } {
  const affected = initiative.proposal.value?.affected ?? [];
  const systems = affectedSystems(map, affected);
  const rule = ruleFor(rules.signatures, level, stage);
  const byApproval = rule === undefined ? [] : deciding.filter((body) => map.get(body)?.kind === 'system');
  const others = systems.filter((system) => !byApproval.includes(system));
  const signature = (bodies: readonly BodyCode[], role: 'approver' | 'signatory') => ({
    kind: 'signature' as const,
    bodies,
    role,
  });
  const bySystems =
    rule?.systems === 'every'
      ? others.map((system) => signature([system], 'signatory'))
      : rule?.systems === 'one' && byApproval.length === 0 && systems.length > 0
        ? [signature(systems, 'signatory')]
        : [];
  const byRegions =
    initiative.scope === 'national' && level === 'region'
      ? affectedRegions(map, affected)
          .filter((region) => !deciding.includes(region))
          .map((region) => signature([region], 'approver'))
      : [];
  return { byApproval, beside: [...bySystems, ...byRegions] };
}

function approvalSeats(
  quorum: Quorum,
  signedByApproval: readonly BodyCode[],
): readonly Omit<NewSeat, 'task'>[] {
  const signs = signedByApproval.includes(quorum.body);
  return Array.from({ length: quorum.approvals }, (_, index) => ({
    kind: 'approval' as const,
    bodies: [quorum.body],
    role: signs && index === quorum.approvals - 1 ? ('signatory' as const) : ('approver' as const),
  }));
}
