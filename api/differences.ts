import { differencesSince, type SectionDifference } from '../domain/gate/differences.ts';
import type { Gate } from '../domain/gate/gate.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { readOutdatedVote } from '../store/read/as-voted.ts';
import type { Sql } from '../store/sql.ts';

/** What somebody who is asked again has to look at, and when they answered. */
export interface AskedAgain {
  readonly votedAt: string;
  readonly differences: readonly SectionDifference[];
}

/**
 * What changed of what this person read since they answered at a gate; `null` where no edit made their answer outdated, or
 * nothing waits for them any more.
 */
export async function askedAgain(
  sql: Sql,
  state: Initiative,
  gate: Gate,
  person: string,
): Promise<AskedAgain | null> {
  if (gate.state !== 'open' || gate.seats.some(({ vote }) => vote?.by === person)) return null;
  const cast = await readOutdatedVote(sql, state.id, gate.id, person);
  if (cast === null) return null;
  return { votedAt: cast.at, differences: differencesSince(cast.vote, cast.shown, state, gate.stage) };
}
