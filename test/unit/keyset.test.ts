import { expect } from 'chai';
import { decodeCursor, encodeCursor } from '../../store/keyset.ts';

const ID = '01a20064-5d44-70bb-91cc-686f8f6840be';
const AT = '2026-11-02T09:30:00.000Z';

const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('is read back as it was handed out', () => {
    expect(decodeCursor(encodeCursor({ at: AT, id: ID }))).to.deep.equal({ at: AT, id: ID });
  });

  const foreign: Readonly<Record<string, string>> = {
    nothing: '',
    'no JSON': 'nonsense',
    'a number for an instant': written(['1', ID]),
    'a day for an instant': written(['2026-01-01', ID]),
    'dashes for an id': written([AT, '------------------------------------']),
    'an id in capitals': written([AT, ID.toUpperCase()]),
    'a year that no database knows': written(['+275000-01-01T00:00:00.000Z', ID]),
    'a year before the first': written(['-000001-01-01T00:00:00.000Z', ID]),
    'the year nought': written(['0000-01-01T00:00:00.000Z', ID]),
    'a day that is not in the calendar': written(['2026-02-30T00:00:00.000Z', ID]),
    'an instant that is none': written(['2026-99-99T00:00:00.000Z', ID]),
    'something more': written([AT, ID, 1]),
    'an object': written({ at: AT, id: ID }),
    'padding of another alphabet': `${written([AT, ID])}==`,
  };
  for (const [what, text] of Object.entries(foreign))
    it(`is not ${what}`, () => {
      expect(decodeCursor(text)).to.equal(null);
    });
});
