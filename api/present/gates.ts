import type { BodyMap } from '../../domain/body.ts';
import type { Person } from '../../domain/person.ts';
import { approvalsLeft, availableActions } from '../../domain/gate/actions.ts';
import { whyNotCarried } from '../../domain/gate/earlier-votes.ts';
import type { Delegation, Gate, Question, Reminder, Seat, Vote } from '../../domain/gate/gate.ts';
import { stillNeeded } from '../../domain/gate/quorum.ts';
import { requirementName, requirementsOf } from '../../domain/gate/requirements.ts';
import type { GateRules } from '../../domain/gate/rules.ts';
import { outcomesOf } from '../../domain/gate/seat.ts';
import { SECTIONS } from '../../domain/gate/sections.ts';
import { sectionHashesOf } from '../../domain/gate/shown.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import { WORKFLOW } from '../../domain/initiative/events.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { isAbove } from '../../domain/level.ts';
import { explain, whatWouldRaise } from '../../domain/policy/plain-english.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import type { QueuedTask } from '../../store/read/tasks.ts';
import type { NameOf } from './people.ts';

/** Everybody whom a gate mentions. */
export function peopleAt(gate: Gate): readonly string[] {
  return [...gate.earlier.map(({ vote }) => vote.by), ...gate.seats.flatMap(peopleIn)];
}

function peopleIn(seat: Seat): readonly string[] {
  const { claimedBy, vote, outdated, questions, delegation, reminded } = seat;
  return [
    ...(reminded === null ? [] : [reminded.by]),
    ...(delegation === null ? [] : [delegation.to]),
    ...(claimedBy === null ? [] : [claimedBy]),
    ...(vote === null ? [] : [vote.by]),
    ...(outdated === null ? [] : [outdated.by]),
    ...(vote?.onBehalfOf === undefined ? [] : [vote.onBehalfOf]),
    ...questions.flatMap(({ by, answer }) => (answer === null ? [by] : [by, answer.by])),
  ];
}

/** Why a gate is where it is, in sentences that name the bodies. */
export function explanationOf(gate: Gate, map: BodyMap): readonly string[] {
  const deciders = gate.bodies.map((code) => map.get(code)?.name ?? code).join(' and ');
  const raising = gate.state === 'open' ? whatWouldRaise(gate.receipt) : [];
  return [...explain(gate.receipt, { [gate.level]: deciders }), ...raising];
}

/** Where a gate is decided and why: what a gate, the one that would open, and a verdict say alike. */
function placeOf(gate: Gate, map: BodyMap) {
  return {
    home: gate.home,
    level: gate.level,
    bodies: gate.bodies,
    escalatedFrom: isAbove(gate.level, gate.home) ? gate.home : null,
    deciding: gate.receipt.deciding,
    explanation: explanationOf(gate, map),
  };
}

export function presentGate(state: Initiative, gate: Gate, rules: GateRules, map: BodyMap, nameOf: NameOf) {
  const results = gate.decision?.requirements ?? requirementsOf(state, gate, rules);
  return {
    id: gate.id,
    initiative: state.id,
    stage: gate.stage,
    round: gate.round,
    state: gate.state,
    ...placeOf(gate, map),
    openedBy: nameOf(WORKFLOW),
    approvalsLeft: gate.state === 'open' ? approvalsLeft(gate) : 0,
    stillNeeded: gate.state === 'open' ? stillNeeded(gate, map) : [],
    suspended: gate.suspended,
    contentHash: gate.contentHash,
    requirements: results.map((each) => ({ ...each, name: requirementName(each.id, gate, rules) })),
    seats: gate.seats.map((seat) => presentSeat(seat, nameOf)),
    referrals: gate.referrals.map((each) => ({ ...each, reference: each.reference?.value ?? null })),
    openedAt: gate.openedAt,
    calendar: gate.calendar,
    dueAt: gate.dueAt,
    nextLookAt: gate.nextLookAt,
    clockStoppedAt: gate.clockStoppedAt,
    clockStoppedUntil: gate.clockStoppedUntil,
    pastDue: gate.pastDue,
    policyVersion: gate.receipt.policy.version,
    movedFrom: gate.moved?.from ?? null,
    earlierVotes: gate.state === 'open' ? earlierVotesAt(state, gate, nameOf) : [],
    decidedAt: gate.decidedAt,
    declinedBy: gate.decision?.declinedBy ?? null,
    returnTo: gate.returnTo,
  };
}

/** Answers of gates before that do not count at an open gate, and why not. */
function earlierVotesAt(state: Initiative, gate: Gate, nameOf: NameOf) {
  if (gate.earlier.length === 0) return [];
  const shown = { contentHash: gate.contentHash, sections: sectionHashesOf(state, gate.stage) };
  return gate.earlier.map((each) => ({
    ...{ kind: each.kind, bodies: each.bodies, role: each.role, outcome: each.vote.outcome },
    by: nameOf(each.vote.by),
    at: each.vote.at,
    cast: each.vote.cast,
    because: whyNotCarried(state, gate, each, shown),
  }));
}

function presentSeat(
  { vote, outdated, claimedBy, claimedAs: _claimedAs, questions, delegation, reminded, ...seat }: Seat,
  nameOf: NameOf,
) {
  return {
    ...seat,
    claimedBy: claimedBy === null ? null : nameOf(claimedBy),
    vote: vote === null ? null : presentVote(vote, nameOf),
    outdated: outdated === null ? null : { by: nameOf(outdated.by), at: outdated.at },
    questions: questions.map((each) => presentQuestion(each, nameOf)),
    delegation: delegation === null ? null : presentDelegation(delegation, nameOf),
    reminded: reminded === null ? null : presentReminder(reminded, nameOf),
  };
}

function presentReminder({ by, at }: Reminder, nameOf: NameOf) {
  return { by: nameOf(by), at };
}

function presentDelegation({ to, at, resolvedAt, note }: Delegation, nameOf: NameOf) {
  return { to: nameOf(to), at, resolvedAt, note: note?.value ?? null };
}

function presentQuestion({ by, text, at, answer }: Question, nameOf: NameOf) {
  return {
    by: nameOf(by),
    text: text.value,
    at,
    answer: answer === null ? null : { by: nameOf(answer.by), text: answer.text.value, at: answer.at },
  };
}

export function presentVote({ sections, ...vote }: Vote, nameOf: NameOf) {
  return {
    ...vote,
    read: sections === undefined ? null : SECTIONS.filter((each) => sections[each] !== undefined),
    by: nameOf(vote.by),
    onBehalfOf: vote.onBehalfOf === undefined ? null : nameOf(vote.onBehalfOf),
    sitting: vote.sitting ?? null,
    cast: vote.cast ?? null,
    reason: vote.reason?.value ?? null,
    conditions: vote.conditions?.value ?? [],
  };
}

/** A gate that is open, or would open. */
export function presentPreview(state: Initiative, gate: Gate, map: BodyMap) {
  return {
    stage: gate.stage,
    ...placeOf(gate, map),
    isOpen: state.gate?.id === gate.id && state.gate.state === 'open',
    seats: gate.seats.map(({ kind, bodies, role }) => ({ kind, bodies, role })),
    stillNeeded: stillNeeded(gate, map),
    referrals: gate.referrals.map(({ authority, kind }) => ({ authority, kind })),
    dueAt: gate.dueAt,
  };
}

/** `receipt` is the whole one. */
export function presentVerdict(gate: Gate, receipt: Receipt, map: BodyMap) {
  return {
    gate: gate.id,
    stage: gate.stage,
    round: gate.round,
    at: gate.openedAt,
    ...placeOf(gate, map),
    referTo: receipt.referTo,
    receipt,
  };
}

export function presentTask(
  { gate, seat, priority, initiative }: QueuedTask,
  person: Person,
  { bodies: map, now }: Pick<Given, 'bodies' | 'now'>,
  nameOf: NameOf,
) {
  return {
    id: seat.task,
    gate: gate.id,
    initiative: { id: initiative.id, title: initiative.title, lead: initiative.lead },
    stage: gate.stage,
    stageName: STAGE_NAMES[gate.stage],
    level: gate.level,
    kind: seat.kind,
    bodies: seat.bodies,
    role: seat.role,
    state: seat.state,
    outcome: seat.vote?.outcome ?? null,
    claimedBy: seat.claimedBy === null ? null : nameOf(seat.claimedBy),
    vote: seat.vote === null ? null : presentVote(seat.vote, nameOf),
    outdated: seat.outdated === null ? null : { by: nameOf(seat.outdated.by), at: seat.outdated.at },
    contentHash: gate.contentHash,
    explanation: explanationOf(gate, map),
    questions: seat.questions.map((each) => presentQuestion(each, nameOf)),
    delegation: seat.delegation === null ? null : presentDelegation(seat.delegation, nameOf),
    reminded: seat.reminded === null ? null : presentReminder(seat.reminded, nameOf),
    openedAt: gate.openedAt,
    dueAt: gate.dueAt,
    priority,
    clockStoppedAt: gate.clockStoppedAt,
    clockStoppedUntil: gate.clockStoppedUntil,
    outcomes: outcomesOf(seat),
    availableActions: availableActions(initiative, gate, seat, person, now).map(({ action, refused }) => ({
      action,
      allowed: refused === null,
      ...(refused !== null && { code: refused.code, reason: refused.detail }),
    })),
  };
}
