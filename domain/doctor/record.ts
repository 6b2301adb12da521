import type { BodyCode, BodyMap } from '../body.ts';
import type { Gate, Seat } from '../gate/gate.ts';
import type { Offer } from '../gate/offer.ts';
import type { Happened } from '../initiative/events.ts';
import type { Initiative, StageWork } from '../initiative/initiative.ts';
import type { BodyPart } from '../initiative/parts.ts';

/** The row of an initiative. Words are hashes here and in what follows. */
export interface InitiativeRow extends Omit<Initiative, 'stages' | 'gate'> {
  readonly gate: string | null;
  readonly lead: BodyCode;
  readonly affected: readonly BodyCode[];
  readonly nextAt: string | null;
}

/** The row of a task: its seat, where it is in the gate, and what is said again so that queues can be read. */
export interface TaskRow extends Seat {
  readonly gate: string;
  readonly seat: number;
  readonly outcome: string | null;
  readonly delegatedTo: string | null;
  /** `null` where a release wrote it that knows nothing of it. */
  readonly offer: Offer | null;
  readonly stage: string;
  readonly level: string;
  readonly openedAt: string;
  readonly dueAt: string;
}

/** The row of a gate, without its seats. */
export type GateRow = Omit<Gate, 'seats'>;

/** An event as it is stored, with the initiative that it says it is of. */
export type StoredEvent = Happened & { readonly initiative: string | null };

/** Words that are not what their hash says, or are gone without having been erased. */
export interface SpoiledWords {
  readonly hash: string;
  readonly how: 'changed' | 'missing';
}

/** All that Postgres holds of one initiative, read in one moment. */
export interface InitiativeRecord {
  readonly id: string;
  readonly row: InitiativeRow;
  readonly stages: readonly StageWork[];
  readonly gates: readonly GateRow[];
  readonly tasks: readonly TaskRow[];
  /** By task, where it stands by priority; `null` for where it is due. Once its gate is over this stays as it was. */
  readonly priorities: ReadonlyMap<string, string | null>;
  readonly parts: readonly BodyPart[];
  /** In order of `n`. */
  readonly events: readonly StoredEvent[];
  readonly spoiled: readonly SpoiledWords[];
}

/** The map of bodies as it was known at an instant. */
export type MapAt = (instant: string) => BodyMap;
