import { inspect } from 'node:util';
import { expect } from 'chai';
import { localPath } from '../../web/local-path.ts';

describe('where one goes after signing in', () => {
  const kept = [
    '/',
    '/queue',
    '/queue?level=region&state=ready',
    '/initiatives/1#facts',
    '/a/%2F%2Fb',
    '/sign-inside',
  ];
  for (const path of kept) {
    it(`is ${path}`, () => {
      expect(localPath(path)).to.equal(path);
    });
  }

  const refused: readonly unknown[] = [
    undefined,
    ['/queue', '//evil.example'],
    '',
    'queue',
    'https://evil.example/',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/a\\..\\..\\evil',
    '/x/..//evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    '/\u0000',
    '/\u2028',
    '/sign-in?returnTo=/sign-in',
    '/sign-out',
    `/${'x'.repeat(600)}`,
  ];
  for (const path of refused) {
    it(`is the start page for ${inspect(path).slice(0, 40)}`, () => {
      expect(localPath(path)).to.equal('/');
    });
  }
});
