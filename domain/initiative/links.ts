import { refusal, type FieldProblem, type Refusal } from '../refusal.ts';
import type { LinkedFound } from './commands.ts';
import type { Proposal } from './proposal.ts';

/** The initiatives that a proposal names as linked with it. */
export function linkedIn(proposal: Proposal | null): readonly string[] {
  return proposal?.linkedInitiatives ?? [];
}

/** What an event says of them beside the words. */
export function linksOf(proposal: Proposal): { readonly linked?: readonly string[] } {
  const linked = linkedIn(proposal);
  return linked.length === 0 ? {} : { linked };
}

/** Those named anew that are not there for who names them, or are the initiative itself. */
export function unknownLinks(
  proposal: Proposal,
  before: readonly string[],
  found: LinkedFound | null,
  self: string,
): Refusal | null {
  const fields = linkedIn(proposal).flatMap((id, index): readonly FieldProblem[] => {
    const field = `linkedInitiatives[${index}]`;
    if (id === self)
      return [{ field, rule: 'another', detail: 'An initiative is not linked with itself: leave it out.' }];
    if (before.includes(id) || found?.seen.includes(id) === true) return [];
    return [{ field, rule: 'known-initiative', detail: `There is no initiative ${id} that you can see.` }];
  });
  if (fields.length === 0) return null;
  return refusal('links-unknown', fields.map(({ detail }) => detail).join(' '), { fields });
}
