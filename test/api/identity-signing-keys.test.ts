import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createAuthenticator, type SignatureAlgorithm } from '../../api/authenticate.ts';
import { fetchToken } from '../../cli/commands/token.ts';
import { until } from '../support/initiatives.ts';
import { startTestProvider } from '../support/identity.ts';

const now = () => Math.floor(Date.now() / 1000);

describe('authentication while the provider comes and goes', () => {
  const running: (() => unknown)[] = [];
  const started = <T extends { readonly close: () => unknown }>(thing: T): T => {
    running.push(() => thing.close());
    return thing;
  };
  afterEach(async () => {
    for (const close of running.splice(0)) await close();
  });

  it('starts before the provider, and says so until it is there', async () => {
    const first = started(await startTestProvider());
    const token = await fetchToken('operator', first);
    await first.close();
    const port = Number(new URL(first.issuer).port);
    const problems: unknown[] = [];
    const authenticate = createAuthenticator({
      issuer: first.issuer,
      audience: 'remit-api',
      onProblem: (error) => problems.push(error),
    });
    expect(await authenticate(`Bearer ${token}`)).to.deep.equal({ ok: false, error: 'unavailable' });
    expect(await authenticate('Bearer rubbish')).to.deep.equal({ ok: false, error: 'invalid' });
    expect(problems.length).to.equal(1);
    const again = started(await startTestProvider({ port }));
    const fresh = await fetchToken('operator', again);
    expect((await authenticate(`Bearer ${fresh}`)).ok).to.equal(true);
    await again.close();
    expect((await authenticate(`Bearer ${fresh}`)).ok).to.equal(true);
  });

  it('does not take the word of a provider that calls itself otherwise', async () => {
    const provider = started(await startTestProvider());
    const token = await fetchToken('operator', provider);
    const server = createServer((_req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/jwks` }));
    });
    running.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const authenticate = createAuthenticator({ issuer: `http://127.0.0.1:${port}`, audience: 'remit-api' });
    expect(await authenticate(`Bearer ${token}`)).to.deep.equal({ ok: false, error: 'unavailable' });
  });

  it('uses the address of the keys that it was given', async () => {
    const provider = started(await startTestProvider());
    const token = await fetchToken('operator', provider);
    const { issuer } = provider;
    const settings = { issuer, audience: 'remit-api' };
    const right = createAuthenticator({ ...settings, jwksUri: `${issuer}/jwks` });
    expect((await right(`Bearer ${token}`)).ok).to.equal(true);
    const wrong = createAuthenticator({ ...settings, jwksUri: `${issuer}/no-keys-here` });
    expect(await wrong(`Bearer ${token}`)).to.deep.equal({ ok: false, error: 'unavailable' });
  });

  it('goes on with keys that it knows while the provider is away, and for as long as it may', async () => {
    const provider = started(await startTestProvider());
    const token = await fetchToken('operator', provider);
    const settings = { issuer: provider.issuer, audience: 'remit-api', freshKeysSeconds: 0 };
    const problems: unknown[] = [];
    const patient = createAuthenticator({ ...settings, onProblem: (error) => problems.push(error) });
    const strict = createAuthenticator({ ...settings, staleKeysSeconds: -1 });
    expect((await patient(`Bearer ${token}`)).ok).to.equal(true);
    expect((await strict(`Bearer ${token}`)).ok).to.equal(true);
    await provider.close();
    expect((await patient(`Bearer ${token}`)).ok).to.equal(true);
    expect((await patient(`Bearer ${token}`)).ok).to.equal(true);
    expect(problems.length, 'asked once, then rested').to.equal(1);
    expect(await strict(`Bearer ${token}`)).to.deep.equal({ ok: false, error: 'unavailable' });
  });

  it('cannot be made to ask the provider for keys over and over', async () => {
    const own = started(await ownProvider('ES256'));
    const authenticate = createAuthenticator(own.settings);
    expect((await authenticate(await own.bearer('ES256', 'known'))).ok).to.equal(true);
    for (let i = 0; i < 20; i++) {
      expect((await authenticate(await own.bearer('ES256', `k${i}`))).ok).to.equal(false);
    }
    expect(own.asked()).to.equal(1);
  });

  it('takes only the algorithms of its settings, whatever keys the provider has', async () => {
    const own = started(await ownProvider('PS256'));
    const only = (algorithm: SignatureAlgorithm) =>
      createAuthenticator({ ...own.settings, algorithms: [algorithm] });
    const token = await own.bearer('PS256', 'known');
    expect((await only('PS256')(token)).ok).to.equal(true);
    for (const other of ['RS256', 'PS384', 'ES256'] as const) {
      expect(await only(other)(token), other).to.deep.equal({ ok: false, error: 'invalid' });
    }
  });

  it('does not go by what it found when the key is gone', async () => {
    const own = started(await ownProvider('ES256'));
    const authenticate = createAuthenticator({ ...own.settings, freshKeysSeconds: 0 });
    const token = await own.bearer('ES256', 'known');
    for (const _ of [1, 2]) expect((await authenticate(token)).ok).to.equal(true);
    await own.rotate();
    expect(await authenticate(token)).to.deep.equal({ ok: false, error: 'invalid' });
    expect((await authenticate(await own.bearer('ES256', 'known'))).ok).to.equal(true);
  });

  it('does not go by what it found when the token has expired', async () => {
    const own = started(await ownProvider('ES256'));
    const authenticate = createAuthenticator({ ...own.settings, clockToleranceSeconds: 2 });
    const token = await own.bearer('ES256', 'known', now());
    for (const _ of [1, 2]) expect((await authenticate(token)).ok).to.equal(true);
    const answer = await until('the token is refused', async () => {
      const found = await authenticate(token);
      return found.ok ? undefined : found;
    });
    expect(answer).to.deep.equal({ ok: false, error: 'invalid' });
  });

  it('does not take one audience’s token for another’s, nor a token like one that it found good', async () => {
    const own = started(await ownProvider('ES256'));
    const authenticate = createAuthenticator(own.settings);
    const token = await own.bearer('ES256', 'known');
    expect((await authenticate(token)).ok).to.equal(true);
    const other = createAuthenticator({ ...own.settings, audience: 'remit-pages' });
    expect(await other(token)).to.deep.equal({ ok: false, error: 'invalid' });
    const [head = '', body = ''] = token.split('.');
    const [, , signature = ''] = (await own.bearer('ES256', 'known', now() + 90)).split('.');
    expect(await authenticate(`${head}.${body}.${signature}`)).to.deep.equal({ ok: false, error: 'invalid' });
    expect((await authenticate(token)).ok).to.equal(true);
  });
});

/** A provider that is nothing but its keys: one, named `known`, that says no algorithm of its own. */
async function ownProvider(algorithm: string) {
  const newKey = async () => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm);
    return { privateKey, keys: [{ ...(await exportJWK(publicKey)), kid: 'known', use: 'sig' }] };
  };
  let current = await newKey();
  let asked = 0;
  const server = createServer((_req, res) => {
    asked += 1;
    res.end(JSON.stringify({ keys: current.keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = 'https://provider.example';
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    settings: { issuer, audience: 'remit-api', jwksUri },
    asked: () => asked,
    rotate: async () => {
      current = await newKey();
    },
    bearer: async (alg: string, kid: string, exp = now() + 60) => {
      const claims = { iss: issuer, aud: 'remit-api', sub: 'x', exp };
      const token = new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid });
      return `Bearer ${await token.sign(current.privateKey)}`;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
