import { expect } from 'chai';
import { STAGES } from '../../../domain/stage.ts';
import type { KnownPerson } from './cast.ts';
import { needed, openRequirements } from './consequences.ts';
import { toldBeforehand } from './may-not.ts';
import type { Answer, Real } from './real.ts';
import { suspended, type Gate, type Model, type Seat } from './state.ts';

interface GateTold {
  readonly id: string;
  readonly stage: string;
  readonly round: number;
  readonly contentHash: string;
  readonly seats: readonly Record<string, unknown>[];
  readonly requirements: readonly { readonly id: string; readonly state: string }[];
  readonly [name: string]: unknown;
}

/**
 * Reads where things stand through the API, and holds it against the model. What only Remit can name is taken from it. Where
 * nothing was to happen it is enough that nothing did: the initiative has as many events as before.
 */
export async function compare(model: Model, real: Real): Promise<void> {
  const { hashes, seen } = real;
  const initiative = await model.owner.asks.get(`/v1/initiatives/${model.id}`);
  const version = Number(initiative.body['version']);
  const nothingSince = seen.left === model.left.length;
  if (nothingSince) expect(version, 'nothing was to happen').to.equal(seen.version);
  Object.assign(seen, { version, left: model.left.length });
  if (nothingSince) return;
  const gates = await model.owner.asks.get<{ items: GateTold[] }>(`/v1/initiatives/${model.id}/gates`);
  const { gate } = model;
  const told = gates.body.items.find(({ stage, round }) => stage === gate?.stage && round === gate.round);
  if (gate !== null && told !== undefined) adopt(gate, told, hashes);
  expect(pick(initiative.body, ['status', 'stage', 'revision', 'stages'])).to.deep.equal({
    status: model.status,
    stage: model.stage,
    revision: model.revision,
    stages: STAGES.map((stage) => {
      const { state, round, revision } = model.stages[stage];
      return { stage, state, round, revision };
    }),
  });
  expect(gates.body.items.length, 'how many gates').to.equal(
    model.left.filter((each) => each === 'gate-opened').length,
  );
  if (gate === null) return;
  expect(told === undefined ? null : gateTold(told)).to.deep.equal(gateOf(model, gate));
}

function adopt(gate: Gate, told: GateTold, hashes: Map<string, string>): void {
  if (gate.id === '') {
    gate.id = told.id;
    for (const [index, seat] of gate.seats.entries()) seat.task = String(told.seats[index]?.['task']);
    gate.conditions = told.requirements.flatMap(({ id }) =>
      id.startsWith('condition:') ? [id.slice('condition:'.length)] : [],
    );
    expect(gate.conditions.length, 'conditions of the approval before').to.equal(gate.conditionsExpected);
  }
  if (gate.hash !== '') return;
  // The same words have the same hash, and other words another.
  gate.hash = hashes.get(gate.shown) ?? told.contentHash;
  const others = [...hashes].filter(([shown]) => shown !== gate.shown).map(([, hash]) => hash);
  expect(others).not.to.include(gate.hash);
  hashes.set(gate.shown, gate.hash);
}

function gateOf(model: Model, gate: Gate) {
  const { dueAt, level, pastDue, bodies, state } = gate;
  return {
    ...{ id: gate.id, level, bodies, state, contentHash: gate.hash, dueAt, pastDue },
    nextLookAt: gate.lookAt,
    clockStoppedAt: gate.stoppedAt,
    clockStoppedUntil: gate.stoppedUntil,
    suspended: suspended(gate),
    approvalsLeft: state === 'open' ? needed(gate).filter(({ vote }) => vote === null).length : 0,
    returnTo: gate.returnTo,
    seats: gate.seats.map(seatOf),
    // As it was decided, it says once and for all what it rested on.
    requirements: state === 'open' ? openRequirements(model, gate).toSorted() : null,
  };
}

function gateTold(told: GateTold) {
  const names = [
    ...['id', 'level', 'bodies', 'state', 'contentHash', 'dueAt', 'pastDue', 'nextLookAt', 'clockStoppedAt'],
    ...['clockStoppedUntil', 'suspended', 'approvalsLeft', 'returnTo'],
  ];
  const open = told.requirements.filter(
    ({ id, state }) => state === 'unsatisfied' && id !== 'facts-confirmed',
  );
  return {
    ...pick(told, names),
    seats: told.seats.map(seatTold),
    requirements: told['state'] === 'open' ? open.map(({ id }) => id).sort() : null,
  };
}

function seatOf(seat: Seat) {
  const { task, kind, role, bodies, state, holder, vote, outdated, prepared, questions, reminded } = seat;
  return {
    ...{ task, kind, role, bodies, state },
    claimedBy: holder?.id ?? null,
    vote: vote === null ? null : { by: vote.by.id, outcome: vote.outcome, body: vote.body },
    delegation: prepared === null ? null : { to: prepared.by.id, done: prepared.done },
    questions: questions.map(({ at, answered }) => ({ at, answered })),
    remindedAt: reminded?.at ?? null,
    outdated: outdated?.by.id ?? null,
  };
}

interface Told {
  readonly claimedBy: { readonly id: string } | null;
  readonly vote: {
    readonly by: { readonly id: string };
    readonly outcome: string;
    readonly body: string;
  } | null;
  readonly delegation: { readonly to: { readonly id: string }; readonly resolvedAt: string | null } | null;
  readonly questions: readonly { readonly at: string; readonly answer: unknown }[];
  readonly reminded: { readonly at: string } | null;
  readonly outdated: { readonly by: { readonly id: string } } | null;
}

function seatTold(told: Readonly<Record<string, unknown>>) {
  const { claimedBy, vote, outdated, delegation, questions, reminded } = told as unknown as Told;
  return {
    ...pick(told, ['task', 'kind', 'role', 'bodies', 'state']),
    claimedBy: claimedBy?.id ?? null,
    vote: vote === null ? null : { by: vote.by.id, outcome: vote.outcome, body: vote.body },
    delegation: delegation === null ? null : { to: delegation.to.id, done: delegation.resolvedAt !== null },
    questions: questions.map(({ at, answer }) => ({ at, answered: answer !== null })),
    remindedAt: reminded?.at ?? null,
    outdated: outdated?.by.id ?? null,
  };
}

/** What a task says that somebody may do with it: as the model says beforehand. Actions that it does not know are passed over. */
export function compareActions(
  model: Model,
  gate: Gate,
  seat: Seat,
  by: KnownPerson,
  { body }: Answer,
): void {
  const expected = toldBeforehand(model, gate, seat, by);
  const actions = body['availableActions'] as { action: string; allowed: boolean; code?: string }[];
  const told = Object.fromEntries(
    actions
      .filter(({ action }) => action in expected)
      .map(({ action, allowed, code }) => [action, allowed ? null : code]),
  );
  expect(told, `what ${by.subject} may do with ${seat.task}`).to.deep.equal(expected);
  expect(body['state']).to.equal(seat.state);
}

/** What must be in the history, in order; kinds of events that the model does not know are passed over. */
export async function compareHistory(model: Model): Promise<void> {
  const { body } = await model.owner.asks.get<{ items: { type: string }[] }>(
    `/v1/initiatives/${model.id}/history?limit=500`,
  );
  const told = body.items.map(({ type }) => type).filter((type) => KNOWN.has(type));
  expect(told, 'the history').to.deep.equal(model.left);
}

const KNOWN = new Set([
  ...[
    'initiative-submitted',
    'initiative-edited',
    'initiative-withdrawn',
    'initiative-declined',
    'initiative-reopened',
  ],
  ...['initiative-closed', 'stage-started', 'stage-content-sent', 'stage-presented', 'stage-sent-back'],
  ...['gate-opened', 'task-claimed', 'task-taken-over', 'task-assigned', 'task-delegated', 'task-resolved'],
  ...[
    'task-reminded',
    'task-released',
    'information-requested',
    'information-given',
    'information-not-given',
  ],
  ...[
    'clock-stopped',
    'clock-started',
    'task-completed',
    'vote-refused',
    'vote-recalled',
    'votes-outdated',
    'votes-stand-again',
  ],
  ...['referral-answered', 'requirement-overridden', 'gate-reminded', 'advice-not-given', 'gate-past-due'],
  ...['gate-decided', 'attempt-refused'],
]);

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => {
      const value = from[name];
      return [name, name === 'stages' ? (value as Record<string, unknown>[]).map(stageTold) : value];
    }),
  );
}

const stageTold = ({ stage, state, round, revision }: Record<string, unknown>) => ({
  stage,
  state,
  round,
  revision,
});
