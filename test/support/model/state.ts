import { STAGES, type Stage } from '../../../domain/stage.ts';
import type { KnownPerson } from './cast.ts';
import type { QuorumOnPaper, Scenario } from './scenarios.ts';

export type Outcome = 'approve' | 'decline' | 'request-changes' | 'return' | 'advise';

export interface Vote {
  readonly by: KnownPerson;
  readonly body: string;
  readonly outcome: Outcome;
  /** What was shown when it was cast. */
  readonly shown: string;
  readonly returnTo: Stage | null;
  readonly conditions: number;
}

/** What the model says of a seat and its task. It is changed in place, as the commands of a run do. */
export interface Seat {
  readonly kind: 'approval' | 'signature' | 'advice';
  readonly role: 'approver' | 'signatory';
  readonly bodies: readonly string[];
  /** As the API named it when the gate opened. */
  task: string;
  state: 'ready' | 'claimed' | 'info-requested' | 'completed' | 'cancelled' | 'expired' | 'superseded';
  holder: KnownPerson | null;
  vote: Vote | null;
  /** The vote that was cast on what is shown no more; it stands again once that is shown again. */
  outdated: Vote | null;
  /** Who was asked to prepare it, and whether they have. */
  prepared: { by: KnownPerson; done: boolean } | null;
  questions: { at: string; answered: boolean }[];
  reminded: { whom: string | null; at: string } | null;
}

export interface Gate {
  /** As the API named it. */
  id: string;
  readonly stage: Stage;
  readonly round: number;
  readonly level: string;
  readonly bodies: readonly string[];
  readonly quorums: readonly QuorumOnPaper[];
  state: 'open' | 'approved' | 'declined' | 'changes-requested' | 'returned' | 'superseded';
  readonly seats: Seat[];
  /** What approvers are shown, in the model's own words, and the hash that the API gave for it. */
  shown: string;
  hash: string;
  dueAt: string;
  lookAt: string;
  reminded: boolean;
  pastDue: number;
  stoppedAt: string | null;
  stoppedUntil: string | null;
  readonly notices: Map<string, 'none' | 'notified' | 'called-in' | 'released'>;
  readonly setAside: Set<string>;
  /** The conditions of the approval before, as the API named them. */
  conditions: string[];
  readonly conditionsExpected: number;
  returnTo: Stage | null;
}

export interface StageModel {
  state: 'waiting' | 'working' | 'presented' | 'decided';
  round: number;
  revision: number;
  /** Which of the contents of this stage was sent last, and for which conditions it has evidence. */
  content: { variant: number; evidence: readonly string[] } | null;
}

/** The whole of what the model knows of one initiative. */
export interface Model {
  readonly scenario: Scenario;
  readonly owner: KnownPerson;
  readonly cast: readonly KnownPerson[];
  id: string;
  now: string;
  status: 'draft' | 'under-way' | 'declined' | 'withdrawn' | 'closed';
  stage: Stage;
  readonly stages: Record<Stage, StageModel>;
  title: number;
  revision: number;
  gate: Gate | null;
  /** How many conditions the latest approval carried. */
  conditions: number;
  /** Tasks of gates that came before. */
  readonly oldTasks: string[];
  /** What people tried that is not theirs, as far as it was told. */
  readonly attempts: { by: string; same: string; at: string }[];
  /** Kinds of events that must have been left, in order. */
  readonly left: string[];
}

export function newModel(
  scenario: Scenario,
  owner: KnownPerson,
  cast: readonly KnownPerson[],
  now: string,
): Model {
  const stages = Object.fromEntries(
    STAGES.map((stage): [Stage, StageModel] => [
      stage,
      { state: 'waiting', round: 0, revision: 0, content: null },
    ]),
  ) as Record<Stage, StageModel>;
  return {
    ...{ scenario, owner, cast, now, stages, id: '', status: 'draft', stage: 'develop-plan' },
    ...{ title: 0, revision: 1, gate: null, conditions: 0, oldTasks: [], attempts: [], left: [] },
  };
}

export const waits = ({ state }: Seat) => state === 'ready' || held({ state });
export const held = ({ state }: Pick<Seat, 'state'>) => state === 'claimed' || state === 'info-requested';

/** Who prepares it at this moment. */
export const preparing = (seat: Seat): KnownPerson | null =>
  held(seat) && seat.prepared?.done === false ? seat.prepared.by : null;

export const suspended = (gate: Gate) => [...gate.notices.values()].includes('called-in');

/** A seat waits for whoever may fill it. */
export function empty(seat: Seat): void {
  Object.assign(seat, { state: 'ready', holder: null, vote: null, prepared: null });
}

/** What approvers of a stage are shown: the proposal, and every stage's content up to this one. */
export function shownAt(model: Model, stage: Stage): string {
  const upTo = STAGES.slice(0, STAGES.indexOf(stage) + 1);
  return JSON.stringify([model.title, upTo.map((each) => model.stages[each].content)]);
}
