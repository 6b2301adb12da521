import { comparePolicies, type Comparison } from '../../domain/policy/analysis/compare-policies.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Say } from '../embedded/start-problem.ts';
import { policyOf } from './read-policy.ts';

/** Exit codes, as `diff` has them: they mean the same, they differ, or it could not be answered. */
const SAME = 0;
const DIFFER = 1;
const NOT_ANSWERED = 2;

/** Says what a policy means differently from another, the shipped one where only one is named, and gives the exit code. */
export async function diffPolicies(
  files: readonly [string, string | undefined],
  { json = false }: { readonly json?: boolean },
  say: Say,
): Promise<number> {
  const [first, second] = files;
  const [before, after] = [
    await policyOf(second === undefined ? undefined : first),
    await policyOf(second ?? first),
  ];
  const compared = comparePolicies(before, after);
  if (json) say(JSON.stringify({ before: named(before), after: named(after), ...compared }, null, 2));
  else for (const line of inWords(before, after, compared)) say(line);
  if (compared.unanswered !== null) return NOT_ANSWERED;
  return compared.differences.length + compared.allowed.length === 0 ? SAME : DIFFER;
}

const named = ({ version, name, hash }: Policy) => ({ version, name, hash });

function inWords(
  before: Policy,
  after: Policy,
  { differences, allowed, unanswered }: Comparison,
): readonly string[] {
  const names = [before, after].map(({ name, version }) => `${name}, version ${version}`);
  if (unanswered !== null) return [`not answered: ${unanswered}`];
  const values = allowed.map(
    ({ fact, before: was, after: is }) =>
      `${fact} may be ${was} before, and ${is} after: compared for what both allow.`,
  );
  if (differences.length === 0)
    return [...values, `${names.join(' and ')} mean the same for every fact that both allow.`];
  return [
    `From ${names.join(' to ')}:`,
    ...values,
    ...differences.flatMap(({ detail, example }) => [detail, `  for example ${JSON.stringify(example)}`]),
    `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}.`,
  ];
}
