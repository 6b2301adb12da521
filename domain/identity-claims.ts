import type { BodyCode, BodyMap } from './body.ts';
import type { Person } from './person.ts';
import { fail, ok, type Result } from './result.ts';

/** What is read of the claims that an identity provider makes of somebody, beside who made them. */
export interface ClaimRules {
  /** The claim that joins an identity to a person of the registry. */
  readonly person: string;
  /** The contexts of authentication (`acr`) of which it must be one; empty: it is not asked. */
  readonly acr: readonly string[];
  /** The least assurance of the authentication and of the identity, 1 to 3; 0: it is not asked. */
  readonly authentication: number;
  readonly identity: number;
  /**
   * Where the code of the organisation stands for which somebody signed in: as NHS CIS2 says it, by the role that they selected, or
   * in a claim of this name; `null`: it is not asked.
   */
  readonly organisation: 'cis2' | { readonly claim: string } | null;
  /** The bodies of organisations whose code is another here. */
  readonly bodies: ReadonlyMap<string, BodyCode>;
}

/** As OpenID Connect has it: somebody is their `sub`, and nothing else is asked. */
export const BY_SUBJECT: ClaimRules = {
  person: 'sub',
  acr: [],
  authentication: 0,
  identity: 0,
  organisation: null,
  bodies: new Map(),
};

/** Claims are whatever the provider put there: each is looked at before it is believed to be of a kind. */
export type Claims = Readonly<Record<string, unknown>>;

/** Why claims do not do: they do not say who, how surely, or for which organisation. */
export type ClaimsRefusal = 'identity-claim-missing' | 'assurance-too-low' | 'organisation-not-said';

/** Somebody as claims have them. */
export interface IdentityClaimed {
  readonly subject: string;
  /** The code of their organisation; `null` where it is not asked. */
  readonly organisation: string | null;
}

/** OpenID Connect Core 1.0, section 2: a subject has at most 255 ASCII characters. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;
const ORGANISATION = /^[A-Za-z0-9-]{1,20}$/;
/** Nobody has more roles than this; a longer list is not gone through. */
const MOST_ROLES = 500;

/** Who somebody is by their claims, surely enough and for which organisation. No other claim stands in for one that is missing. */
export function identityClaimed(claims: Claims, rules: ClaimRules): Result<IdentityClaimed, ClaimsRefusal> {
  const subject = subjectOf(claims, rules);
  if (subject === null) return fail('identity-claim-missing');
  if (!isSure(claims, rules)) return fail('assurance-too-low');
  if (rules.organisation === null) return ok({ subject, organisation: null });
  const organisation = organisationOf(claims, rules.organisation);
  return organisation === null ? fail('organisation-not-said') : ok({ subject, organisation });
}

/** What joins somebody to the registry; `null` where the claim is missing or is no text that could. */
export function subjectOf(claims: Claims, { person }: Pick<ClaimRules, 'person'>): string | null {
  return textOf(claims, person, SUBJECT);
}

/** Whether a role of somebody is for the body of an organisation, or for one inside it. What they hold for no body is for all. */
export function isForOrganisation(
  { roles }: Pick<Person, 'roles'>,
  organisation: string,
  { bodies }: Pick<ClaimRules, 'bodies'>,
  map: BodyMap,
): boolean {
  const theirs = bodies.get(organisation) ?? organisation;
  return roles.some(
    ({ body, onBehalfOf }) =>
      onBehalfOf === undefined && (body === null || body === theirs || map.above(body).includes(theirs)),
  );
}

function isSure(claims: Claims, { acr, authentication, identity }: ClaimRules): boolean {
  const context = own(claims, 'acr');
  if (acr.length > 0 && !(typeof context === 'string' && acr.includes(context))) return false;
  return (
    levelOf(own(claims, 'authentication_assurance_level')) >= authentication &&
    levelOf(own(claims, 'id_assurance_level')) >= identity
  );
}

/** A level of assurance, as a number or as its digit; anything else is none. */
function levelOf(value: unknown): number {
  const level = typeof value === 'string' && /^[0-3]$/.test(value) ? Number(value) : value;
  return typeof level === 'number' && Number.isInteger(level) && level >= 0 && level <= 3 ? level : 0;
}

function organisationOf(claims: Claims, how: NonNullable<ClaimRules['organisation']>): string | null {
  return how === 'cis2' ? organisationSelected(claims) : textOf(claims, how.claim, ORGANISATION);
}

/**
 * The organisation of the role that was selected (`selected_roleid`). Where none was, all roles must be for one organisation: which of
 * several is meant is not guessed.
 */
function organisationSelected(claims: Claims): string | null {
  const roles = own(claims, 'nhsid_nrbac_roles');
  if (!Array.isArray(roles) || roles.length > MOST_ROLES) return null;
  const held = (roles as readonly unknown[]).filter(isObject);
  const selected = own(claims, 'selected_roleid');
  const meant =
    selected === undefined ? held : held.filter((role) => own(role, 'person_roleid') === selected);
  const codes = new Set(meant.map((role) => textOf(role, 'org_code', ORGANISATION)));
  const [only = null] = codes;
  return codes.size === 1 ? only : null;
}

function textOf(claims: Claims, name: string, form: RegExp): string | null {
  const value = own(claims, name);
  return typeof value === 'string' && form.test(value) ? value : null;
}

function own(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null;
}
