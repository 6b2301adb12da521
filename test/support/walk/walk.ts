import fc from 'fast-check';
import type { Initiative } from '../../../domain/initiative/initiative.ts';
import { BIRMINGHAM, SOLIHULL, STOKE, TORBAY } from '../bodies.ts';
import type { Different } from '../stories.ts';
import { MOVES, type Kind } from './moves.ts';
import type { Next } from './standing.ts';
import { owner, somebody } from './people.ts';

/** One thing that happens next, said by numbers so that it shrinks; what they mean depends on where things stand. */
export interface Move {
  readonly kind: Kind;
  readonly who: number;
  readonly pick: number;
  readonly more: number;
}

const KINDS = Object.keys(MOVES) as Kind[];
const AS_OFTEN_AS_IT_STANDS = KINDS.flatMap((kind) => Array.from({ length: MOVES[kind].often }, () => kind));

const number = fc.nat({ max: 9999 });

export const moves = (maxLength: number): fc.Arbitrary<Move[]> =>
  fc.array(
    fc.record({ kind: fc.constantFrom(...AS_OFTEN_AS_IT_STANDS), who: number, pick: number, more: number }),
    { minLength: Math.floor(maxLength / 2), maxLength, size: 'max' },
  );

/** Initiatives of every level. */
export const beginnings: fc.Arbitrary<Different> = fc
  .tuple(
    fc.constantFrom<Different>(
      {},
      {},
      { affected: [BIRMINGHAM, SOLIHULL] },
      { lead: 'QKS', affected: ['QKS'] },
      { lead: 'Y59', affected: ['QKS', 'QNX'] },
      { lead: 'Y60', affected: ['QHL', 'QJG'] },
      { lead: 'national', affected: [STOKE, TORBAY] },
      { lead: 'national', affected: ['national'] },
    ),
    fc.constantFrom(
      {},
      {},
      { residualRisk: 16 },
      { novelContentiousOrRepercussive: true },
      { substantialServiceChange: true, changesNationalStandard: true },
      { revenueGbp: 2_000_000, consultancyGbp: 60_000 },
    ),
  )
  .map(([bodies, facts]) => ({ ...bodies, facts }));

/** What a move asks for where things stand at `now`. */
export function nextOf({ kind, who, pick, more }: Move, state: Initiative, now: string): Next {
  return MOVES[kind].next({
    state,
    now,
    seats: state.gate?.seats ?? [],
    by: somebody(state, who),
    own: owner(state),
    who,
    pick,
    more,
  });
}
