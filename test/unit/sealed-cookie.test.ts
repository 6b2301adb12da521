import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { createSealedCookie, type SealedCookie } from '../../web/sealed-cookie.ts';

interface Note {
  readonly note: string;
}

const OLD = 'the old secret, which has over 32 characters';
const NEW = 'the new secret, which has over 32 characters';

const isNote = (value: unknown): Note | null =>
  typeof value === 'object' && value !== null && 'note' in value ? { note: String(value.note) } : null;

const cookie = (
  secrets: readonly string[],
  changes: { name?: string; secure?: boolean; seconds?: number } = {},
) =>
  createSealedCookie<Note>({ name: 'note', secure: false, seconds: 600, secrets, parse: isNote, ...changes });

/** Runs one request through a real server: writes with one cookie, or reads what is sent with another. */
async function serve(use: (app: express.Express) => void, path: string, header = ''): Promise<Response> {
  const app = express();
  use(app);
  const server = createServer((req, res) => void app(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie: header } });
  server.closeAllConnections();
  server.close();
  return answer;
}

async function written(by: SealedCookie<Note>): Promise<string> {
  const use = (app: express.Express) =>
    app.get('/', async (_req, res) => {
      await by.write(res, { note: 'hello' });
      res.end();
    });
  return (await serve(use, '/')).headers.getSetCookie()[0] ?? '';
}

async function read(by: SealedCookie<Note>, header: string): Promise<unknown> {
  const use = (app: express.Express) => app.get('/', async (req, res) => void res.json(await by.read(req)));
  return (await serve(use, '/', header)).json();
}

const pairOf = (line: string) => line.split(';')[0] ?? '';

describe('a sealed cookie', () => {
  it('is read back, and tells nothing', async () => {
    const line = await written(cookie([OLD]));
    expect(line).to.match(/; Max-Age=600; Path=\/;.*HttpOnly; SameSite=Lax$/);
    expect(line).to.not.contain('Secure');
    expect(await read(cookie([OLD]), `other=1; ${pairOf(line)}`)).to.deep.equal({ note: 'hello' });
  });

  it('stays with its host, on closed lines only, where the site is https', async () => {
    expect(await written(cookie([OLD], { secure: true }))).to.match(/^__Host-note=.*; Path=\/;.*; Secure;/);
  });

  it('opens while secrets change, in any order, and not after', async () => {
    const old = pairOf(await written(cookie([OLD])));
    const fresh = pairOf(await written(cookie([NEW, OLD])));
    expect(await read(cookie([NEW, OLD]), old)).to.deep.equal({ note: 'hello' });
    expect(await read(cookie([NEW]), fresh)).to.deep.equal({ note: 'hello' });
    expect(await read(cookie([NEW]), old)).to.equal(null);
    expect(await read(cookie([OLD]), fresh)).to.equal(null);
  });

  it('is not taken for another cookie', async () => {
    const line = pairOf(await written(cookie([OLD], { name: 'other' }))).replace('other=', 'note=');
    expect(await read(cookie([OLD]), line)).to.equal(null);
  });
});
