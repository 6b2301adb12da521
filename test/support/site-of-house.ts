import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findBrowser } from '../../cli/embedded/browser.ts';
import { mountPages } from '../../web/pages.ts';
import { openHouse, type House, type HouseOptions } from './house.ts';

const SECRETS = ['a secret for tests that is long enough to seal'];

/** The whole house with its pages, and a browser to look at them with. */
export interface PagedHouse extends House {
  /** Somebody's own window: cookies of its own, at the width of a desk or a phone, with or without script. */
  window(options?: WindowOptions): Promise<BrowserContext>;
  /** A page of somebody who signed in at the real provider. */
  signIn(subject: string, options?: WindowOptions): Promise<Page>;
}

export interface WindowOptions {
  readonly width?: number;
  readonly script?: boolean;
}

export async function openSite(options: HouseOptions = {}): Promise<PagedHouse> {
  const house = await openHouse({
    ...options,
    pages: (app, services, publicUrl) => {
      mountPages(app, services, { publicUrl, clientId: 'remit-pages', secrets: SECRETS });
    },
  });
  const browser: Browser = await chromium.launch(await findBrowser({ say: (line) => console.log(line) }));
  const window = ({ width = 1280, script = true }: WindowOptions = {}): Promise<BrowserContext> =>
    browser.newContext({
      baseURL: house.url,
      viewport: { width, height: 900 },
      javaScriptEnabled: script,
      reducedMotion: 'reduce',
    });
  return {
    ...house,
    window,
    signIn: async (subject, more) => {
      const page = await (await window(more)).newPage();
      await page.goto('/sign-in?returnTo=/queue');
      await chooseAccount(page, subject);
      await page.waitForURL(`${house.url}/queue`);
      return page;
    },
    close: async () => {
      await browser.close();
      await house.close();
    },
  };
}

/** Chooses one of the example people at the provider's page. */
export async function chooseAccount(page: Page, subject: string): Promise<void> {
  await page.getByLabel('Search by name').fill(subject);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator(`[name="subject"][value="${subject}"]`).click();
}

/** What axe finds against WCAG 2.2 AA and the design system's good practice, one line each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const results = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({
        runOnly: { type: 'tag', values },
        resultTypes: ['violations'],
      }),
    tags,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`),
  );
}

/** How far the page is wider than its window: nothing, where nobody has to scroll sideways. */
export async function overflow(page: Page): Promise<number> {
  // A page whose style sheet has not come yet is as wide as its longest word.
  await page.waitForLoadState('load');
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
