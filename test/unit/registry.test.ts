import { expect } from 'chai';
import { bodyMap, type Body, type BodyMap } from '../../domain/body.ts';
import { listedTwice, registerBodies } from '../../domain/registry.ts';
import { BIRMINGHAM, BODIES, body, MAP, ONLY_REGIONS, SOLIHULL } from '../support/bodies.ts';
import { person } from '../support/people.ts';

const OPERATOR = { ...person('operator', null), roles: [{ role: 'operator' as const, body: null }] };
const EMPTY = bodyMap([], '2026-11-02');
const FROM = '2023-04-01';

function refusalOf(bodies: readonly Body[], map: BodyMap = MAP) {
  const made = registerBodies(bodies, map, OPERATOR);
  if (made.ok) throw new Error('was registered');
  const { code, fields = [] } = made.error;
  return [code, ...fields.map(({ field, rule }) => `${field} ${rule}`)];
}

const isRegistered = (bodies: readonly Body[], map: BodyMap = MAP) =>
  registerBodies(bodies, map, OPERATOR).ok;

function belonging(
  code: string,
  kind: Body['kind'],
  ...memberships: readonly [parent: string, from: string, to?: string][]
): Body {
  return {
    code,
    name: code,
    kind,
    memberships: memberships.map(([parent, from, to = null]) => ({ parent, from, to })),
  };
}

describe('registering bodies', () => {
  it('takes the shipped map, at once and anew', () => {
    expect(isRegistered(BODIES, EMPTY)).to.equal(true);
    expect(isRegistered(BODIES)).to.equal(true);
    for (const each of BODIES) expect(isRegistered([each]), each.code).to.equal(true);
  });

  it('takes regions and a national body alone, and places of places', () => {
    const regions = ['national', 'north', 'south'].flatMap((code) => ONLY_REGIONS.get(code) ?? []);
    expect(isRegistered(regions, EMPTY)).to.equal(true);
    expect(isRegistered([body('ward', 'place', SOLIHULL), body('bed', 'place', 'ward')])).to.equal(true);
  });

  it('takes a body that moved, on the very day that it left', () => {
    expect(
      isRegistered([belonging('QHL', 'system', ['Y60', FROM, '2026-04-01'], ['Y58', '2026-04-01'])]),
    ).to.equal(true);
    expect(
      isRegistered([belonging('x', 'place', ['QHL', FROM, '2024-01-01'], ['QHL', '2025-01-01'])]),
    ).to.equal(true);
  });

  const broken: readonly [why: string, bodies: readonly Body[], ...fields: string[]][] = [
    [
      'an end before its beginning',
      [belonging('x', 'place', ['QHL', FROM, '2022-04-01'])],
      'memberships[0].to interval',
    ],
    [
      'an end on the day it began',
      [belonging('x', 'place', ['QHL', FROM, FROM])],
      'memberships[0].to interval',
    ],
    [
      'one membership twice',
      [belonging('x', 'place', ['QHL', FROM, '2024-04-01'], ['QHL', FROM])],
      'memberships[1].from once',
    ],
    [
      'memberships that overlap',
      [belonging('x', 'place', ['QHL', FROM], ['QHL', '2024-04-01'])],
      'memberships[1].from overlap',
    ],
    [
      'one that a later one began in, whichever comes first',
      [belonging('x', 'place', ['QHL', '2024-04-01'], ['QHL', FROM, '2024-04-02'])],
      'memberships[1].from overlap',
    ],
    [
      'an ICS in two regions on one day',
      [belonging('QHL', 'system', ['Y60', FROM], ['Y58', '2024-04-01'])],
      'memberships[1].from overlap',
    ],
    [
      'a beginning before anybody kept a list',
      [belonging('x', 'place', ['QHL', '1899-12-31'])],
      'memberships[0].from earliest',
    ],
    [
      'a day before our era’s first',
      [belonging('x', 'place', ['QHL', '0000-01-01'])],
      'memberships[0].from earliest',
    ],
    ['a second national body', [body('other', 'national')], 'kind one-national'],
    [
      'a region that becomes national too',
      [body('Y60', 'national')],
      'kind one-national',
      'kind kind-in-use',
    ],
    [
      'a national body with a parent',
      [body('national', 'national', 'Y60')],
      'memberships[0].parent parent-kind',
    ],
    ['a body inside itself', [body(SOLIHULL, 'place', 'QHL', SOLIHULL)], 'memberships[1].parent no-circle'],
    ['a partner inside itself', [body('p', 'partner', 'p')], 'memberships[0].parent no-circle'],
    [
      'two inside each other',
      [body('a', 'place', 'b'), body('b', 'place', 'a')],
      'memberships[0].parent no-circle',
      'memberships[0].parent no-circle',
    ],
    ['a place of a region', [body('x', 'place', 'Y60')], 'memberships[0].parent parent-kind'],
    [
      'a place of a partner',
      [body('p', 'partner'), body('x', 'place', 'p')],
      'memberships[0].parent parent-kind',
    ],
    ['an ICS of the national body', [body('x', 'system', 'national')], 'memberships[0].parent parent-kind'],
    ['an ICS of an ICS', [body('x', 'system', 'QHL')], 'memberships[0].parent parent-kind'],
    ['a region of a region', [body('x', 'region', 'Y60')], 'memberships[0].parent parent-kind'],
    ['an ICS that becomes a partner under its places', [body('QHL', 'partner')], 'kind kind-in-use'],
  ];
  for (const [why, bodies, ...fields] of broken)
    it(`refuses ${why}`, () => {
      expect(refusalOf(bodies)).to.deep.equal(['invalid', ...fields]);
    });

  it('refuses two national bodies that come together', () => {
    expect(refusalOf([body('one', 'national'), body('two', 'national')], EMPTY)).to.deep.equal([
      'invalid',
      'kind one-national',
      'kind one-national',
    ]);
  });

  it('refuses a circle that it closes with those registered already, on a day that they share', () => {
    const ward = belonging('ward', 'place', [SOLIHULL, '2024-01-01', '2025-01-01']);
    const map = bodyMap([...BODIES, ward], '2026-11-02');
    const into = (from: string, to?: string) => [
      belonging(SOLIHULL, 'place', ['ward', from, ...(to === undefined ? [] : [to])] as [string, string]),
    ];
    expect(refusalOf(into(FROM), map)).to.deep.equal(['invalid', 'memberships[0].parent no-circle']);
    expect(refusalOf(into('2024-06-01'), map)).to.deep.equal(['invalid', 'memberships[0].parent no-circle']);
    expect(isRegistered(into('2025-01-01'), map)).to.equal(true);
    expect(isRegistered(into(FROM, '2024-01-01'), map)).to.equal(true);
  });

  it('lets another body become the national one where the first is no longer', () => {
    const map = bodyMap([body('old', 'national')], '2026-11-02');
    expect(isRegistered([body('new', 'national'), body('old', 'region', 'new')], map)).to.equal(true);
  });

  it('refuses a list that has one code twice, by its place in the list', () => {
    const twice = [body('x', 'place', 'QHL'), body(BIRMINGHAM, 'place', 'QHL'), body('x', 'place', 'QNC')];
    expect(refusalOf(twice)).to.deep.equal(['invalid', 'bodies[2].code once']);
    expect(listedTwice(BODIES)).to.equal(null);
  });
});
