import type pg from 'pg';
import { versionOf, WORKFLOW_VERSIONS } from '../contracts/names.ts';

/** What a worker of 0.1.0 can, which does not say so. */
const UNSAID = 1;

/**
 * The workers that live, and the version of the workflow that each of them can go by. A run takes no version that one of
 * them does not know: while old and new work side by side that is the old one's.
 */
export class Fleet {
  private lowest: number = WORKFLOW_VERSIONS.oldest;
  private highest: number = WORKFLOW_VERSIONS.newest;
  private met = false;

  /** `newest`: the highest version that runs may take as far as this worker goes. */
  constructor(private readonly newest: number = WORKFLOW_VERSIONS.newest) {}

  /** False until it was heard who else lives: until then runs take the oldest version, and none is turned over to it. */
  get isKnown(): boolean {
    return this.met;
  }

  /** The version that a run takes which begins now. */
  get agreed(): number {
    return Math.max(WORKFLOW_VERSIONS.oldest, Math.min(this.newest, this.lowest));
  }

  /** Can this worker go on with a run of this version? */
  can(version: number): boolean {
    return version >= WORKFLOW_VERSIONS.oldest && version <= WORKFLOW_VERSIONS.newest;
  }

  /** Might another? One that was seen within the hour and did not say goodbye may come back. */
  anotherMay(version: number): boolean {
    return version > WORKFLOW_VERSIONS.newest
      ? version <= this.highest
      : this.lowest < WORKFLOW_VERSIONS.oldest;
  }

  /** For the SDK, in the moment in which a run asks for its version: `patchActivationCallback`. */
  readonly takes = ({ patchId }: { readonly patchId: string }): boolean => {
    const version = versionOf(patchId);
    return version !== null && version <= this.agreed;
  };

  /** Says that this worker lives, under the ids of its relay, and hears who else does. */
  async meet(pool: pg.Pool, relayIds: readonly string[]): Promise<void> {
    await pool.query(`delete from relay where seen_at < now() - interval '1 hour'`);
    await pool.query(
      `insert into relay (id, seen_at, workflow_version) select id, now(), $2 from unnest($1::text[]) as id
       on conflict (id) do update set seen_at = excluded.seen_at, workflow_version = excluded.workflow_version`,
      [relayIds, this.newest],
    );
    const { rows } = await pool.query<{ lowest: number | null; highest: number | null }>(
      `select min(coalesce(workflow_version, $1))::int as lowest, max(coalesce(workflow_version, $1))::int as highest
         from relay`,
      [UNSAID],
    );
    this.lowest = rows[0]?.lowest ?? this.lowest;
    this.highest = rows[0]?.highest ?? this.highest;
    this.met = true;
  }
}
