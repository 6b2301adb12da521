import { expect } from 'chai';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../cli/embedded/free-port.ts';
import { choosePorts } from '../../cli/start/ports.ts';
import { readStartSettings } from '../../cli/start/settings.ts';
import { occupyPort } from '../support/occupied-port.ts';
import { problemOf } from '../support/problem-of.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('what a start is told', () => {
  const problem = (env: NodeJS.ProcessEnv) => problemOf(Promise.resolve().then(() => readStartSettings(env)));

  it('is this machine alone, unless something else is said', () => {
    const settings = readStartSettings({ DATABASE_URL: '', HOST: '' });
    expect(settings).to.include({ url: 'http://127.0.0.1:8080', publicUrl: 'http://127.0.0.1:8080' });
    expect(settings).to.include({ databaseUrl: undefined, temporal: undefined, issuer: undefined });
    expect(readStartSettings({ HOST: '::1', PORT: '9000' }).url).to.equal('http://[::1]:9000');
  });

  it('lets nobody else in while the local identity provider is used', async () => {
    for (const HOST of ['0.0.0.0', '::', '10.0.0.7', 'remit.example.org'])
      expect(await problem({ HOST })).to.contain(`does not listen on ${HOST} while the local identity`);
    expect(await problem({ REMIT_PUBLIC_URL: 'https://remit.example.org' })).to.contain(
      'is not published as',
    );
    expect(readStartSettings({ HOST: '0.0.0.0', OIDC_ISSUER: 'https://id.example.org' }).host).to.equal(
      '0.0.0.0',
    );
  });

  it('is refused by name where it cannot be used', async () => {
    expect(await problem({ PORT: 'http' })).to.contain('PORT: ');
    expect(await problem({ PORT: '0' })).to.contain('PORT is 0');
    expect(await problem({ PORT: '6000' })).to.equal(
      'Browsers refuse to go to port 6000: set PORT to another one.',
    );
    expect(await problem({ DATABASE_URL: 'mysql://x' })).to.contain('DATABASE_URL: ');
  });

  it('is refused where a key is for a Temporal that is not named', async () => {
    expect(await problem({ TEMPORAL_API_KEY: 'a key' })).to.contain(
      'TEMPORAL_API_KEY is set and TEMPORAL_ADDRESS is not',
    );
    const named = readStartSettings({ TEMPORAL_API_KEY: 'a key', TEMPORAL_ADDRESS: 'here:7233' });
    expect(named.temporal).to.deep.include({ address: 'here:7233', apiKey: 'a key' });
  });
});

describe('the ports beside the API', () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = makeTempFolder('ports');
  });
  afterEach(() => folder.remove());

  it('are four, and the same at the next start, wherever the API is then', async () => {
    const port = await freePort();
    const first = await choosePorts(folder.path, port);
    expect(new Set([port, ...Object.values(first)])).to.have.property('size', 5);
    expect(await choosePorts(folder.path, await freePort())).to.deep.equal(first);
    const file = join(folder.path, 'ports.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal(first);
    expect(statSync(file).mode & 0o077).to.equal(0);
  });

  it('move where they are taken, but for the one by which people are known', async () => {
    const first = await choosePorts(folder.path, await freePort());
    const taken = await Promise.all([occupyPort(first.postgres), occupyPort(first.identity)]);
    const second = await choosePorts(folder.path, await freePort());
    expect(second.postgres).not.to.equal(first.postgres);
    expect(await problemOf(choosePorts(folder.path, first.identity))).to.contain('is where people sign in');
    expect({ ...second, postgres: 0 }).to.deep.equal({ ...first, postgres: 0 });
    await Promise.all(taken.map((each) => each.free()));
  });
});
