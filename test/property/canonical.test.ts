import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { seal } from '../../domain/content.ts';
import { canonical } from '../../domain/log/canonical.ts';
import { hashOf, uuidFrom } from '../../domain/log/hash.ts';

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

/** The same value with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}

describe('canonical JSON', () => {
  it('says the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is one text for one value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonical(turned(value))).to.equal(canonical(value));
        expect(canonical(JSON.parse(canonical(value)))).to.equal(canonical(value));
      }),
    );
  });

  it('is another text for another value', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
        expect(canonical(a) === canonical(b)).to.equal(isDeepStrictEqual(plain(a), plain(b)));
      }),
    );
  });

  it('leaves out what JSON leaves out', () => {
    expect(canonical({ b: undefined, a: [undefined, -0] })).to.equal('{"a":[null,0]}');
  });

  it('refuses what JSON cannot carry', () => {
    for (const value of [NaN, Infinity, '\uD800', { '\uDC00': 1 }, 1n, undefined, () => 1])
      expect(() => canonical(value)).to.throw(TypeError);
  });
});

describe('hashes', () => {
  it('are SHA-256 of the canonical text', () => {
    fc.assert(
      fc.property(json, (value) => {
        const wanted = createHash('sha256').update(canonical(value), 'utf8').digest('hex');
        expect(hashOf(value)).to.equal(wanted);
      }),
    );
  });

  it('of words depend on their salt', () => {
    fc.assert(
      fc.property(json, fc.string(), fc.string(), (value, a, b) => {
        expect(seal(value, a).hash === seal(value, b).hash).to.equal(a === b);
      }),
    );
  });

  it('make ids that follow from their parts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat())), (parts) => {
        expect(uuidFrom(...parts)).to.equal(uuidFrom(...parts));
        expect(uuidFrom(...parts)).to.match(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(uuidFrom(...parts, 'more')).not.to.equal(uuidFrom(...parts));
      }),
    );
  });
});
