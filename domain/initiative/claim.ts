import type { BodyCode } from '../body.ts';
import type { Content } from '../content.ts';
import type { Fact, FactValue } from '../facts.ts';
import type { PersonId } from '../person.ts';

/** That somebody other than who asserted them confirmed some facts, as they stand. */
export interface Confirmation {
  readonly by: PersonId;
  readonly body: BodyCode;
  readonly at: string;
  /** The gate that they approved; `null` where confirming was all they did. */
  readonly gate: string | null;
  readonly facts: readonly Fact[];
}

/** That somebody says that a fact has another value. It holds the higher verdict until it is settled. */
export interface Challenge {
  readonly id: string;
  readonly fact: Fact;
  readonly value: FactValue;
  readonly by: PersonId;
  readonly body: BodyCode;
  readonly at: string;
  readonly reason: Content<string>;
}

/** Facts as claims: who asserted each, who confirmed it, and what is challenged. */
export interface Claims {
  /** Those that were asserted after the draft. What is not named was asserted by the owner in the draft. */
  readonly asserted: Readonly<Partial<Record<Fact, { readonly by: PersonId; readonly at: string }>>>;
  readonly confirmed: readonly Confirmation[];
  /** Those that are not settled, in the order in which they were made. */
  readonly challenges: readonly Challenge[];
}

export const NO_CLAIMS: Claims = { asserted: {}, confirmed: [], challenges: [] };
