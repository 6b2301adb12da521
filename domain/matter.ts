import type { BodyCode } from './body.ts';
import type { Proposal } from './initiative/proposal.ts';
import { nameAsMatched, type Interest } from './interest.ts';
import type { Person, PersonId } from './person.ts';

/** What of an initiative says who may not decide it. */
export interface Matter {
  readonly owner: PersonId;
  /** Everybody who changed what is being decided, the owner included. */
  readonly editors: readonly PersonId[];
  /** Everybody who has said that they have an interest in it. */
  readonly recused: readonly PersonId[];
  readonly proposal: { readonly value: Pick<Proposal, 'lead' | 'affected' | 'partners'> | null };
}

/**
 * Whether somebody has an interest in an initiative: they said so of it, or declared one in a body that leads it or is
 * affected, or in one of its partners, by whatever name it goes. The body that decides is nobody's interest: it is their remit.
 */
export function hasInterest(
  { recused, proposal: { value } }: Matter,
  person: PersonId,
  interests: readonly Interest[] = [],
): boolean {
  if (recused.includes(person)) return true;
  if (value === null) return false;
  const theirs = interests.filter(({ by }) => by === person);
  if (theirs.length === 0) return false;
  const bodies: readonly BodyCode[] = [value.lead, ...value.affected];
  const partners = value.partners.map(nameAsMatched);
  return theirs.some(({ kind, of }) =>
    kind === 'body' ? bodies.includes(of) : partners.includes(nameAsMatched(of)),
  );
}

/** Whether somebody wrote what is being decided, or stands in for who did: they never decide it. */
export function isOwnWork(
  { owner, editors }: Pick<Matter, 'owner' | 'editors'>,
  { id, standsFor = [] }: Pick<Person, 'id' | 'standsFor'>,
): boolean {
  return [id, ...standsFor].some((each) => owner === each || editors.includes(each));
}
