import type { WorkflowCommand } from '../../../domain/initiative/commands.ts';
import type { Initiative } from '../../../domain/initiative/initiative.ts';
import type { Seat } from '../../../domain/gate/gate.ts';
import type { Person } from '../../../domain/person.ts';
import type { Asked } from '../given.ts';

/** What is asked next: by a person, or by the workflow, or nothing but time passing. */
export type Next =
  | { readonly by: Person; readonly asked: Asked }
  | { readonly step: WorkflowCommand['type'] }
  | { readonly days: number };

/** Where things stand when a move is made, and chance as three numbers. */
export interface Standing {
  readonly state: Initiative;
  readonly now: string;
  readonly seats: readonly Seat[];
  /** Somebody, of whatever role and body. */
  readonly by: Person;
  /** The owner. */
  readonly own: Person;
  readonly who: number;
  readonly pick: number;
  readonly more: number;
}
