/** Outside authorities that the shipped policy refers to, as people write them; another policy may name others. */
const AUTHORITY_NAMES: Readonly<Record<string, string>> = {
  treasury: 'HM Treasury',
  regulator: 'the regulator',
  'secretary-of-state': 'the Secretary of State',
};

/** The words for an authority, as in a sentence; one without words is called by its code. */
export function authorityName(authority: string): string {
  return AUTHORITY_NAMES[authority] ?? authority;
}
