import type { BodyCode } from '../body.ts';
import { isWaiting, type Gate } from '../gate/gate.ts';
import type { Priority } from '../gate/priority.ts';
import { cannotEverFill, conflictOf, roleFor } from '../gate/seat.ts';
import { remitAt } from '../gate/remit-at.ts';
import type { Matter } from '../matter.ts';
import type { Person, PersonId } from '../person.ts';
import { MOST_ITEMS, type Sitting } from './sitting.ts';
import { isReady } from './outcome.ts';

/** A gate that might be taken at a sitting. */
export interface Candidate {
  readonly gate: Gate;
  readonly initiative: Matter;
  readonly priority: Priority;
  /** The convened sittings on whose agenda it is listed already, of those that whoever asks may see. */
  readonly sittings: readonly OnAgenda[];
}

export type OnAgenda = Pick<Sitting, 'id' | 'heldAt'>;

/** Gates that the same people of a body can decide, in the order in which they might be taken. */
export interface Suggestion<C extends Candidate = Candidate> {
  readonly people: readonly PersonId[];
  readonly items: readonly C[];
}

/**
 * The ready gates of a body, put together where the same people could fill their seats: those who may not decide one of them
 * (whose it is, who has an interest, who has answered) make it another meeting's. What is due first comes first; gates of which each stands on another agenda
 * already are a suggestion for after the others.
 */
export function suggest<C extends Candidate>(
  candidates: readonly C[],
  people: readonly Person[],
  body: BodyCode,
): readonly Suggestion<C>[] {
  const groups = new Map<string, { readonly people: readonly PersonId[]; readonly items: C[] }>();
  for (const candidate of candidates.filter(({ gate }) => isReady(gate)).toSorted(first)) {
    const able = whoCouldFill(candidate, people, body);
    if (able.length === 0) continue;
    const key = able.join();
    const group = groups.get(key) ?? { people: able, items: [] };
    groups.set(key, group);
    group.items.push(candidate);
  }
  const suggested = [...groups.values()].map(({ people: able, items }) => ({
    people: able,
    items: fitting(items),
  }));
  const later = suggested.filter(({ items }) => !items.some(isFree));
  return [...suggested.filter((each) => !later.includes(each)), ...later];
}

/** What no other sitting is to take: this is what another sitting is for. */
export const isFree = ({ sittings }: Pick<Candidate, 'sittings'>) => sittings.length === 0;

/** As many as an agenda takes, in their order: what stands on another already makes room for what does not. */
function fitting<C extends Candidate>(items: readonly C[]): readonly C[] {
  const chosen = [...items.filter(isFree), ...items.filter((each) => !isFree(each))].slice(0, MOST_ITEMS);
  return items.filter((each) => chosen.includes(each));
}

/** By due date, what is urgent before what is not, and then as they were opened. */
function first(a: Candidate, b: Candidate): number {
  return (
    compared(a.gate.dueAt, b.gate.dueAt) ||
    Number(b.priority === 'high') - Number(a.priority === 'high') ||
    compared(a.gate.openedAt, b.gate.openedAt)
  );
}

const compared = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/** The people who could fill a seat for the body at a gate as it stands, in order of id. */
function whoCouldFill(
  { gate, initiative }: Candidate,
  people: readonly Person[],
  body: BodyCode,
): readonly PersonId[] {
  const seats = gate.seats
    .filter((seat) => isWaiting(seat) && seat.bodies.includes(body))
    .map((seat) => ({ ...seat, bodies: [body] }));
  return people
    .filter((anybody) => conflictOf(initiative, anybody) === null)
    .map((anybody) => remitAt(initiative, gate, anybody))
    .filter((person) =>
      seats.some(
        (seat) => roleFor(seat, person) !== undefined && cannotEverFill(gate, seat, person) === null,
      ),
    )
    .map(({ id }) => id)
    .toSorted();
}
