import { analysePolicy } from '../../domain/policy/analysis/analyse.ts';
import type { Analysis } from '../../domain/policy/analysis/finding.ts';
import type { PolicyProblem } from '../../domain/policy/decision-table.ts';
import { loadPolicy } from '../../domain/policy/policy.ts';
import type { PolicyRef } from '../../domain/policy-life/life.ts';
import { lockOutOf, type LockOut } from '../../domain/policy-life/stays-national.ts';
import type { Result } from '../../domain/result.ts';

/** What is asked of a text: whether it is a policy, with the analysis of what it says, or without. */
export interface Asked {
  readonly n: number;
  readonly dmn: string;
  readonly want: 'read' | 'check';
}

/** What was found in a text that is a policy. */
export interface Found extends PolicyRef {
  readonly name: string;
  readonly lockOut: LockOut | null;
  /** `null` where it was not asked for. */
  readonly analysis: Analysis | null;
}

export type Reading = Result<Found, readonly PolicyProblem[]>;

/** Reads one text. A large or hostile one takes long: it is read in a process of its own, `reader.ts`. */
export async function readOne({ dmn, want }: Pick<Asked, 'dmn' | 'want'>): Promise<Reading> {
  const loaded = await loadPolicy(dmn);
  if (!loaded.ok) return loaded;
  const { version, hash, name } = loaded.value;
  const lockOut = lockOutOf(loaded.value);
  const analysis = want === 'check' ? analysePolicy(loaded.value) : null;
  return { ok: true, value: { version, hash, name, lockOut, analysis } };
}
