import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../cli/embedded/folders.ts';
import type { RoutingFacts } from '../../domain/facts.ts';
import { loadPolicy, outcome, type Policy } from '../../domain/policy/policy.ts';
import { facts } from '../../test/support/facts-arbitrary.ts';

/** What every engine is given: one table, and facts of which many stand on a threshold. */
export interface Subject {
  readonly policy: Policy;
  readonly facts: readonly RoutingFacts[];
}

/** The shipped policy, and facts that are the same each time. */
export async function subject(count: number): Promise<Subject> {
  const loaded = await loadPolicy(
    await readFile(join(projectRoot(), 'policies', 'subsidiarity-1.dmn'), 'utf8'),
  );
  if (!loaded.ok) throw new Error(loaded.error.map(({ detail }) => detail).join('; '));
  return { policy: loaded.value, facts: fc.sample(facts, { numRuns: count, seed: 20261126 }) };
}

/** The rules that match, as Remit has them: an engine that finds others is not compared. */
export function matchedBy({ policy }: Subject, given: RoutingFacts): readonly string[] {
  const found = outcome(policy, given);
  if (!found.ok) throw new Error(found.error.map(({ detail }) => detail).join('; '));
  return found.value.rules;
}
