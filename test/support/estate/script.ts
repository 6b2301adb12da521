import { STAGES, type Stage } from '../../../domain/stage.ts';

/** How one initiative is to go. */
export interface Script {
  readonly body: string;
  readonly end: 'closed' | 'declined' | 'withdrawn';
  /** The stage at which it ends; `assure-accountability` when it is closed. */
  readonly at: Stage;
  /** The stage whose first round is sent back to its owner. */
  readonly changesAt: Stage | null;
  readonly seed: number;
}

const PLACES = ['place:QHL:west-birmingham', 'place:QJK:torbay', 'place:QNC:royal-stoke'];
const SYSTEMS = ['QHL', 'QNC', 'QJK', 'QWE', 'QMJ', 'QKS', 'QOX', 'QSL', 'QGH', 'QF7', 'QYG', 'QOP'];

/** What follows from chance, a number from 0 to 1 each time. */
export function scriptBy(chance: () => number): Script {
  const of = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const kind = chance();
  const end = kind < 0.08 ? 'declined' : kind < 0.14 ? 'withdrawn' : 'closed';
  return {
    body: chance() < 0.7 ? of(PLACES) : of(SYSTEMS),
    end,
    at: end === 'closed' ? 'assure-accountability' : of(STAGES),
    changesAt: chance() < 0.15 ? of(STAGES) : null,
    seed: chance(),
  };
}
