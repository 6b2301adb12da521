import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from '../../domain/stage.ts';
import type { Asker, House } from './house.ts';

/** Facts that no rule asks a higher level for. */
export const QUIET_FACTS = {
  revenueGbp: 0,
  capitalGbp: 0,
  consultancyGbp: 0,
  novelContentiousOrRepercussive: false,
  changesNationalStandard: false,
  caseToGovernment: false,
  regulatedProgramme: false,
  substantialServiceChange: false,
  residualRisk: 6,
  qualityConcernUnresolved: false,
};

/** Content that meets every requirement of its stage. */
export const CONTENT: Readonly<Record<Stage, Record<string, unknown>>> = {
  'develop-plan': {
    plan: { workforce: 'Who', populationHealth: 'For whom', serviceDelivery: 'How' },
    evidence: [{ claim: 'It works', source: 'A review' }],
    assessments: {
      sustainability: { supply: 'a', economic: 'b', environmental: 'c', social: 'd' },
      equality: 'Reviewed',
      quality: {
        safe: 'a',
        effective: 'b',
        personalised: 'c',
        wellLed: 'd',
        sustainable: 'e',
        equitable: 'f',
      },
      dataProtection: 'No personal data',
    },
    deliverability: { capacity: 'green', funding: 'amber' },
  },
  'support-people': { people: 'A named educator', systems: 'Rotas changed first' },
  'guide-expectations': {
    measure: {
      name: 'Waits',
      definition: 'Median days',
      betterIs: 'lower',
      baseline: 10,
      target: 5,
      every: 'month',
    },
    standards: ['A standard'],
  },
  'deliver-improvement': {
    milestones: [{ name: 'First team', due: '2027-03-31', evidence: 'Rota' }],
    cycles: [
      {
        objective: 'Try it',
        prediction: 'Moves',
        observed: 'Moved',
        predictionHeld: true,
        learning: 'Start small',
        decision: 'adapt',
      },
    ],
  },
  'assure-accountability': {
    outcome: { actual: 5, target: 5, met: true, at: '2028-03-31' },
    sustainedBy: 'The place',
    lesson: { what: 'This', worked: true, why: 'Wanted', whereElse: 'Anywhere' },
  },
};

export interface GateView {
  readonly dueAt: string;
  readonly id: string;
  readonly stage: Stage;
  readonly round: number;
  readonly state: string;
  readonly level: string;
  readonly bodies: readonly string[];
  readonly contentHash: string;
  readonly pastDue: number;
  readonly approvalsLeft: number;
  readonly requirements: readonly { id: string; state: string; missing: readonly string[] }[];
  readonly seats: readonly {
    task: string;
    kind: string;
    role: string;
    state: string;
    bodies: readonly string[];
    vote: { by: { id: string }; outcome: string } | null;
  }[];
}

export interface EventView {
  readonly n: number;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly id: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** Drafts an initiative of one body with a complete plan, and gives its id. */
export async function draftAt(
  house: House,
  body: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const owner = await house.as(`owner.${body}`);
  const made = await owner.post<{ id: string }>('/v1/initiatives', {
    title: 'Shorter waits',
    aim: 'Halve the wait',
    lead: { code: body },
    affected: [body],
    team: ['doctor', 'registered-nurse'],
    facts: QUIET_FACTS,
    ...more,
  });
  await owner.put(`/v1/initiatives/${made.body.id}/stages/develop-plan`, CONTENT['develop-plan']);
  return made.body.id;
}

/** Drafts, submits, and waits for the workflow to open the first gate. */
export async function submitAt(
  house: House,
  body: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const id = await draftAt(house, body, more);
  const owner = await house.as(`owner.${body}`);
  await owner.post(`/v1/initiatives/${id}/submit`);
  return id;
}

/** The open gate of an initiative, as soon as the workflow has opened it. */
export function openGateOf(asker: Asker, id: string, stage?: Stage): Promise<GateView> {
  return until(`an open gate of ${stage ?? 'any stage'}`, async () => {
    const { body } = await asker.get<{ items: GateView[] }>(`/v1/initiatives/${id}/gates`);
    return body.items.find((each) => each.state === 'open' && (stage === undefined || each.stage === stage));
  });
}

export async function historyOf(asker: Asker, id: string): Promise<readonly EventView[]> {
  const { body } = await asker.get<{ items: EventView[] }>(`/v1/initiatives/${id}/history?limit=500`);
  return body.items;
}

/** Looks until there is something to see: what the workflow does, nobody tells us of. */
export async function until<T>(
  what: string,
  see: () => Promise<T | undefined>,
  withinMs = 20_000,
): Promise<T> {
  const late = Date.now() + withinMs;
  for (;;) {
    const seen = await see();
    if (seen !== undefined) return seen;
    if (Date.now() > late) throw new Error(`still not so: ${what}`);
    await pause(25);
  }
}
