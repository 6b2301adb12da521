import type { ClaimRules } from '../domain/identity-claims.ts';
import type { Config } from './config.ts';

/** What is read of the claims of people: for `readConfig`, and then for `claimRulesOf`. */
export const CLAIM_KEYS = [
  'REMIT_OIDC_PERSON_CLAIM',
  'REMIT_OIDC_REQUIRED_ACR',
  'REMIT_OIDC_REQUIRED_AAL',
  'REMIT_OIDC_REQUIRED_IAL',
  'REMIT_OIDC_ORGANISATION',
  'REMIT_OIDC_ORGANISATION_BODIES',
] as const;

/** The rules that these settings make. */
export function claimRulesOf(config: Pick<Config, (typeof CLAIM_KEYS)[number]>): ClaimRules {
  const organisation = config.REMIT_OIDC_ORGANISATION;
  return {
    person: config.REMIT_OIDC_PERSON_CLAIM,
    acr: config.REMIT_OIDC_REQUIRED_ACR,
    authentication: config.REMIT_OIDC_REQUIRED_AAL,
    identity: config.REMIT_OIDC_REQUIRED_IAL,
    organisation:
      organisation === undefined ? null : organisation === 'cis2' ? 'cis2' : { claim: organisation },
    bodies: new Map(
      config.REMIT_OIDC_ORGANISATION_BODIES.map((each) => {
        const at = each.indexOf('=');
        return [each.slice(0, at), each.slice(at + 1)];
      }),
    ),
  };
}
