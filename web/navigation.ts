import type { Person, Role } from '../domain/person.ts';

/** What of the navigation is for some people only: the board's list, and the guide that is theirs. */
export interface Navigation {
  readonly boards: boolean;
  /** Sits with others to decide, or reads what they decided. */
  readonly sits: boolean;
  readonly help: string;
}

export const HELP = '/help';

const GUIDES: readonly { readonly roles: readonly Role[]; readonly guide: string }[] = [
  { roles: ['owner'], guide: 'for-owners' },
  { roles: ['approver', 'signatory'], guide: 'for-approvers' },
  { roles: ['board'], guide: 'for-boards' },
];

/** Somebody of one kind comes to their guide at once, everybody else to where all of them are. */
export function navigationFor(person: Pick<Person, 'roles'> | null): Navigation {
  const holds = (roles: readonly Role[]) => (person?.roles ?? []).some(({ role }) => roles.includes(role));
  const theirs = GUIDES.filter(({ roles }) => holds(roles));
  const [only, ...others] = theirs;
  return {
    boards: holds(['board']),
    sits: holds(['approver', 'signatory', 'board']),
    help: only !== undefined && others.length === 0 ? `${HELP}/${only.guide}` : HELP,
  };
}
