import { createBrowser, type Page } from '../support/browser.ts';
import type { Cluster } from './bring-up.ts';

const PERSON = 'approver-1.QKS';

/**
 * Signs somebody in through the proxy with one web process at a time: begun at the first, finished at the second, read and
 * signed out at the first again. Nothing that a sign-in needs may be in one process's memory. Throws where it is.
 */
export async function signInAcross({ services, url }: Cluster): Promise<void> {
  const [first, second] = [services.get('web-1'), services.get('web-2')];
  if (first === undefined || second === undefined) throw new Error('There are no two web processes');
  const browser = createBrowser();

  await second.kill();
  const chooser = await browser.get(`${url}/sign-in?returnTo=/queue`);
  expectPage(chooser, 200, /interaction/, 'the choice of people');

  await second.start();
  await first.kill();
  const queue = await browser.post(chooser.url, { subject: PERSON });
  expectPage(queue, 200, /\/queue$/, 'the queue');

  await first.start();
  await second.kill();
  const again = await browser.get(`${url}/queue`);
  expectPage(again, 200, /\/queue$/, 'the queue once more');
  const csrf = /name="_csrf" value="([^"]+)"/.exec(again.text)?.[1] ?? '';
  await browser.post(`${url}/sign-out`, { _csrf: csrf }, { origin: url });
  const after = await browser.get(`${url}/queue`);
  expectPage(after, 200, /interaction/, 'being asked who one is, after signing out');
  await second.start();
}

function expectPage(page: Page, status: number, address: RegExp, what: string): void {
  if (page.status === status && address.test(page.url)) return;
  throw new Error(`expected ${what}, came to ${page.url} with ${page.status}: ${page.text.slice(0, 200)}`);
}
