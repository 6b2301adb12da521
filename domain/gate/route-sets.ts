import type { BodyCode, BodyMap } from '../body.ts';
import type { NewSeat } from '../initiative/events.ts';
import { isAbove, type Level } from '../level.ts';
import { affectedRegions, affectedSystems, decidingBodies } from '../scope.ts';
import type { Stage } from '../stage.ts';
import { ruleFor, type FilterRule, type GateRules, type SetRule, type ThresholdRule } from './rules.ts';
import { plainly, type Filter, type SeatRole, type Threshold, type ThresholdSet } from './thresholds.ts';

/** A set of a gate before it has ids: its places as seats. */
export interface RoutedSet extends Omit<ThresholdSet, 'places'> {
  readonly seats: readonly Omit<NewSeat, 'task'>[];
}

/** By this word the rules say that something comes after the signatures. */
export const SIGNATURES = 'signatures';

/** What the sets of a gate are made from. */
export interface Routing {
  readonly initiative: {
    readonly proposal: { readonly value: { readonly affected: readonly BodyCode[] } | null };
    readonly scope: Level | null;
    readonly ownerProfession: string | null;
  };
  readonly level: Level;
  readonly stage: Stage;
  readonly rules: GateRules;
  readonly map: BodyMap;
  /** The bodies that decide. */
  readonly deciding: readonly BodyCode[];
}

/**
 * Every set of a gate: approvals, signatures, and where it is decided above home the advice of those at whom it would be decided
 * there.
 */
export function setsOfGate(routing: Routing, home: Level, lead: BodyCode): readonly RoutedSet[] {
  const { initiative, level, rules, map } = routing;
  const affected = initiative.proposal.value?.affected ?? [];
  const advising = isAbove(level, home) ? decidingBodies(map, home, lead, affected) : [];
  const sets = [
    ...approvalSets(routing),
    ...signatureSets(routing),
    ...advising.map((body) => adviceOf(body, rules)),
  ];
  return completed(sets, routing);
}

/** The approvals that decide a gate: each set of the rule that fits, for each deciding body or for all of them together. */
export function approvalSets(routing: Routing): readonly RoutedSet[] {
  const { initiative, level, stage, rules, map, deciding } = routing;
  const rule = ruleFor(rules.quorum, level, stage);
  if (rule === undefined)
    throw new Error(`Gate rules ${rules.version} have no quorum for ${level} at ${stage}`);
  const signing = signingByApproval(routing);
  return rule.sets.flatMap((set, index): readonly RoutedSet[] => {
    const groups = set.of === 'each-deciding-body' ? deciding.map((body) => [body]) : [deciding];
    return groups
      .filter((bodies) => bodies.length > 0)
      .map((bodies) => {
        const signed = index === 0 && bodies.every((body) => signing.includes(body));
        const anyOf = set.anyOf.map((each) => thresholdOf(each, initiative.ownerProfession, bodies, map));
        const seats = approvalSeats(anyOf, bodies, signed);
        return {
          id: idOf(set, bodies),
          name: set.name,
          bodies,
          seats,
          anyOf: signed ? anyOf.map((each) => withSignature(each, seats.length)) : anyOf,
          after: set.after.flatMap((id) => idsOf(id, rule.sets, deciding)),
          reads: set.reads,
          vetoes: [],
          onDecline: 'ends',
          byProfession: true,
        };
      });
  });
}

/**
 * The ICSs one of whose approvals is by a signatory and is their signature: those that decide, each for itself, where their kind
 * signs. Of those that decide together each signs beside. Source: policy/gates, "Who must agree".
 */
function signingByApproval({ level, stage, rules, map, deciding }: Routing): readonly BodyCode[] {
  const first = ruleFor(rules.quorum, level, stage)?.sets[0];
  if (ruleFor(rules.signatures, level, stage) === undefined || first === undefined) return [];
  if (first.of === 'deciding-bodies-together' && deciding.length > 1) return [];
  return deciding.filter((body) => map.get(body)?.kind === 'system');
}

/** Where not every place must be filled, the signatory's must be. */
function withSignature(threshold: Threshold, places: number): Threshold {
  if (threshold.approve === places) return threshold;
  return { ...threshold, among: [...threshold.among, { atLeast: 1, filter: { roles: ['signatory'] } }] };
}

function idOf({ id, of }: SetRule, bodies: readonly BodyCode[]): string {
  return of === 'each-deciding-body' ? `${id}:${bodies.join()}` : id;
}

/** The sets of a gate that a set of the rules became: one for each deciding body. */
function idsOf(id: string, sets: readonly SetRule[], deciding: readonly BodyCode[]): readonly string[] {
  if (id === SIGNATURES) return [id];
  return sets
    .filter((set) => set.id === id)
    .flatMap((set) =>
      set.of === 'each-deciding-body' ? deciding.map((body) => idOf(set, [body])) : [set.id],
    );
}

/**
 * As many places as any of the thresholds could need: its approvals, and the declines that do not end it yet. Where one asks for
 * a role, places of that role are for it; the others are an approver's.
 */
function approvalSeats(
  anyOf: readonly Threshold[],
  bodies: readonly BodyCode[],
  signed: boolean,
): readonly Omit<NewSeat, 'task'>[] {
  const most = (role: SeatRole) =>
    Math.max(
      0,
      ...anyOf
        .filter(({ filter }) => roleOf(filter) === role)
        .map(({ approve, decline }) => approve + decline - 1),
    );
  const roles: readonly SeatRole[] = [
    ...Array.from({ length: most('approver') }, () => 'approver' as const),
    ...Array.from({ length: most('signatory') }, () => 'signatory' as const),
  ];
  return roles.map((role, index) => ({
    kind: 'approval' as const,
    bodies,
    role: signed && index === roles.length - 1 ? ('signatory' as const) : role,
  }));
}

function roleOf({ roles }: Filter): SeatRole {
  return roles?.length === 1 && roles[0] === 'signatory' ? 'signatory' : 'approver';
}

function thresholdOf(
  rule: ThresholdRule,
  ownerProfession: string | null,
  bodies: readonly BodyCode[],
  map: BodyMap,
): Threshold {
  const { notOwnersProfession, filter, among, ...rest } = rule;
  return {
    ...rest,
    filter: {
      ...filterOf(filter, bodies, map),
      ...(notOwnersProfession && ownerProfession !== null ? { notProfessions: [ownerProfession] } : {}),
    },
    among: among.map((each) => ({ atLeast: each.atLeast, filter: filterOf(each.filter, bodies, map) })),
  };
}

/** A filter of the rules with the bodies of a level by name: a gate is read with the map of its day. */
function filterOf({ levels, ...filter }: FilterRule, among: readonly BodyCode[], map: BodyMap): Filter {
  if (levels === undefined) return filter;
  const ofLevel = among.filter((body) => levels.some((level) => map.get(body)?.kind === level));
  const named = filter.bodies;
  return {
    ...filter,
    bodies: named === undefined ? ofLevel : ofLevel.filter((body) => named.includes(body)),
  };
}

/**
 * The signatures beside the approvals. Where an ICS decides, one of its approvals is its signature. With scope `national` at level
 * `region`, each other affected region signs.
 */
export function signatureSets(routing: Routing): readonly RoutedSet[] {
  const { initiative, level, stage, rules, map, deciding } = routing;
  const affected = initiative.proposal.value?.affected ?? [];
  const systems = affectedSystems(map, affected);
  const rule = ruleFor(rules.signatures, level, stage);
  const byApproval = signingByApproval(routing);
  const others = systems.filter((system) => !byApproval.includes(system));
  const sets = ruleFor(rules.quorum, level, stage)?.sets ?? [];
  const signature = (bodies: readonly BodyCode[], role: SeatRole): RoutedSet => ({
    id: `signature:${bodies.join()}`,
    name: 'Signature',
    bodies,
    seats: [{ kind: 'signature', bodies, role }],
    anyOf: [plainly(1)],
    after: (rule?.after ?? []).flatMap((id) => idsOf(id, sets, deciding)),
    reads: rule?.reads ?? null,
    vetoes: [],
    onDecline: 'returns',
    byProfession: false,
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
  return [...bySystems, ...byRegions];
}

export function adviceOf(body: BodyCode, rules: GateRules): RoutedSet {
  return {
    id: `advice:${body}`,
    name: 'Advice',
    bodies: [body],
    seats: [{ kind: 'advice', bodies: [body], role: 'approver' }],
    anyOf: [],
    after: [],
    reads: rules.advice.reads,
    vetoes: [],
    onDecline: 'returns',
    byProfession: false,
  };
}

/**
 * Sets with what the rule says of all: the vetoes, by which a decline of whom one names ends the gate wherever they answer; and
 * which wait for the signatures, now that it is known whose these are.
 */
export function completed(
  sets: readonly RoutedSet[],
  { rules, level, stage, map }: Routing,
): readonly RoutedSet[] {
  const vetoes = ruleFor(rules.quorum, level, stage)?.vetoes ?? [];
  const bodies = [...new Set(sets.flatMap((set) => set.bodies))];
  const signatures = sets
    .filter((set) => set.seats.every(({ kind }) => kind === 'signature'))
    .map(({ id }) => id);
  return sets.map((set) => ({
    ...set,
    after: set.after.flatMap((id) => (id === SIGNATURES ? signatures : [id])),
    vetoes: set.anyOf.length === 0 ? [] : vetoes.map((each) => filterOf(each, bodies, map)),
  }));
}
