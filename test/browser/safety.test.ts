import { expect } from 'chai';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { chooseAccount, openSite, type PagedHouse } from '../support/site-of-house.ts';

const ATTACK = `<script>document.title='taken'</script><img src=x onerror="document.title='taken'">{{ 7*7 }}`;

describe('pages that nobody can take over', () => {
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  it('asks who is not signed in to sign in, and goes back to the page', async () => {
    const id = await submitAt(site, 'QKS', { title: 'Here again' });
    const page = await (await site.window()).newPage();
    await page.goto(`/initiatives/${id}`);
    await chooseAccount(page, 'owner.QKS');
    await page.waitForURL(`${site.url}/initiatives/${id}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign out of the example provider' }).waitFor();
    // Signed out here by now; the provider asks about its own session.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${site.url}/`);
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  });

  it('tells somebody who is not registered what to do', async () => {
    const page = await (await site.window()).newPage();
    await page.goto('/queue');
    const first = page.locator('[name="subject"]').first();
    await page.evaluate(`document.querySelector('[name="subject"]').value = 'stranger'`);
    await first.click();
    await page.getByRole('heading', { name: 'You are not registered yet' }).waitFor();
    expect(await page.locator('main').innerText()).to.contain('stranger');
  });

  it('shows words that look like a program as words', async () => {
    const id = await submitAt(site, 'QKS', { title: ATTACK, aim: ATTACK, partners: [ATTACK] });
    const gate = await openGateOf(await site.as('owner.QKS'), id);
    const page = await site.signIn('approver-1.QKS');
    const task = `/tasks/${gate.seats[0]?.task ?? ''}`;
    for (const address of ['/queue', '/', '/initiatives', `/initiatives/${id}`, task]) {
      await page.goto(address);
      expect(await page.locator('main').innerText(), address).to.contain(ATTACK);
      expect(await page.locator('main script, main img').count(), address).to.equal(0);
    }
    await page.getByLabel('Request changes').check();
    await page.getByLabel('Reason').fill(`</textarea>${ATTACK}`);
    await page.getByLabel('Condition 1: what has to be done').fill(`"><${ATTACK}`);
    await page.getByRole('button', { name: 'Send my answer' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).to.equal(`</textarea>${ATTACK}`);
    await page.getByLabel('Condition 1: what has to be done').fill('');
    await page.getByRole('button', { name: 'Send my answer' }).click();
    await page.getByRole('heading', { name: 'You requested changes' }).waitFor();
    expect(await page.locator('main').innerText()).to.contain(`</textarea>${ATTACK}`);
    expect(await page.title()).not.to.equal('taken');
  });

  it('runs only the script that the response allows', async () => {
    const page = await (await site.window()).newPage();
    const [first, second] = [await page.goto('/'), await page.goto('/')];
    const policies = [first, second].map((answer) => answer?.headers()['content-security-policy'] ?? '');
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
    expect(nonces[0]).to.match(/^[A-Za-z0-9+/=]{22,}$/);
    expect(nonces[0]).not.to.equal(nonces[1]);
    expect(policies[0]).not.to.contain('unsafe');
    expect(policies[0]).to.contain("frame-ancestors 'none'");
    expect(await page.locator('body').getAttribute('class')).to.contain('nhsuk-frontend-supported');
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { text: "document.title = 'taken'" }))`,
    );
    expect(await page.title()).not.to.equal('taken');
  });

  it('loads nothing from elsewhere, and lets browsers keep what does not change', async () => {
    const page = await (await site.window()).newPage();
    const asked: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto('/', { waitUntil: 'networkidle' });
    expect(asked.filter((address) => !address.startsWith(site.url))).to.deep.equal([]);
    expect(problems).to.deep.equal([]);
    const style = asked.find((address) => address.includes('/assets/nhsuk.css')) ?? '';
    const answer = await page.request.get(style);
    expect(answer.headers()['cache-control']).to.contain('immutable');
    expect(await answer.text()).not.to.contain('assets.nhs.uk');
  });

  it('takes no change that did not come from a page of the session', async () => {
    const id = await submitAt(site, 'QKS');
    const gate = await openGateOf(await site.as('owner.QKS'), id);
    const page = await site.signIn('approver-1.QKS');
    const task = `/tasks/${gate.seats[0]?.task ?? ''}`;
    await page.goto(task);
    const token = await page.locator('input[name=_csrf]').first().inputValue();
    const claim = (_csrf: string, headers: Record<string, string> = {}) =>
      page.request.post(`${task}/claim`, { form: { _csrf }, headers, maxRedirects: 0 });
    const refused = await claim('forged');
    expect(refused.status()).to.equal(403);
    expect(await refused.text()).to.contain('This was not taken');
    expect((await claim(token, { origin: 'https://elsewhere.example' })).status()).to.equal(403);
    const stranger = await site.signIn('approver-2.QKS');
    const foreign = await stranger.locator('input[name=_csrf]').first().inputValue();
    expect((await claim(foreign)).status()).to.equal(403);
    expect((await claim(token)).status()).to.equal(303);
  });

  it('answers with pages to people and with problem documents to programs', async () => {
    const page = await site.signIn('approver-1.QKS');
    const nothing = await page.goto('/initiatives/01a20064-5d44-70bb-91cc-686f8f6840be');
    expect(nothing?.status()).to.equal(404);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    expect((await page.goto('/tasks/nonsense'))?.status()).to.equal(404);
    const id = await submitAt(site, 'QJK');
    expect((await page.goto(`/initiatives/${id}`))?.status()).to.equal(403);
    await page.getByRole('heading', { name: 'You cannot see or do this' }).waitFor();
    const asked = await page.request.get('/v1/nonsense');
    expect(asked.headers()['content-type']).to.contain('application/problem+json');
  });
});
