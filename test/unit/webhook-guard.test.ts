import { expect } from 'chai';
import type { LookupAddress } from 'node:dns';
import { isPublic, publicLookup, refuseUrl } from '../../worker/telling/webhooks/guard.ts';

const NONE: ReadonlySet<string> = new Set();

describe('where webhooks may go', () => {
  for (const address of [
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'fec0::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'not an address',
    '',
  ])
    it(`not to ${address}`, () => {
      expect(isPublic(address)).to.equal(false);
    });

  for (const address of [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])
    it(`to ${address}`, () => {
      expect(isPublic(address)).to.equal(true);
    });

  it('whatever way an address is written: it is read as a browser reads it', () => {
    for (const url of [
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0177.0.0.1/',
      'https://[::ffff:7f00:1]/',
      'https://[0:0:0:0:0:0:0:1]/',
      'https://169.254.169.254/latest/meta-data',
    ])
      expect(refuseUrl(new URL(url), NONE)?.message, url).to.match(/public internet/);
    expect(refuseUrl(new URL('https://hooks.example/'), NONE)).to.equal(null);
    expect(refuseUrl(new URL('http://hooks.example/'), NONE)?.message).to.match(/HTTPS/);
  });

  it('to a place that is allowed by name, and to no other port of it', () => {
    const allowed = new Set(['127.0.0.1:8443', '[::1]:80']);
    expect(refuseUrl(new URL('https://127.0.0.1:8443/'), allowed)).to.equal(null);
    expect(refuseUrl(new URL('http://[::1]/'), allowed)).to.equal(null);
    expect(refuseUrl(new URL('https://127.0.0.1:8444/'), allowed)).to.be.instanceOf(Error);
  });

  const looked = (found: readonly LookupAddress[], all: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      const lookup = publicLookup((_host, _options, callback) => {
        callback(null, [...found]);
      });
      lookup('rebinds.example', { all }, (error, address) => {
        resolve(error === null ? address : error.message);
      });
    });

  it('a name gives the connection those of its addresses alone that are public', async () => {
    const [inside, outside] = [
      { address: '10.0.0.1', family: 4 },
      { address: '8.8.8.8', family: 4 },
    ];
    expect(await looked([inside, outside], true)).to.deep.equal([outside]);
    expect(await looked([inside, outside], false)).to.equal('8.8.8.8');
    expect(await looked([inside], true)).to.match(/public internet/);
    expect(await looked([inside, { address: '::ffff:10.0.0.1', family: 6 }], false)).to.match(
      /public internet/,
    );
    expect(await looked([], true)).to.match(/public internet/);
  });
});
