import type { Gate } from '../gate/gate.ts';
import type { Happened } from '../initiative/events.ts';
import { evolve } from '../initiative/evolve.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { PersonId } from '../person.ts';
import { castAt, outcomeOf, type ItemOutcome } from './outcome.ts';
import type { Attendance, Item, Sitting } from './sitting.ts';

/** One item as the sitting left it. */
export interface RecordedItem extends ItemOutcome {
  readonly item: Item;
  readonly gate: Gate;
  readonly initiative: Initiative;
  /** Answers that were given at the sitting and taken back, or made outdated by an edit, before it closed. */
  readonly noMore: readonly { readonly by: PersonId; readonly at: string }[];
}

/**
 * How an item stood as the sitting closed, told again from the events up to then: what happens to the initiative later changes
 * nothing of it. `null` where the events do not have its gate.
 */
export function recordedItem(sitting: Sitting, item: Item, events: readonly Happened[]): RecordedItem | null {
  const upTo = item.upTo ?? 0;
  let state: Initiative | null = null;
  let gate: Gate | null = null;
  for (const event of events) {
    if (event.n > upTo) break;
    state = evolve(state, event, item.initiative);
    if (state.gate?.id === item.gate) ({ gate } = state);
  }
  if (state === null || gate === null) return null;
  const stood: Gate = gate;
  const standing = new Set(castAt(stood).map(({ vote }) => `${vote.by} ${vote.at}`));
  const noMore = events.flatMap((event) =>
    event.n <= upTo &&
    event.type === 'task-completed' &&
    event.data.gate === item.gate &&
    event.data.vote.sitting === sitting.id &&
    !standing.has(`${event.data.vote.by} ${event.data.vote.at}`)
      ? [{ by: event.data.vote.by, at: event.data.vote.at }]
      : [],
  );
  return { item, gate: stood, initiative: state, noMore, ...outcomeOf(sitting, item, stood, state) };
}

/** Whether each who was invited was there: whoever answered at the sitting was, whatever was or was not recorded. */
export function attendanceOf(
  { people }: Pick<Sitting, 'people'>,
  voted: ReadonlySet<PersonId>,
): readonly { readonly person: PersonId; readonly attendance: Attendance | null }[] {
  const invited = people.map(({ person, attendance }) => ({
    person,
    attendance: voted.has(person) ? ('present' as const) : attendance,
  }));
  const others = [...voted].filter((each) => !people.some(({ person }) => person === each));
  return [...invited, ...others.map((person) => ({ person, attendance: 'present' as const }))];
}
