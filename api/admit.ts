import {
  identityClaimed,
  isForOrganisation,
  subjectOf,
  type ClaimRules,
  type ClaimsRefusal,
} from '../domain/identity-claims.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { KnownPerson } from '../store/registry.ts';
import type { Caller } from './authenticate.ts';
import type { Found } from './identities.ts';
import { notRegistered, problem, type Problem } from './problem.ts';
import type { Services } from './services.ts';

/**
 * Who of the registry a good token is of, where its claims are as the rules ask. Programs have no claims of people: they are joined
 * by `sub`, and held to nothing else.
 */
export async function admit(
  services: Services,
  { issuer, subject, claims }: Caller,
): Promise<Result<Found, Problem>> {
  const { claims: rules, identities } = services;
  const named = subjectOf(claims, rules);
  if (named === null) {
    const program = await identities.find(issuer, subject);
    return program?.program ? ok(program) : fail(claimsProblem('identity-claim-missing', rules));
  }
  const found = await identities.find(issuer, named);
  // A claim of people is never a program's name.
  if (found === null || (found.program && rules.person !== 'sub')) return fail(notRegistered());
  if (found.program) return ok(found);
  const claimed = identityClaimed(claims, rules);
  if (!claimed.ok) return fail(claimsProblem(claimed.error, rules));
  const { organisation } = claimed.value;
  if (organisation === null) return ok(found);
  const person = await identities.read(found);
  if (person === null) return fail(notRegistered());
  return (await isOfOrganisation(services, person, organisation))
    ? ok(found)
    : fail(otherOrganisation(organisation));
}

/** Whether somebody holds a role for the organisation that they signed in for, by the map of today. */
export async function isOfOrganisation(
  { world, sql, clock, claims }: Services,
  person: KnownPerson,
  organisation: string,
): Promise<boolean> {
  const { bodies } = await world.given(sql, await clock());
  return isForOrganisation(person, organisation, claims, bodies);
}

/** RFC 9470: what a client asks of the provider to have a token that does. */
export function moreAssurance({ acr }: ClaimRules): string {
  const values = acr.length === 0 ? '' : `, acr_values="${acr.join(' ')}"`;
  return `Bearer realm="remit", error="insufficient_user_authentication"${values}`;
}

function claimsProblem(why: ClaimsRefusal, { person, acr, authentication, identity }: ClaimRules): Problem {
  switch (why) {
    case 'identity-claim-missing':
      return problem(
        403,
        'identity-claim-missing',
        `The token does not say who you are here: it needs the claim ${person}.`,
        {
          claim: person,
        },
      );
    case 'assurance-too-low':
      return problem(
        401,
        'assurance-too-low',
        'You are signed in less surely than is asked here: sign in again with a stronger means, such as a smartcard or a security key.',
        { required: { acr, authentication, identity } },
      );
    case 'organisation-not-said':
      return problem(
        403,
        'organisation-not-said',
        'The token does not say for which organisation you are signed in: sign in again and choose a role.',
      );
  }
}

function otherOrganisation(organisation: string): Problem {
  return problem(
    403,
    'organisation-not-yours',
    `You are signed in for ${organisation}, and hold no role here for it: sign in for an organisation of yours.`,
    { organisation },
  );
}
