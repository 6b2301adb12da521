import { isWaiting, type Gate, type Seat, type Vote } from '../gate/gate.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { Item, Sitting } from './sitting.ts';

/** What somebody at the table has to know of an item beside how its gate stands. */
export const ITEM_NOTICES = [
  'content-changed',
  'decided-before',
  'decided-elsewhere',
  'superseded',
  'withdrawn',
] as const;
export type ItemNotice = (typeof ITEM_NOTICES)[number];

/** What became of an item, as its gate stands. */
export interface ItemOutcome {
  /** A vote that stands was cast at this sitting. */
  readonly taken: boolean;
  /** The last vote of those that decided it was. */
  readonly decidedHere: boolean;
  readonly notice: ItemNotice | null;
}

type Cast = Seat & { readonly vote: Vote };

/** The answers that stand at a gate, in the order in which they were given. */
export function castAt(gate: Pick<Gate, 'seats'>): readonly Cast[] {
  return gate.seats
    .filter((seat): seat is Cast => seat.vote !== null)
    .toSorted((a, b) => (a.vote.at < b.vote.at ? -1 : Number(a.vote.at > b.vote.at)));
}

/** Reads how an item ended, or stands, from its gate: a sitting decides nothing by itself. */
export function outcomeOf(
  { id, heldAt }: Pick<Sitting, 'id' | 'heldAt'>,
  item: Pick<Item, 'contentHash'>,
  gate: Gate,
  { status }: Pick<Initiative, 'status'>,
): ItemOutcome {
  const votes = castAt(gate);
  const taken = votes.some(({ vote }) => vote.sitting === id);
  const over = gate.state !== 'open';
  const decidedHere = over && gate.state !== 'superseded' && decisive(gate, votes)?.sitting === id;
  const notice = (): ItemNotice | null => {
    if (gate.state === 'superseded') return status === 'withdrawn' ? 'withdrawn' : 'superseded';
    if (!over) return gate.contentHash === item.contentHash ? null : 'content-changed';
    if (decidedHere) return null;
    return (gate.decidedAt ?? heldAt) < heldAt ? 'decided-before' : 'decided-elsewhere';
  };
  return { taken, decidedHere, notice: notice() };
}

/** The vote that came last of those that the decision rests on; advice decides nothing. */
function decisive(gate: Gate, votes: readonly Cast[]): Vote | undefined {
  const because = gate.decision?.because ?? [];
  const resting = votes.filter(({ task }) => because.includes(task));
  return (resting.length > 0 ? resting : votes.filter(({ kind }) => kind !== 'advice')).at(-1)?.vote;
}

/** Whether a gate is one that a sitting could take now: somebody is asked, and nobody waits for anybody outside. */
export function isReady(gate: Gate): boolean {
  return (
    gate.state === 'open' && !gate.suspended && gate.clockStoppedAt === null && gate.seats.some(isWaiting)
  );
}
