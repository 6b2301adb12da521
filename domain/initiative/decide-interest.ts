import { delegateOf, isHeld, type Gate, type Seat, type Vote } from '../gate/gate.ts';
import { cannotKeep } from '../gate/hand-over.ts';
import { voteToRecall } from '../gate/seat.ts';
import { hasInterest } from '../matter.ts';
import type { Person, PersonId } from '../person.ts';
import { refusal, type RefusalCode } from '../refusal.ts';
import type { PersonCommand } from './commands.ts';
import { andEarlierVotes } from './carry-votes.ts';
import { andWhatFollows, at } from './decide-gate.ts';
import { earlierOf } from './decide-task.ts';
import { accept, refuse, type Decision, type Given, type GivenBy } from './decision.ts';
import { WORKFLOW, type Event } from './events.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/**
 * Somebody says that they have an interest in an initiative: they decide nothing of it from then on. What they hold goes
 * back to its queue, what they prepare for others ends, and what they answered at a gate that is not decided is taken
 * back, also what somebody answered who stands in for them. They go on reading it.
 */
export function recuse(state: Initiative, { nature }: Command<'recuse'>, given: GivenBy): Decision {
  const { by } = given;
  if (state.recused.includes(by.id)) return accept();
  if (state.status !== 'draft' && state.status !== 'under-way')
    return refuse(
      refusal('status-conflict', `This initiative is ${state.status}: nothing of it is decided any more.`),
    );
  const because = 'interest-declared';
  const events: readonly Event[] = [
    { type: 'person-recused', data: { by: by.id, nature } },
    ...(state.gate?.state === 'open' ? takenFrom(state.gate, by.id, by.id, because) : []),
  ];
  return accept(...andWhatFollows(state, given, by.id, ...events));
}

/** Somebody takes back that they have an interest in an initiative: the history keeps that they had. */
export function endRecusal(state: Initiative, given: GivenBy): Decision {
  const { by } = given;
  if (!state.recused.includes(by.id))
    return refuse(
      refusal('not-recused', 'You have not said of this initiative that you have an interest in it.'),
    );
  return accept({ type: 'recusal-ended', data: { by: by.id } });
}

/** Those of whom a vote is: who gave it, and whose role they gave it in. */
function ofWhom({ by, onBehalfOf }: Vote): readonly PersonId[] {
  return onBehalfOf === undefined ? [by] : [by, onBehalfOf];
}

/** All that somebody has in hand at a gate, taken from them, and what others answered in their role. */
function takenFrom(gate: Gate, person: PersonId, actor: PersonId, because: RefusalCode): readonly Event[] {
  const before = gate.earlier
    .filter(({ vote }) => ofWhom(vote).includes(person))
    .map(({ vote }): Event => ({
      type: 'vote-recalled',
      data: { ...at(gate), ...earlierOf(vote), by: actor, reason: null, because },
    }));
  const now = gate.seats.flatMap((seat): readonly Event[] => {
    const here = { ...at(gate), task: seat.task };
    const vote = voteToRecall(seat);
    if (vote !== null && ofWhom(vote).includes(person))
      return [{ type: 'vote-recalled', data: { ...here, by: actor, reason: null, because } }];
    if (isHeld(seat) && seat.claimedBy === person)
      return [{ type: 'task-released', data: { ...here, by: person, because } }];
    return delegateOf(seat) === person
      ? [{ type: 'task-resolved', data: { ...here, by: actor, note: null } }]
      : [];
  });
  return [...now, ...before];
}

/**
 * Takes from people what they may not have in hand any more, since their roles, whom they stand in for or their interests
 * are others now: what they hold goes back to its queue, and what they prepare for others ends. Votes that were cast
 * stand, but for those of somebody who has an interest, or in whose role they were cast. `people` are as the registry has them; whom it does not know is left
 * alone. Asked again it changes nothing.
 */
export function freeTasks(state: Initiative, people: ReadonlyMap<PersonId, Person>, given: Given): Decision {
  const { gate } = state;
  if (gate?.state !== 'open') return accept();
  const whyNotKept = (seat: Seat, id: PersonId | null): RefusalCode | null => {
    const person = id === null ? undefined : people.get(id);
    return person === undefined ? null : (cannotKeep(state, gate, seat, person)?.code ?? null);
  };
  const isInterested = (id: PersonId) => hasInterest(state, id, people.get(id)?.interests);
  const because = 'interest-declared';
  const before = gate.earlier
    .filter(({ vote }) => ofWhom(vote).some(isInterested))
    .map(({ vote }): Event => ({
      type: 'vote-recalled',
      data: { ...at(gate), ...earlierOf(vote), by: WORKFLOW, reason: null, because },
    }));
  const now = gate.seats.flatMap((seat): readonly Event[] => {
    const here = { ...at(gate), task: seat.task };
    const vote = voteToRecall(seat);
    if (vote !== null) {
      if (!ofWhom(vote).some(isInterested)) return [];
      return [{ type: 'vote-recalled', data: { ...here, by: WORKFLOW, reason: null, because } }];
    }
    const { claimedBy } = seat;
    const why = whyNotKept(seat, claimedBy);
    if (claimedBy !== null && why !== null)
      return [{ type: 'task-released', data: { ...here, by: claimedBy, because: why } }];
    return whyNotKept(seat, delegateOf(seat)) === null
      ? []
      : [{ type: 'task-resolved', data: { ...here, by: WORKFLOW, note: null } }];
  });
  const events = [...now, ...before];
  if (events.length === 0) return accept();
  const freed = accept(...andWhatFollows(state, given, WORKFLOW, ...events));
  return andEarlierVotes(state, freed, given, WORKFLOW);
}

/** Everybody who has something in hand at the open gate of an initiative, or has answered at it. */
export function inHandAt({ gate }: Initiative): readonly PersonId[] {
  if (gate?.state !== 'open') return [];
  const before = gate.earlier.flatMap(({ vote }) => ofWhom(vote));
  const all = gate.seats.flatMap((seat) => {
    const vote = voteToRecall(seat);
    return [seat.claimedBy, delegateOf(seat), ...(vote === null ? [] : ofWhom(vote))];
  });
  return [...new Set([...all, ...before].filter((each) => each !== null))];
}
