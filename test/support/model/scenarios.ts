import type { Stage } from '../../../domain/stage.ts';

/** A seat as the rules on paper have it. `bodies`: any of them fills it. */
export interface SeatOnPaper {
  readonly kind: 'approval' | 'signature' | 'advice';
  readonly role: 'approver' | 'signatory';
  readonly bodies: readonly string[];
}

/** What the approvals of one deciding body must have between them. */
export interface QuorumOnPaper {
  readonly body: string;
  readonly approvals: number;
  readonly professions: number;
  readonly registered: number;
  readonly notOwners: boolean;
}

export interface GateOnPaper {
  readonly level: 'place' | 'system' | 'region' | 'national';
  readonly quorums: readonly QuorumOnPaper[];
  readonly seats: readonly SeatOnPaper[];
  /** Outside authorities that must be told. */
  readonly notices: readonly string[];
}

/** An initiative, and who decides it at each stage: worked out by hand from policy/subsidiarity and policy/gates. */
export interface Scenario {
  readonly name: string;
  readonly lead: string;
  readonly affected: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly gate: (stage: Stage) => GateOnPaper;
}

export const PLACE = 'place:QHL:west-birmingham';
export const STOKE = 'place:QNC:royal-stoke';
export const TORBAY = 'place:QJK:torbay';

/** Who is above whom, as the map of 2026 has it. */
export const ABOVE: Readonly<Record<string, readonly string[]>> = {
  [PLACE]: ['QHL', 'Y60', 'national'],
  [STOKE]: ['QNC', 'Y60', 'national'],
  [TORBAY]: ['QJK', 'Y58', 'national'],
  QHL: ['Y60', 'national'],
  QNC: ['Y60', 'national'],
  QJK: ['Y58', 'national'],
  Y60: ['national'],
  Y58: ['national'],
  national: [],
};

const approver = (body: string): SeatOnPaper => ({ kind: 'approval', role: 'approver', bodies: [body] });
const signature = (...bodies: readonly string[]): SeatOnPaper => ({
  kind: 'signature',
  role: 'signatory',
  bodies,
});
const advice = (body: string): SeatOnPaper => ({ kind: 'advice', role: 'approver', bodies: [body] });
const two = (body: string): QuorumOnPaper => ({
  body,
  approvals: 2,
  professions: 2,
  registered: 1,
  notOwners: false,
});
const light = (body: string): QuorumOnPaper => ({
  body,
  approvals: 1,
  professions: 1,
  registered: 0,
  notOwners: true,
});

/** A place decides alone, in full at the first and the last stage and lightly between. */
const byPlace = (stage: Stage): GateOnPaper =>
  stage === 'develop-plan' || stage === 'assure-accountability'
    ? { level: 'place', quorums: [two(PLACE)], seats: [approver(PLACE), approver(PLACE)], notices: [] }
    : { level: 'place', quorums: [light(PLACE)], seats: [approver(PLACE)], notices: [] };

/** One approval of the ICS is by its signatory, and is its signature. */
const byIcs = (...more: readonly SeatOnPaper[]): GateOnPaper => ({
  level: 'system',
  quorums: [two('QHL')],
  seats: [approver('QHL'), { kind: 'approval', role: 'signatory', bodies: ['QHL'] }, ...more],
  notices: [],
});

const byBodies = (
  level: 'region' | 'national',
  bodies: readonly string[],
  more: readonly SeatOnPaper[],
  notices: readonly string[] = [],
): GateOnPaper => ({
  level,
  quorums: bodies.map(two),
  seats: [...bodies.flatMap((body) => [approver(body), approver(body)]), ...more],
  notices,
});

/** An ICS is asked for its signature at the plan; afterwards one of them signs. */
const signatures = (stage: Stage, systems: readonly string[]): readonly SeatOnPaper[] =>
  stage === 'develop-plan' ? systems.map((each) => signature(each)) : [signature(...systems)];

export const SCENARIOS: readonly Scenario[] = [
  { name: 'of a place', lead: PLACE, affected: [PLACE], facts: {}, gate: byPlace },
  {
    name: 'of a place, at risk',
    lead: PLACE,
    affected: [PLACE],
    facts: { residualRisk: 16 },
    gate: () => byIcs(advice(PLACE)),
  },
  { name: 'of an ICS', lead: 'QHL', affected: ['QHL'], facts: {}, gate: () => byIcs() },
  {
    name: 'of two ICSs',
    lead: 'Y60',
    affected: ['QHL', 'QNC'],
    facts: {},
    gate: (stage) => byBodies('region', ['Y60'], signatures(stage, ['QHL', 'QNC'])),
  },
  {
    name: 'of a place, a substantial change',
    lead: PLACE,
    affected: [PLACE],
    facts: { substantialServiceChange: true },
    gate: (stage) =>
      stage === 'develop-plan'
        ? byBodies('region', ['Y60'], [signature('QHL'), advice(PLACE)], ['secretary-of-state'])
        : byPlace(stage),
  },
  {
    name: 'of places in two regions',
    lead: 'national',
    affected: [STOKE, TORBAY],
    facts: {},
    gate: (stage) =>
      stage === 'develop-plan' || stage === 'guide-expectations'
        ? byBodies(
            'national',
            ['national'],
            [...signatures(stage, ['QJK', 'QNC']), advice('Y58'), advice('Y60')],
          )
        : byBodies('region', ['Y58', 'Y60'], signatures(stage, ['QJK', 'QNC'])),
  },
];

/** The bodies through which an initiative is seen once it was submitted. */
export function bodiesWithPart({ lead, affected }: Scenario, gate: GateOnPaper | null): readonly string[] {
  const concerned = [lead, ...affected];
  const seats = gate?.seats.flatMap(({ bodies }) => bodies) ?? [];
  return [...new Set([...concerned, ...concerned.flatMap((each) => ABOVE[each] ?? []), ...seats])];
}
