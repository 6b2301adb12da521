import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Command } from 'commander';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { fetchToken, registerTokenCommand, token } from '../../cli/commands/token.ts';
import { isLoopback } from '../../api/loopback.ts';
import { startTestProvider, type TestProvider } from '../support/identity.ts';

const GRANT = 'urn:remit:params:oauth:grant-type:example-person';

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('did not fail');
}

describe('the local identity provider', () => {
  let provider: TestProvider;
  before(async () => {
    provider = await startTestProvider();
  });
  after(async () => {
    await provider.close();
    expect(provider.problems).to.deep.equal([]);
  });

  const ask = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${provider.issuer}/token`, { method: 'POST', body: new URLSearchParams(fields), headers });

  it('gives one of the example people a signed token for the API, good for an hour', async () => {
    const jwt = await fetchToken('approver-1.QKS', provider);
    expect(decodeProtectedHeader(jwt)).to.include({ alg: 'ES256', typ: 'at+jwt' });
    const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`));
    const { payload } = await jwtVerify(jwt, keys, { issuer: provider.issuer, audience: 'remit-api' });
    expect(payload).to.include({ sub: 'approver-1.QKS', client_id: 'remit-cli', scope: 'remit' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(3600);
  });

  it('gives tokens for places and the operator too', async () => {
    for (const person of ['owner.place:QHL:west-birmingham', 'operator', 'board.national']) {
      expect((await fetchToken(person, provider)).split('.').length, person).to.equal(3);
    }
  });

  it('says clearly that nobody is called that', async () => {
    const answer = await ask({ grant_type: GRANT, client_id: 'remit-cli', subject: 'nobody.QKS"\n' });
    expect(answer.status).to.equal(400);
    const { error, error_description } = (await answer.json()) as Record<string, string>;
    expect(error).to.equal('invalid_grant');
    expect(error_description).to.match(/^nobody is called nobody\.QKS\?\?; people are named ROLE\.BODY/);
    expect(await failure(fetchToken('x.QKS', provider))).to.match(/^No token: nobody is called x\.QKS/);
  });

  it('refuses the grant without a person, to another client, and to a page elsewhere', async () => {
    const errorOf = async (answer: Response) => ((await answer.json()) as { error: string }).error;
    expect(await errorOf(await ask({ grant_type: GRANT, client_id: 'remit-cli' }))).to.equal(
      'invalid_request',
    );
    const pages = { grant_type: GRANT, client_id: 'remit-pages', subject: 'operator' };
    expect(await errorOf(await ask(pages))).to.equal('invalid_request');
    const unknown = { grant_type: GRANT, client_id: 'other', subject: 'operator' };
    expect(await errorOf(await ask(unknown))).to.equal('invalid_client');
    const elsewhere = await ask(
      { grant_type: GRANT, client_id: 'remit-cli', subject: 'operator' },
      { origin: 'https://elsewhere.example' },
    );
    expect(elsewhere.status).to.equal(400);
    expect(elsewhere.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('answers only to its own name, so that no other name can be pointed at it', async () => {
    const status = await new Promise((resolve, reject) => {
      get(`${provider.issuer}/jwks`, { headers: { host: 'elsewhere.example' } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      }).on('error', reject);
    });
    expect(status).to.equal(421);
  });

  it('publishes public keys only, and no page of its library for developers', async () => {
    const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: object[] };
    expect(keys.length).to.equal(1);
    expect(keys[0]).to.not.have.any.keys('d', 'p', 'q', 'k');
    const page = await fetch(`${provider.issuer}/interaction/abc`);
    expect(page.status).to.equal(400);
    expect(await page.text()).to.contain('This sign-in has ended');
    expect(page.headers.get('content-security-policy')).to.contain("default-src 'none'");
  });

  it('refuses to listen where others can reach it', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.0.0.1.example.org', '']) {
      expect(await failure(startTestProvider({ host })), host).to.contain('refuses to listen');
    }
    expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].every(isLoopback)).to.equal(true);
    expect(['127.0.0.256', '0127.0.0.1', '127.0.0', '::ffff:1.2.3.4'].some(isLoopback)).to.equal(false);
  });

  it('listens beyond loopback where that is asked for, and even so at names of this machine alone', async () => {
    const inContainer = { host: '0.0.0.0', beyondLoopback: true, issuer: 'http://identity.localhost:8180' };
    const pages = ['http://localhost:8080/sign-in/callback'];
    const open = await startTestProvider({ ...inContainer, redirectUris: pages });
    await open.close();
    expect(open.issuer).to.equal('http://identity.localhost:8180');
    const published = ['https://remit.example.nhs.uk/sign-in/callback'];
    expect(await failure(startTestProvider({ ...inContainer, redirectUris: published }))).to.contain(
      'refuses to serve https://remit.example.nhs.uk',
    );
    const issuer = 'http://identity.example.nhs.uk';
    expect(await failure(startTestProvider({ ...inContainer, issuer, redirectUris: pages }))).to.contain(
      'refuses to serve http://identity.example.nhs.uk',
    );
    expect(await failure(startTestProvider({ ...inContainer, beyondLoopback: false }))).to.contain(
      'refuses to listen on 0.0.0.0',
    );
  });

  it('prints the token alone, by the command', async () => {
    const lines: string[] = [];
    await token('owner.QKS', provider, (line) => lines.push(line));
    expect(lines.length).to.equal(1);
    expect(lines[0]).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const program = new Command().exitOverride();
    registerTokenCommand(program, () => Promise.resolve(provider.issuer));
    expect(await failure(program.parseAsync(['node', 'remit', 'token', 'x.QKS']))).to.contain(
      'nobody is called',
    );
  });

  it('is told apart from nothing at all', async () => {
    const gone = await startTestProvider();
    await gone.close();
    expect(await failure(fetchToken('owner.QKS', gone))).to.contain('Start Remit first: npm start');
  });
});

describe('the keys of the local identity provider', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'remit-keys-'));
  });
  afterEach(async () => {
    await rm(dataDir, { recursive: true });
  });

  const file = () => join(dataDir, 'identity-keys.json');

  it('are for the owner only, and tokens outlive a restart', async () => {
    const first = await startTestProvider({ dataDir });
    const jwt = await fetchToken('operator', first);
    const port = Number(new URL(first.issuer).port);
    await first.close();
    expect(((await stat(file())).mode & 0o777).toString(8)).to.equal('600');
    const again = await startTestProvider({ dataDir, port });
    const keys = createRemoteJWKSet(new URL(`${again.issuer}/jwks`));
    const { payload } = await jwtVerify(jwt, keys, { issuer: again.issuer, audience: 'remit-api' });
    expect(payload.sub).to.equal('operator');
    await again.close();
  });

  it('are made once when two start at the same time', async () => {
    const both = await Promise.all([startTestProvider({ dataDir }), startTestProvider({ dataDir })]);
    const [one, two] = await Promise.all(
      both.map(async ({ issuer }) => (await fetch(`${issuer}/jwks`)).text()),
    );
    expect(one).to.equal(two);
    await Promise.all(both.map((each) => each.close()));
  });

  it('are refused when others may read them, or when they are broken', async () => {
    await (await startTestProvider({ dataDir })).close();
    await chmod(file(), 0o644);
    expect(await failure(startTestProvider({ dataDir }))).to.contain('chmod 600');
    await chmod(file(), 0o600);
    const whole = await readFile(file(), 'utf8');
    for (const text of ['', '{}', '{"keys":[]}', '{"keys":[{"kty":"EC"}]}', whole.slice(0, 40)]) {
      await writeFile(file(), text);
      expect(await failure(startTestProvider({ dataDir })), text).to.contain('holds no private keys');
    }
  });
});
