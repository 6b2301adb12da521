/** What is claimed of somebody beside their `sub`. */
export type ClaimsOf = (
  subject: string,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** The scopes of NHS CIS2 that say who somebody is and for whom they work. */
export const CIS2_SCOPES = [
  'profile',
  'nhsperson',
  'nationalrbacaccess',
  'associatedorgs',
  'selectedrole',
] as const;

/** Claims of the authentication itself: in the ID token. */
export const CLAIMS_OF_AUTHENTICATION = [
  'authentication_assurance_level',
  'id_assurance_level',
  'selected_roleid',
] as const;

/** Claims that a scope asks for: at the userinfo endpoint alone. */
export const CLAIMS_OF_SCOPES: Record<Exclude<(typeof CIS2_SCOPES)[number], 'selectedrole'>, string[]> = {
  profile: ['name', 'family_name', 'given_name', 'uid'],
  nhsperson: ['nhsid_useruid'],
  nationalrbacaccess: ['nhsid_nrbac_roles'],
  associatedorgs: ['nhsid_user_orgs'],
};

export const ACR_VALUES = ['AAL1_USERPASS', 'AAL2_OR_AAL3_ANY', 'AAL2_ANY', 'AAL3_ANY'] as const;
