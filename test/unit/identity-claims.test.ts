import { expect } from 'chai';
import fc from 'fast-check';
import { bodyMap } from '../../domain/body.ts';
import {
  BY_SUBJECT,
  identityClaimed,
  isForOrganisation,
  type ClaimRules,
} from '../../domain/identity-claims.ts';

const CIS2: ClaimRules = {
  ...BY_SUBJECT,
  person: 'nhsid_useruid',
  acr: ['AAL3_ANY', 'AAL2_OR_AAL3_ANY'],
  authentication: 2,
  identity: 3,
  organisation: 'cis2',
};
const role = (id: string, org: unknown) => ({
  person_orgid: '555000000001',
  person_roleid: id,
  org_code: org,
  role_code: 'S8000:G8000:R8000',
  role_name: '"Clinical":"Clinical Provision":"Clinical Practitioner Access Role"',
});
/** As NHS CIS2 gives them: of ID token and userinfo together. */
const claims = {
  sub: '555000000000',
  nhsid_useruid: '555000000009',
  acr: 'AAL3_ANY',
  authentication_assurance_level: '3',
  id_assurance_level: '3',
  selected_roleid: '2',
  nhsid_nrbac_roles: [role('1', 'RVV'), role('2', 'QKS')],
};
const told = (changes: object, rules = CIS2) => {
  const result = identityClaimed({ ...claims, ...changes }, rules);
  return result.ok ? result.value : result.error;
};

describe('claims', () => {
  it('say who somebody is by `sub`, or by the claim that is set, and by no other', () => {
    expect(told({}, BY_SUBJECT)).to.deep.equal({ subject: '555000000000', organisation: null });
    expect(told({})).to.deep.equal({ subject: '555000000009', organisation: 'QKS' });
    for (const missing of [
      undefined,
      null,
      '',
      555,
      ['555000000009'],
      { id: '1' },
      'a b',
      'x'.repeat(256),
      'é',
    ])
      expect(told({ nhsid_useruid: missing }), JSON.stringify(missing)).to.equal('identity-claim-missing');
    const inherited = Object.create({ nhsid_useruid: '1' }) as Record<string, unknown>;
    expect(identityClaimed(inherited, CIS2).ok).to.equal(false);
  });

  it('are refused below the assurance that is asked, or where it is not said', () => {
    for (const low of [
      { acr: 'AAL1_USERPASS' },
      { acr: undefined },
      { acr: ['AAL3_ANY'] },
      { authentication_assurance_level: '1' },
      { authentication_assurance_level: undefined },
      { authentication_assurance_level: '33' },
      { authentication_assurance_level: 4 },
      { authentication_assurance_level: ['3'] },
      { id_assurance_level: 2 },
      { id_assurance_level: 'high' },
    ])
      expect(told(low), JSON.stringify(low)).to.equal('assurance-too-low');
    expect(told({ authentication_assurance_level: 2 })).to.have.property('organisation', 'QKS');
  });

  it('say the organisation of the role that was selected; without one all must be for the same', () => {
    expect(told({ selected_roleid: '1' })).to.have.property('organisation', 'RVV');
    const one = [role('1', 'QKS'), role('2', 'QKS')];
    expect(told({ selected_roleid: undefined, nhsid_nrbac_roles: one })).to.have.property(
      'organisation',
      'QKS',
    );
    for (const unsaid of [
      { selected_roleid: undefined },
      { selected_roleid: '3' },
      { selected_roleid: null },
      { selected_roleid: ['2'] },
      { nhsid_nrbac_roles: undefined },
      { nhsid_nrbac_roles: 'QKS' },
      { nhsid_nrbac_roles: role('2', 'QKS') },
      { nhsid_nrbac_roles: [] },
      { nhsid_nrbac_roles: [null, 'QKS', ['QKS']] },
      { nhsid_nrbac_roles: [role('2', ['QKS'])] },
      { nhsid_nrbac_roles: [role('2', 'QKS'), role('2', 'RVV')] },
      { nhsid_nrbac_roles: Array.from({ length: 501 }, () => role('2', 'QKS')) },
    ])
      expect(told(unsaid), JSON.stringify(unsaid).slice(0, 80)).to.equal('organisation-not-said');
    const byClaim = { ...CIS2, organisation: { claim: 'ods_code' } };
    expect(told({ ods_code: 'QKS' }, byClaim)).to.have.property('organisation', 'QKS');
    expect(told({ ods_code: ['QKS'] }, byClaim)).to.equal('organisation-not-said');
  });

  it('of whatever shape are read or refused, and never believed to be more than they say', () => {
    const hostile = fc.dictionary(
      fc.constantFrom(...Object.keys(claims), '__proto__', 'constructor'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(hostile, (given) => {
        const result = identityClaimed(given, CIS2);
        if (!result.ok) return;
        expect(result.value.subject).to.equal(given['nhsid_useruid']);
        expect(CIS2.acr).to.include(given['acr']);
        expect(JSON.stringify(given['nhsid_nrbac_roles'])).to.include(String(result.value.organisation));
      }),
      { numRuns: 500 },
    );
  });

  it('narrow somebody to the organisation: a role is for its body, or for one inside it', () => {
    const since = (parent: string) => [{ parent, from: '2000-01-01', to: null }];
    const map = bodyMap(
      [
        { code: 'Y59', name: 'South East', kind: 'region', memberships: [] },
        { code: 'QKS', name: 'Kent and Medway', kind: 'system', memberships: since('Y59') },
        { code: 'place:QKS:thanet', name: 'Thanet', kind: 'place', memberships: since('QKS') },
      ],
      '2026-11-26',
    );
    const holding = (body: string | null, more = {}) => ({
      roles: [{ role: 'approver' as const, body, ...more }],
    });
    const rules = { bodies: new Map([['X26', 'Y59']]) };
    const fits = (person: ReturnType<typeof holding>, organisation: string) =>
      isForOrganisation(person, organisation, rules, map);
    expect(fits(holding('QKS'), 'QKS')).to.equal(true);
    expect(fits(holding('place:QKS:thanet'), 'QKS')).to.equal(true);
    expect(fits(holding('Y59'), 'QKS'), 'a body above').to.equal(false);
    expect(fits(holding('Y59'), 'X26'), 'named otherwise').to.equal(true);
    expect(fits(holding('QKS', { onBehalfOf: 'x' }), 'QKS'), 'somebody else’s').to.equal(false);
    expect(fits(holding(null), 'RVV'), 'an operator').to.equal(true);
    expect(fits({ roles: [] }, 'QKS')).to.equal(false);
  });
});
