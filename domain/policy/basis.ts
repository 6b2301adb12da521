import type { Fact, Facts, FactValue, Money } from '../facts.ts';
import type { Level } from '../level.ts';

/** The money that a linked initiative asks for. */
export interface Linked extends Money {
  readonly initiative: string;
}

/** A value that somebody says a fact has. */
export interface Challenged {
  readonly challenge: string;
  readonly fact: Fact;
  readonly value: FactValue;
}

/** What a verdict is taken from, where that is more than what the owner asserts. */
export interface Claimed {
  readonly asserted: Partial<Facts>;
  /** In order of id. */
  readonly linked: readonly Linked[];
  /** In the order in which they were made. */
  readonly challenges: readonly Challenged[];
}

/** What a receipt says of it: enough to take the verdict again. */
export interface Basis extends Claimed {
  /** With the level that would be decided at if this challenge alone were right. */
  readonly challenges: readonly (Challenged & { readonly level: Level })[];
  /** The challenges without which it would be decided more locally. */
  readonly raisedBy: readonly string[];
}
