import { expect } from 'chai';
import { BY_SUBJECT, type ClaimRules } from '../../domain/identity-claims.ts';
import { mountPages } from '../../web/pages.ts';
import { createBrowser } from '../support/browser.ts';
import { openHouse, type House } from '../support/house.ts';

const RULES: ClaimRules = {
  ...BY_SUBJECT,
  person: 'nhsid_useruid',
  acr: ['AAL3_ANY'],
  authentication: 3,
  identity: 3,
  organisation: 'cis2',
};
const SCOPE = ['openid', 'profile', 'nhsperson', 'nationalrbacaccess', 'associatedorgs', 'selectedrole'];

const role = (id: string, org: unknown) => ({
  person_orgid: '1',
  person_roleid: id,
  org_code: org,
  role_code: 'R8000',
});

/** What NHS CIS2 claims of a user whose registered id is another than their `sub`, here with their organisations. */
const user = (uid: string | undefined, selected: string, ...organisations: string[]) => ({
  ...(uid !== undefined && { uid, nhsid_useruid: uid }),
  acr: 'AAL3_ANY',
  authentication_assurance_level: '3',
  id_assurance_level: '3',
  selected_roleid: selected,
  nhsid_nrbac_roles: organisations.map((org, index) => role(String(index + 1), org)),
  nhsid_user_orgs: organisations.map((org) => ({ org_name: org, org_code: org })),
});
const good = user('approver-1.QKS', '2', 'RVV', 'QKS');

const USERS: Readonly<Record<string, object>> = {
  good,
  ops: user('operator', '1', 'RVV'),
  owner: user('owner.QKS', '1', 'QKS'),
  // Their `sub` is registered, and is not asked.
  'approver-2.QKS': user(undefined, '1', 'QKS'),
  elsewhere: user('approver-1.QKS', '1', 'RVV', 'QKS'),
  undecided: { ...good, selected_roleid: '3' },
  password: { ...good, acr: 'AAL1_USERPASS' },
  unsure: { ...good, authentication_assurance_level: '2' },
  unproven: { ...good, id_assurance_level: undefined },
  listed: { ...good, nhsid_useruid: ['approver-1.QKS'] },
  texted: { ...good, nhsid_nrbac_roles: 'QKS' },
  crowded: { ...good, nhsid_nrbac_roles: Array.from({ length: 60 }, () => [['QKS']]) },
  stranger: user('nobody.QKS', '1', 'QKS'),
  program: user('service.waits', '1', 'QKS'),
};

describe('claims as NHS CIS2 makes them', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse({
      worker: false,
      claims: RULES,
      claimsOf: (subject) => ({ ...USERS[subject] }),
      pages: (app, services, publicUrl) => {
        const secrets = ['a secret for tests that is long enough to seal'];
        mountPages(app, services, { publicUrl, clientId: 'remit-pages', secrets, scope: SCOPE });
      },
    });
  });
  after(() => house.close());

  const asked = async (subject: string) => {
    const { status, body, headers } = await (await house.as(subject)).get('/v1/people/me');
    const { type } = body;
    const code = typeof type === 'string' ? type.replace('urn:remit:problem:', '') : '';
    return { status, code, body, headers };
  };

  it('join a token to the registry by the claim that is set, at the organisation that was selected', async () => {
    const { status, body } = await asked('good');
    expect([status, body['subject']]).to.deep.equal([200, 'approver-1.QKS']);
  });

  it('are not asked of programs, which are joined by `sub`, and which nobody is by a claim', async () => {
    const operator = await house.as('ops');
    const responsible = await (await house.as('owner')).get('/v1/people/me');
    const made = await operator.post('/v1/service-accounts', {
      subject: 'service.waits',
      name: 'Waits',
      body: 'QKS',
      responsible: responsible.body['id'],
      scopes: ['initiatives:read'],
    });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect((await (await house.asService('service.waits')).get('/v1/initiatives')).status).to.equal(200);
    const { status, code } = await asked('program');
    expect([status, code]).to.deep.equal([403, 'not-registered']);
  });

  it('refuse what they do not say, and no other claim stands in for it', async () => {
    for (const [subject, status, code] of [
      ['approver-2.QKS', 403, 'identity-claim-missing'],
      ['listed', 403, 'identity-claim-missing'],
      ['stranger', 403, 'not-registered'],
      ['elsewhere', 403, 'organisation-not-yours'],
      ['undecided', 403, 'organisation-not-said'],
      ['texted', 403, 'organisation-not-said'],
      ['crowded', 403, 'organisation-not-said'],
      ['password', 401, 'assurance-too-low'],
      ['unsure', 401, 'assurance-too-low'],
      ['unproven', 401, 'assurance-too-low'],
    ] as const) {
      const answer = await asked(subject);
      expect([answer.status, answer.code], subject).to.deep.equal([status, code]);
      if (status === 401)
        expect(answer.headers.get('www-authenticate')).to.equal(
          'Bearer realm="remit", error="insufficient_user_authentication", acr_values="AAL3_ANY"',
        );
    }
  });

  it('sign in at the pages by userinfo, and are told there what is the matter', async () => {
    const signIn = async (subject: string) => {
      const browser = createBrowser();
      const chooser = await browser.get(`${house.url}/sign-in?returnTo=/queue`);
      const done = await browser.post(chooser.url, { subject });
      return { done, browser };
    };
    const { done } = await signIn('good');
    expect([done.status, new URL(done.url).pathname]).to.deep.equal([200, '/queue']);
    for (const [subject, status, words] of [
      ['approver-2.QKS', 403, 'did not say who you are'],
      ['elsewhere', 403, 'signed in for another organisation'],
      ['undecided', 403, 'for which organisation'],
      ['password', 403, 'less surely'],
      ['unsure', 403, 'less surely'],
      ['stranger', 403, 'not registered yet'],
    ] as const) {
      const refused = (await signIn(subject)).done;
      expect([refused.status, subject]).to.deep.equal([status, subject]);
      expect(refused.text).to.include(words);
    }
  });
});
