import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../cli/embedded/browser.ts';
import { problemOf } from '../support/problem-of.ts';

describe('the browser for tests', () => {
  let server: Server;
  before(async () => {
    server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        '<!doctype html><title>Page</title><h1>Hello</h1><script>document.title += " ran"</script>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());

  it('opens a page that is served on loopback and runs its script', async () => {
    const browser = await chromium.launch(await findBrowser({ say: (line) => console.log(`    ${line}`) }));
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      expect(await page.title()).to.equal('Page ran');
      expect(await page.getByRole('heading').textContent()).to.equal('Hello');
      // Without a font a heading has no width, and a check of layout would check nothing.
      expect((await page.getByRole('heading').boundingBox())?.height).to.be.greaterThan(10);
    } finally {
      await browser.close();
    }
  });

  it('says which setting names something that is no browser', async () => {
    const env = { ...process.env, REMIT_CHROMIUM: '/bin/false' };
    expect(await problemOf(findBrowser({ say: () => undefined, env }))).to.match(
      /^REMIT_CHROMIUM is \/bin\/false/,
    );
  });
});
