import { createHmac, createPublicKey, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { type Authenticate, createAuthenticator, type SignatureAlgorithm } from '../../api/authenticate.ts';
import { fetchToken } from '../../cli/commands/token.ts';
import { startTestProvider, type TestProvider } from '../support/identity.ts';

type Signer = Parameters<SignJWT['sign']>[0];
type Header = Record<string, unknown> & { alg: string };

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('authentication', () => {
  let provider: TestProvider;
  let authenticate: Authenticate;
  let jwk: JWK;
  let key: Signer;
  let publicKey: KeyObject;
  let otherKey: Signer;
  let good: string;

  before(async () => {
    provider = await startTestProvider();
    const file = await readFile(join(provider.dataDir, 'identity-keys.json'), 'utf8');
    jwk = (JSON.parse(file) as { keys: [JWK] }).keys[0];
    key = await importJWK(jwk, 'ES256');
    const { kty, crv, x, y } = jwk;
    publicKey = createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: 'jwk' });
    otherKey = (await generateKeyPair('ES256')).privateKey;
    authenticate = createAuthenticator({ issuer: provider.issuer, audience: 'remit-api' });
    good = await fetchToken('approver-1.QKS', provider);
  });
  after(() => provider.close());

  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: provider.issuer,
    aud: 'remit-api',
    sub: 'approver-1.QKS',
    iat: now(),
    exp: now() + 600,
    ...changes,
  });
  const header = (changes: Record<string, unknown> = {}): Header => ({
    alg: 'ES256',
    typ: 'at+jwt',
    kid: jwk.kid,
    ...changes,
  });
  const sign = (payload: JWTPayload, head: Header = header(), by: Signer = key) =>
    new SignJWT(payload).setProtectedHeader(head).sign(by);
  const without = (claim: string): JWTPayload =>
    Object.fromEntries(Object.entries(claims()).filter(([name]) => name !== claim));
  const hmac = (head: Header, secret: string | Buffer) => {
    const input = `${encode(head)}.${encode(claims())}`;
    const hash = head.alg.replace('HS', 'sha');
    return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
  };
  const part = (token: string, i: number) => token.split('.')[i] ?? '';
  const withPayload = (token: string, payload: unknown) =>
    [part(token, 0), encode(payload), part(token, 2)].join('.');
  const outcome = async (authorization: string | undefined) => {
    const result = await authenticate(authorization);
    return result.ok ? result.value.subject : result.error;
  };

  it('accepts a token of the provider and says who it is', async () => {
    const result = await authenticate(`Bearer ${good}`);
    expect(result.ok && result.value).to.deep.include({ issuer: provider.issuer, subject: 'approver-1.QKS' });
    expect(result.ok && result.value.claims['client_id']).to.equal('remit-cli');
  });

  it('accepts what may differ between providers', async () => {
    for (const token of [
      await sign(claims()),
      await sign(claims(), header({ typ: 'JWT' })),
      await sign(claims(), header({ typ: 'application/at+jwt' })),
      await sign(claims(), { alg: 'ES256', typ: 'at+jwt' }),
      await sign(claims({ aud: ['other-api', 'remit-api'] })),
      await sign(without('iat')),
      await sign(claims({ iat: now() + 3, nbf: now() + 3 })),
      await sign(claims({ exp: now() - 3 })),
    ]) {
      expect(await outcome(`Bearer ${token}`)).to.equal('approver-1.QKS');
    }
    expect(await outcome(`bearer ${good}`)).to.equal('approver-1.QKS');
  });

  it('tells nothing sent from something wrong sent', async () => {
    expect(await outcome(undefined)).to.equal('missing');
    expect(await outcome('')).to.equal('missing');
  });

  const broken: Record<string, () => string | Promise<string>> = {
    'another scheme': () => `Basic ${good}`,
    'no scheme': () => good,
    'a scheme alone': () => 'Bearer',
    'a scheme and a space': () => 'Bearer ',
    'two tokens': () => `Bearer ${good} ${good}`,
    'two headers joined': () => `Bearer ${good}, Bearer ${good}`,
    'a token and a line end': () => `Bearer ${good}\n`,
    'a tab for the space': () => `Bearer\t${good}`,
    'a word': () => 'Bearer token',
    'three empty parts': () => 'Bearer ..',
    'two parts': () => `Bearer ${good.split('.').slice(0, 2).join('.')}`,
    'four parts': () => `Bearer ${good}.${part(good, 2)}`,
    'five parts, as if encrypted': () => `Bearer ${good}.${part(good, 1)}.${part(good, 2)}`,
    'parts that are not base64url': () => `Bearer ${good.replace('.', '.+/=')}`,
    'a header that is not JSON': () => `Bearer ${Buffer.from('{').toString('base64url')}.${part(good, 1)}.x`,
    'a header that is a list': () => `Bearer ${encode([])}.${part(good, 1)}.${part(good, 2)}`,
    'a payload that is not JSON': () => {
      const bytes = Buffer.from('not json').toString('base64url');
      return `Bearer ${part(good, 0)}.${bytes}.${part(good, 2)}`;
    },
    'over 8 KiB': async () => `Bearer ${await sign(claims({ more: 'x'.repeat(8192) }))}`,
    'a changed payload': () => `Bearer ${withPayload(good, claims({ sub: 'operator' }))}`,
    'a changed signature': () =>
      `Bearer ${part(good, 0)}.${part(good, 1)}.${part(good, 2).startsWith('A') ? 'B' : 'A'}${part(good, 2).slice(1)}`,
    'half a signature': () => `Bearer ${good.slice(0, -43)}`,
    'a signature of zeros': () =>
      `Bearer ${part(good, 0)}.${part(good, 1)}.${Buffer.alloc(64).toString('base64url')}`,
    'no signature': () => `Bearer ${part(good, 0)}.${part(good, 1)}.`,
    'alg none': () => `Bearer ${encode(header({ alg: 'none' }))}.${encode(claims())}.x`,
    'alg NoNe and no signature': () => `Bearer ${encode(header({ alg: 'NoNe' }))}.${encode(claims())}.`,
    'alg missing': () => `Bearer ${encode({ typ: 'at+jwt' })}.${encode(claims())}.${part(good, 2)}`,
    'HS256 with the public key as PEM': () =>
      `Bearer ${hmac(header({ alg: 'HS256' }), publicKey.export({ type: 'spki', format: 'pem' }))}`,
    'HS256 with the public key as DER': () =>
      `Bearer ${hmac(header({ alg: 'HS256' }), publicKey.export({ type: 'spki', format: 'der' }))}`,
    'HS512 with the public key as JWK': () =>
      `Bearer ${hmac(header({ alg: 'HS512' }), JSON.stringify(publicKey.export({ format: 'jwk' })))}`,
    'HS256 with the key id': () => `Bearer ${hmac(header({ alg: 'HS256' }), jwk.kid ?? '')}`,
    'an algorithm that is not allowed': async () => {
      const { privateKey } = await generateKeyPair('ES384');
      return `Bearer ${await sign(claims(), header({ alg: 'ES384' }), privateKey)}`;
    },
    'an RSA algorithm for the EC key': async () => {
      const { privateKey } = await generateKeyPair('RS256');
      return `Bearer ${await sign(claims(), header({ alg: 'RS256' }), privateKey)}`;
    },
    'another key with the same id': async () => `Bearer ${await sign(claims(), header(), otherKey)}`,
    'another key with an unknown id': async () =>
      `Bearer ${await sign(claims(), header({ kid: randomUUID() }), otherKey)}`,
    'another key and no id': async () =>
      `Bearer ${await sign(claims(), { alg: 'ES256', typ: 'at+jwt' }, otherKey)}`,
    'a key id that is a path': async () =>
      `Bearer ${await sign(claims(), header({ kid: '../../etc/passwd' }), otherKey)}`,
    'a key brought along': async () => {
      const pair = await generateKeyPair('ES256');
      const mine = await exportJWK(pair.publicKey);
      return `Bearer ${await sign(claims(), { alg: 'ES256', typ: 'at+jwt', jwk: mine }, pair.privateKey)}`;
    },
    'an address of keys': async () =>
      `Bearer ${await sign(claims(), header({ jku: `${provider.issuer}/jwks` }))}`,
    'an address of certificates': async () =>
      `Bearer ${await sign(claims(), header({ x5u: 'https://elsewhere.example/c' }))}`,
    certificates: async () => `Bearer ${await sign(claims(), header({ x5c: ['MIIB'] }))}`,
    'a critical extension': () =>
      `Bearer ${encode(header({ crit: ['exp'], exp: now() + 60 }))}.${part(good, 1)}.${part(good, 2)}`,
    'an unencoded payload': async () =>
      `Bearer ${await sign(claims(), header({ crit: ['b64'], b64: true }))}`,
    'no type': async () => `Bearer ${await sign(claims(), { alg: 'ES256', kid: jwk.kid ?? '' })}`,
    'the type of a logout token': async () => `Bearer ${await sign(claims(), header({ typ: 'logout+jwt' }))}`,
    'the type of a proof': async () => `Bearer ${await sign(claims(), header({ typ: 'dpop+jwt' }))}`,
    'another audience': async () => `Bearer ${await sign(claims({ aud: 'remit-pages' }))}`,
    'a list of other audiences': async () => `Bearer ${await sign(claims({ aud: ['a', 'remit-api2'] }))}`,
    'no audience': async () => `Bearer ${await sign(without('aud'))}`,
    'another issuer': async () => `Bearer ${await sign(claims({ iss: 'https://elsewhere.example' }))}`,
    'the issuer with a slash more': async () =>
      `Bearer ${await sign(claims({ iss: `${provider.issuer}/` }))}`,
    'no issuer': async () => `Bearer ${await sign(without('iss'))}`,
    'no subject': async () => `Bearer ${await sign(without('sub'))}`,
    'an empty subject': async () => `Bearer ${await sign(claims({ sub: '' }))}`,
    'a subject that is a number': async () => `Bearer ${await sign(claims({ sub: 7 as unknown as string }))}`,
    'a subject with a space': async () => `Bearer ${await sign(claims({ sub: 'approver-1.QKS ' }))}`,
    'a subject of 256 characters': async () => `Bearer ${await sign(claims({ sub: 'x'.repeat(256) }))}`,
    expired: async () => `Bearer ${await sign(claims({ exp: now() - 6 }))}`,
    'no expiry': async () => `Bearer ${await sign(without('exp'))}`,
    'an expiry that is text': async () =>
      `Bearer ${await sign(claims({ exp: String(now() + 60) as unknown as number }))}`,
    'not yet good': async () => `Bearer ${await sign(claims({ nbf: now() + 60 }))}`,
    'made in the future': async () => `Bearer ${await sign(claims({ iat: now() + 60 }))}`,
    'made at a time that is text': async () =>
      `Bearer ${await sign(claims({ iat: 'yesterday' as unknown as number }))}`,
  };

  it('is tried with at least sixty kinds of broken token', () => {
    expect(Object.keys(broken)).to.have.lengthOf.at.least(60);
  });

  for (const [what, make] of Object.entries(broken)) {
    it(`refuses ${what}`, async () => {
      expect(await outcome(await make())).to.equal('invalid');
    });
  }

  it('cannot be set to accept what anybody can sign', () => {
    for (const algorithm of ['none', 'HS256', 'HS512', 'dir', '']) {
      const algorithms = [algorithm as SignatureAlgorithm];
      const make = () => createAuthenticator({ issuer: provider.issuer, audience: 'remit-api', algorithms });
      expect(make, algorithm).to.throw('Token algorithms must be some of');
    }
    const none = () => createAuthenticator({ issuer: provider.issuer, audience: 'a', algorithms: [] });
    expect(none).to.throw('none named');
  });
});
