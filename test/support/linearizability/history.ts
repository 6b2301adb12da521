/** Who takes part, by number: their professions decide who can fill what beside whom. */
export const PEOPLE = ['approver-1', 'approver-2', 'approver-3', 'nurse-2'] as const;

export const KINDS = [
  'claim',
  'take-over',
  'release',
  'claim-next',
  'complete',
  'recall',
  'read-task',
  'read-gate',
] as const;
export type Kind = (typeof KINDS)[number];

/** How a seat was seen. `holder` and `voter` are numbers of people, -1 for nobody. */
export interface SeatSeen {
  readonly state: string;
  readonly holder: number;
  readonly outcome: string;
}

/** What came of it: done, refused with a code, or nobody knows, since it was never answered. */
export interface Result {
  readonly outcome: 'ok' | 'refused' | 'unknown';
  readonly code: string;
  /** The seat it was done to, where it was; -1 otherwise. */
  readonly seat: number;
  readonly gate: string;
  readonly seats: readonly SeatSeen[];
}

/**
 * One operation on one gate, a line of the recording. `call` and `return` are microseconds of one monotonic clock;
 * what was never answered has no `return`: it may have been done at any time after its call, or never.
 */
export interface Operation {
  readonly gate: string;
  readonly client: number;
  readonly kind: Kind;
  readonly who: number;
  readonly seat: number;
  /** What is answered with, where it answers. */
  readonly vote: 'approve' | 'decline' | '';
  readonly call: number;
  readonly return: number | null;
  readonly result: Result;
}

export const UNKNOWN: Result = { outcome: 'unknown', code: '', seat: -1, gate: '', seats: [] };
export const NOTHING_SEEN = { gate: '', seats: [] };

/** By gate: the tasks of one gate are decided together, and those of two have nothing to do with each other. */
export function byGate(history: readonly Operation[]): ReadonlyMap<string, readonly Operation[]> {
  const gates = new Map<string, Operation[]>();
  for (const operation of history) {
    const found = gates.get(operation.gate);
    if (found === undefined) gates.set(operation.gate, [operation]);
    else found.push(operation);
  }
  return gates;
}

export const asLines = (history: readonly Operation[]) =>
  history.map((each) => `${JSON.stringify(each)}\n`).join('');
