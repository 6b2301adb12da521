import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createSessions } from '../../web/session.ts';
import { type Browser, createBrowser, type Page } from '../support/browser.ts';
import { startTestProvider } from '../support/identity.ts';
import { createPages, type Site, startSite } from '../support/site.ts';

describe('signing in to the pages', () => {
  let site: Site;
  let browser: Browser;
  before(async () => {
    site = await startSite();
  });
  after(async () => {
    await site.close();
    expect(site.provider.problems).to.deep.equal([]);
  });
  beforeEach(() => {
    browser = createBrowser();
    site.problems.length = 0;
  });

  const at = (path: string) => `${site.origin}${path}`;
  const me = async () => JSON.parse((await browser.get(at('/me'))).text) as MeAnswer;
  const choose = (page: Page, subject: string) => browser.post(page.url, { subject });
  const signIn = async (subject: string, path = '/sign-in') => choose(await browser.get(at(path)), subject);
  const sessionCookie = () => {
    const found = [...browser.cookies.values()].find(({ name }) => name === 'remit-session');
    if (found === undefined) throw new Error('no session cookie');
    return found;
  };

  it('signs in as approver-1.QKS over the whole code flow, and says so', async () => {
    expect(await me()).to.deep.equal({ person: null, csrf: null });
    const chooser = await browser.get(at('/sign-in'));
    expect(chooser.url).to.match(new RegExp(`^${site.provider.issuer}/interaction/`));
    const asked = new URL(chooser.way[1] ?? '');
    expect([...asked.searchParams.keys()]).to.include.members(['state', 'nonce', 'code_challenge']);
    expect(asked.searchParams.get('code_challenge_method')).to.equal('S256');
    const done = await choose(chooser, 'approver-1.QKS');
    expect(done.url).to.equal(at('/'));
    const { person } = await me();
    expect(person).to.include({ subject: 'approver-1.QKS', issuer: site.provider.issuer });
    expect(person?.name).to.match(/^\p{L}+ \p{L}+$/u);
    expect(sessionCookie().attributes)
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Lax/);
    expect(sessionCookie().value).to.not.contain('approver');
  });

  it('finds people by a search, without script, and says what the provider is', async () => {
    const chooser = await browser.get(at('/sign-in'));
    expect(chooser.text).to.contain('example provider for one machine').and.contain('the first 40 shown');
    expect(chooser.text).to.not.contain('<script');
    expect(chooser.headers.get('content-security-policy')).to.contain(`form-action 'self' ${site.origin}`);
    const found = await browser.get(`${chooser.url}?q=${encodeURIComponent('Approver KENT')}`);
    const subjects = [...found.text.matchAll(/name="subject" value="([^"]*)"/g)].map(
      ([, subject]) => subject,
    );
    expect(subjects).to.have.members(['approver-1.QKS', 'approver-2.QKS', 'approver-3.QKS']);
    const nobody = await browser.get(`${chooser.url}?q=${encodeURIComponent('"><b>x')}`);
    expect(nobody.text).to.contain('Nobody was found').and.not.contain('<b>x');
    expect((await choose(found, 'approver-2.QKS')).url).to.equal(at('/'));
    expect((await me()).person?.subject).to.equal('approver-2.QKS');
  });

  it('serves the style of its pages itself, and no fonts from elsewhere', async () => {
    const css = await browser.get(`${site.provider.issuer}/assets/nhsuk-frontend.min.css`);
    expect(css.status).to.equal(200);
    expect(css.headers.get('content-type')).to.contain('text/css');
    expect(css.text).to.contain('.nhsuk-button').and.not.contain('@font-face');
  });

  it('refuses a person whom nobody knows, and lets one choose again', async () => {
    const chooser = await browser.get(at('/sign-in'));
    expect((await choose(chooser, 'admin')).status).to.equal(400);
    expect((await choose(chooser, 'owner.Y59')).url).to.equal(at('/'));
  });

  it('asks every time who one is, and lets one become somebody else', async () => {
    await signIn('owner.QKS');
    await signIn('signatory.QKS');
    expect((await me()).person?.subject).to.equal('signatory.QKS');
  });

  it('begins where it will end, when this machine is called by its other name', async () => {
    const { port } = new URL(site.origin);
    const chooser = await browser.get(`http://localhost:${port}/sign-in?returnTo=/queue`);
    expect(chooser.way[1]).to.equal(at('/sign-in?returnTo=%2Fqueue'));
    expect((await choose(chooser, 'owner.QKS')).url).to.equal(at('/queue'));
  });

  it('goes back to the page that asked for it', async () => {
    const chooser = await browser.get(at('/queue?level=region'));
    expect((await choose(chooser, 'board.Y59')).url).to.equal(at('/queue?level=region'));
  });

  for (const elsewhere of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'x',
  ]) {
    it(`goes to the start page, not to ${JSON.stringify(elsewhere)}`, async () => {
      const done = await signIn('owner.QKS', `/sign-in?returnTo=${encodeURIComponent(elsewhere)}`);
      expect(done.url).to.equal(at('/'));
    });
  }

  it('signs out, here and at the provider', async () => {
    await signIn('owner.QKS');
    const { csrf } = await me();
    const asked = await browser.post(at('/sign-out'), { _csrf: csrf ?? '' });
    expect((await me()).person).to.equal(null);
    expect(asked.url).to.match(new RegExp(`^${site.provider.issuer}/session/end\\?`));
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(asked.text)?.[1] ?? '';
    const action = /action="([^"]*)"/.exec(asked.text)?.[1] ?? '';
    expect((await browser.post(action, { xsrf, logout: 'yes' })).url).to.equal(at('/'));
    const names = [...browser.cookies.values()].map(({ name }) => name);
    expect(names).to.not.include.members(['remit-session', 'remit-identity-session']);
  });

  it('does not sign out for a page elsewhere, or without the token', async () => {
    await signIn('owner.QKS');
    expect((await browser.post(at('/sign-out'), {})).status).to.equal(403);
    expect((await browser.post(at('/sign-out'), { _csrf: 'x' })).status).to.equal(403);
    expect((await me()).person?.subject).to.equal('owner.QKS');
  });

  it('takes a change with the token of the session only', async () => {
    await signIn('owner.QKS');
    const csrf = (await me()).csrf ?? '';
    const change = async (fields: Record<string, string>, headers?: Record<string, string>) =>
      (await browser.post(at('/change'), fields, headers)).status;
    expect(await change({ _csrf: csrf })).to.equal(200);
    expect(await change({}, { 'x-csrf-token': csrf })).to.equal(200);
    expect(await change({ _csrf: csrf }, { 'sec-fetch-site': 'same-origin' })).to.equal(200);
    expect(await change({ _csrf: csrf }, { origin: site.origin })).to.equal(200);
    expect(await change({})).to.equal(403);
    expect(await change({ _csrf: `${csrf}x` })).to.equal(403);
    expect(await change({ _csrf: csrf }, { 'sec-fetch-site': 'cross-site' })).to.equal(403);
    expect(await change({ _csrf: csrf }, { 'sec-fetch-site': 'same-site' })).to.equal(403);
    expect(await change({ _csrf: csrf }, { origin: 'https://evil.example' })).to.equal(403);
    expect(await change({ _csrf: csrf }, { origin: 'null' })).to.equal(403);
    const stranger = createBrowser();
    expect((await stranger.post(at('/change'), { _csrf: csrf })).status).to.equal(403);
  });

  it('ignores a cookie that was changed, cut, swapped or made by another site', async () => {
    await signIn('owner.QKS');
    const cookie = sessionCookie();
    const { value } = cookie;
    const swapped = async () => {
      await browser.get(at('/sign-in'));
      return [...browser.cookies.values()].find(({ name }) => name === 'remit-sign-in')?.value ?? '';
    };
    const middle = Math.floor(value.length / 2);
    const changed = `${value.slice(0, middle)}${value[middle] === 'a' ? 'b' : 'a'}${value.slice(middle + 1)}`;
    for (const wrong of [changed, value.slice(0, -9), 'x', '%', 'Fe26.2*1*x~2', '', await swapped()]) {
      cookie.value = wrong;
      expect((await me()).person, wrong).to.equal(null);
    }
    cookie.value = value;
    expect((await me()).person?.subject).to.equal('owner.QKS');
  });

  it('refuses an answer that was not asked for, a second answer, and a changed state', async () => {
    expect((await browser.get(at('/sign-in/callback?code=x&state=y'))).status).to.equal(400);
    const done = await signIn('owner.QKS');
    const answer = done.way.find((address) => address.includes('/sign-in/callback')) ?? '';
    expect((await createBrowser().get(answer)).status).to.equal(400);
    expect((await browser.get(answer)).text).to.contain('begun elsewhere');
    await browser.get(at('/sign-in'));
    const iss = encodeURIComponent(site.provider.issuer);
    const forged = await browser.get(at(`/sign-in/callback?code=x&state=forged&iss=${iss}`));
    expect(forged.status).to.equal(400);
    expect(forged.text).to.contain('did not sign you in');
    expect(site.problems).to.have.lengthOf(1);
    expect(site.problems[0], 'before the provider was asked').to.include({ code: 'OAUTH_INVALID_RESPONSE' });
  });

  it('says that the provider said no', async () => {
    const chooser = await browser.get(at('/sign-in'));
    const state = new URL(chooser.way[1] ?? '').searchParams.get('state') ?? '';
    const iss = encodeURIComponent(site.provider.issuer);
    const answer = await browser.get(at(`/sign-in/callback?error=access_denied&state=${state}&iss=${iss}`));
    expect(answer.status).to.equal(400);
    expect(answer.text).to.contain('did not sign you in');
  });

  it('says so when the provider is not there, and works without a restart once it is', async () => {
    const gone = await startTestProvider();
    await gone.close();
    const problems: unknown[] = [];
    const server = createPages(gone.issuer, 'http://127.0.0.1:1', problems).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign-in`;
    expect((await browser.get(address)).status).to.equal(503);
    expect(problems.length).to.equal(1);
    const again = await startTestProvider({ port: Number(new URL(gone.issuer).port) });
    expect((await browser.get(address)).text).to.contain('Sign in as one of the example people');
    await again.close();
    server.closeAllConnections();
    server.close();
  });

  it('needs a secret that is long enough', () => {
    expect(() => createSessions({ secrets: ['short'], secure: true })).to.throw('openssl rand -base64 48');
    expect(() => createSessions({ secrets: [], secure: true })).to.throw('at least 32 characters');
  });
});

interface MeAnswer {
  readonly person: { readonly subject: string; readonly name: string; readonly issuer: string } | null;
  readonly csrf: string | null;
}
