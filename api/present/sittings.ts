import { mayNot } from '../../domain/authorisation.ts';
import { approvalsLeft, availableActions } from '../../domain/gate/actions.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import { stillNeeded } from '../../domain/gate/quorum.ts';
import { conflictOf, roleFor } from '../../domain/gate/seat.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import type { Person } from '../../domain/person.ts';
import { castAt, outcomeOf, type ItemOutcome } from '../../domain/sitting/outcome.ts';
import { attendanceOf, type RecordedItem } from '../../domain/sitting/record.ts';
import { targetOf } from '../../domain/sitting/decide.ts';
import type { Item, Sitting } from '../../domain/sitting/sitting.ts';
import type { Candidate, Suggestion } from '../../domain/sitting/suggest.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import type { AgendaGate } from '../../store/sittings/read-sittings.ts';
import { explanationOf, peopleAt, presentVote } from './gates.ts';
import type { NameOf } from './people.ts';

type Agenda = ReadonlyMap<string, AgendaGate>;

/** Everybody whom a sitting mentions, and the gates of its agenda. */
export function peopleOf(sitting: Sitting, gates: Iterable<Gate>): readonly string[] {
  const { convenedBy, endedBy, people } = sitting;
  return [
    convenedBy,
    ...(endedBy === null ? [] : [endedBy]),
    ...people.map(({ person }) => person),
    ...[...gates].flatMap(peopleAt),
  ];
}

function presentTold(sitting: Sitting, nameOf: NameOf) {
  const { id, body, title, where, heldAt, state, convenedBy, createdAt, endedAt, endedBy, reason } = sitting;
  return {
    ...{ id, body, title: title.value, where: where?.value ?? null, heldAt, state },
    ...{ convenedBy: nameOf(convenedBy), createdAt, endedAt },
    endedBy: endedBy === null ? null : nameOf(endedBy),
    reason: reason?.value ?? null,
  };
}

/** A sitting in a list. */
export function presentListed(sitting: Sitting, person: Person, nameOf: NameOf) {
  const { places, people } = sitting;
  const mine = people.some((each) => each.person === person.id);
  return { ...presentTold(sitting, nameOf), places, invited: people.length, mine };
}

export function presentSitting(
  sitting: Sitting,
  agenda: Agenda,
  person: Person,
  given: Given,
  nameOf: NameOf,
) {
  return {
    ...presentTold(sitting, nameOf),
    agenda: inPlaces(sitting, (item) => {
      const found = agenda.get(item.gate);
      return found === undefined ? null : presentItem(sitting, item, found, person, given, nameOf);
    }),
    people: sitting.people.map(({ person: id, attendance }) => ({ person: nameOf(id), attendance })),
    mayKeep: sitting.state === 'convened' && mayNot(person, 'sitting.keep', targetOf(sitting)) === null,
  };
}

/** Every place of an agenda in its order: what is not among the items is what this person may not see. */
function inPlaces<T>(
  { places, items }: Sitting,
  show: (item: Item) => T | null,
): readonly { readonly place: number; readonly shown: T | null }[] {
  return Array.from({ length: places }, (_, index) => {
    const item = items.find(({ place }) => place === index + 1);
    return { place: index + 1, shown: item === undefined ? null : show(item) };
  });
}

function presentItem(
  sitting: Sitting,
  item: Item,
  found: AgendaGate,
  person: Person,
  given: Given,
  nameOf: NameOf,
) {
  const { gate, initiative, priority, status } = found;
  return {
    ...presentStanding(item, gate, initiative, outcomeOf(sitting, item, gate, { status }), given, nameOf),
    dueAt: gate.dueAt,
    priority,
    ...yoursAt(sitting, item, found, person, given.now),
  };
}

function presentStanding(
  item: Item,
  gate: Gate,
  { id, title, lead }: { readonly id: string; readonly title: string | null; readonly lead: string },
  { taken, decidedHere, notice }: ItemOutcome,
  { bodies: map }: Given,
  nameOf: NameOf,
) {
  const isOpen = gate.state === 'open';
  return {
    gate: gate.id,
    initiative: { id, title, lead },
    stage: gate.stage,
    stageName: STAGE_NAMES[gate.stage],
    level: gate.level,
    bodies: gate.bodies,
    state: item.state,
    reason: item.reason?.value ?? null,
    gateState: gate.state,
    decidedAt: gate.decidedAt,
    ...{ taken, decidedHere, notice },
    approvalsLeft: isOpen ? approvalsLeft(gate) : 0,
    stillNeeded: isOpen ? stillNeeded(gate, map) : [],
    votes: castAt(gate).map(({ kind, vote }) => ({ kind, vote: presentVote(vote, nameOf) })),
  };
}

/** Where this person answers, or why they cannot who hold the role for it. Each answers for themselves. */
function yoursAt(
  { state }: Sitting,
  item: Item,
  { gate, initiative }: AgendaGate,
  person: Person,
  now: string,
): { readonly yourTask: string | null; readonly notYours: string | null } {
  const none = { yourTask: null, notYours: null };
  if (state !== 'convened' || item.state !== 'listed' || gate.state !== 'open') return none;
  const conflict = conflictOf(initiative, person);
  const seats = gate.seats.filter((seat) => roleFor(seat, person) !== undefined);
  if (seats.length === 0) return none;
  if (conflict !== null) return { yourTask: null, notYours: conflict.detail };
  const tried = seats.map((seat) => ({
    task: seat.task,
    refused: availableActions(initiative, gate, seat, person, now).find(({ action }) => action === 'complete')
      ?.refused,
  }));
  const free = tried.find(({ refused }) => refused === null);
  return {
    yourTask: free?.task ?? null,
    notYours: free === undefined ? (tried[0]?.refused?.detail ?? null) : null,
  };
}

export function presentSuggestions(suggested: readonly Suggestion<AgendaGate & Candidate>[], nameOf: NameOf) {
  return {
    items: suggested.map(({ people, items }) => ({
      people: people.map(nameOf),
      gates: items.map(({ gate, initiative: { id, title, lead }, priority, sittings }) => ({
        gate: gate.id,
        initiative: { id, title, lead },
        stage: gate.stage,
        stageName: STAGE_NAMES[gate.stage],
        level: gate.level,
        dueAt: gate.dueAt,
        priority,
        sittings,
      })),
    })),
  };
}

/** What was decided at a sitting, by whom, under which rule, as it stood when it closed. */
export function presentRecord(
  sitting: Sitting,
  recorded: ReadonlyMap<string, RecordedItem>,
  given: Given,
  nameOf: NameOf,
) {
  const cast = [...recorded.values()].flatMap(({ gate }) => castAt(gate).map(({ vote }) => vote));
  const voted = new Set(cast.filter((vote) => vote.sitting === sitting.id).map(({ by }) => by));
  return {
    ...presentTold(sitting, nameOf),
    bodyName: given.bodies.get(sitting.body)?.name ?? sitting.body,
    people: attendanceOf(sitting, voted).map(({ person, attendance }) => ({
      person: nameOf(person),
      attendance,
    })),
    agenda: inPlaces(sitting, (item) => {
      const found = recorded.get(item.gate);
      return found === undefined ? null : presentRecorded(found, given, nameOf);
    }),
  };
}

function presentRecorded(found: RecordedItem, given: Given, nameOf: NameOf) {
  const { item, gate, initiative, noMore } = found;
  const { title = null, lead = '' } = initiative.proposal.value ?? {};
  return {
    ...presentStanding(item, gate, { id: initiative.id, title, lead }, found, given, nameOf),
    home: gate.home,
    explanation: explanationOf(gate, given.bodies),
    conditions: castAt(gate).flatMap(({ vote }) => vote.conditions?.value ?? []),
    noMore: noMore.map(({ by, at }) => ({ by: nameOf(by), at })),
  };
}
