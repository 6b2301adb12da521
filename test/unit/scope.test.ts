import { expect } from 'chai';
import { LEVELS } from '../../domain/level.ts';
import { homeLevel as policyHomeLevel } from '../../domain/policy/home-level.ts';
import { affectedRegions, affectedSystems, decidingBodies, homeLevel, scopeOf } from '../../domain/scope.ts';
import { bodyMap } from '../../domain/body.ts';
import {
  BIRMINGHAM,
  BODIES,
  FIRE_SERVICE,
  MAP,
  MIDLANDS_COLLABORATIVE,
  ONLY_REGIONS,
  SOLIHULL,
  STOKE,
  TORBAY,
  WIDE_COLLABORATIVE,
} from '../support/bodies.ts';

const REGIONS = ['Y56', 'Y58', 'Y59', 'Y60', 'Y61', 'Y62', 'Y63'];

describe('scope follows from lead and affected bodies', () => {
  const cases: [why: string, lead: string, affected: string[], scope: string][] = [
    ['one place, itself', BIRMINGHAM, [BIRMINGHAM], 'place'],
    ['one place, said twice', BIRMINGHAM, [BIRMINGHAM, BIRMINGHAM], 'place'],
    ['another place of the same ICS', BIRMINGHAM, [SOLIHULL], 'place'],
    ['two places of one ICS', BIRMINGHAM, [BIRMINGHAM, SOLIHULL], 'system'],
    ['an ICS, itself', 'QHL', ['QHL'], 'system'],
    ['a place and its ICS', BIRMINGHAM, ['QHL'], 'system'],
    ['one place, led by its ICS', 'QHL', [BIRMINGHAM], 'place'],
    ['one place, led by its region', 'Y60', [BIRMINGHAM], 'place'],
    ['one place, led by the national body', 'national', [BIRMINGHAM], 'place'],
    ['one ICS, led by its region', 'Y60', ['QHL'], 'system'],
    ['one place, led by a partner', FIRE_SERVICE, [BIRMINGHAM], 'place'],
    ['a partner alone', BIRMINGHAM, [FIRE_SERVICE], 'system'],
    ['a place and a partner', BIRMINGHAM, [BIRMINGHAM, FIRE_SERVICE], 'system'],
    ['two ICSs of one region', 'Y60', ['QHL', 'QNC'], 'region'],
    ['a place of another ICS of the region', BIRMINGHAM, [STOKE], 'region'],
    ['a region as a whole', 'Y60', ['Y60'], 'region'],
    ['a place and its region', BIRMINGHAM, ['Y60'], 'region'],
    ['a collaborative of two ICSs of a region', MIDLANDS_COLLABORATIVE, [MIDLANDS_COLLABORATIVE], 'region'],
    ['one place, led by such a collaborative', MIDLANDS_COLLABORATIVE, [BIRMINGHAM], 'region'],
    ['a collaborative of ICSs of two regions', WIDE_COLLABORATIVE, [WIDE_COLLABORATIVE], 'national'],
    ['a place of another region', BIRMINGHAM, [TORBAY], 'national'],
    ['one place, led by another region', 'Y58', [BIRMINGHAM], 'national'],
    ['two regions', 'Y60', ['Y60', 'Y58'], 'national'],
    ['ICSs of two regions', 'national', ['QHL', 'QJK'], 'national'],
    ['the national body', 'national', ['national'], 'national'],
  ];
  for (const [why, lead, affected, scope] of cases)
    it(`${why}: ${scope}`, () => {
      expect(scopeOf(MAP, lead, affected)).to.equal(scope);
      expect(scopeOf(MAP, lead, [...affected].reverse())).to.equal(scope);
    });

  it('runs with regions and a national body alone', () => {
    expect(scopeOf(ONLY_REGIONS, 'north', ['north'])).to.equal('region');
    expect(scopeOf(ONLY_REGIONS, 'north', ['south'])).to.equal('national');
    expect(scopeOf(ONLY_REGIONS, 'national', ['south'])).to.equal('region');
    expect(scopeOf(ONLY_REGIONS, 'national', ['national'])).to.equal('national');
  });

  it('is read with the map of the day', () => {
    const moved = BODIES.map((each) =>
      each.code === 'QHL'
        ? {
            ...each,
            memberships: [
              { parent: 'Y60', from: '2023-04-01', to: '2026-04-01' },
              { parent: 'Y58', from: '2026-04-01', to: null },
            ],
          }
        : each,
    );
    expect(scopeOf(bodyMap(moved, '2026-03-31'), 'QHL', ['QNC'])).to.equal('region');
    expect(scopeOf(bodyMap(moved, '2026-04-01'), 'QHL', ['QNC'])).to.equal('national');
    expect(scopeOf(bodyMap(moved, '2026-04-01'), 'QHL', ['QJK'])).to.equal('region');
  });
});

describe('home is the scope, and a region where that is national', () => {
  for (const level of LEVELS)
    it(level, () => {
      expect(homeLevel(level)).to.equal(level === 'national' ? 'region' : level);
      expect(policyHomeLevel(level)).to.equal(homeLevel(level));
    });
});

describe('who decides', () => {
  const bodies = (level: 'place' | 'system' | 'region' | 'national', lead: string, ...affected: string[]) =>
    decidingBodies(MAP, level, lead, affected);

  it('at place: the lead', () => {
    expect(bodies('place', BIRMINGHAM, SOLIHULL)).to.deep.equal([BIRMINGHAM]);
  });

  it('at place, where the lead is none: the place that is affected', () => {
    for (const lead of ['QHL', 'Y60', 'national', FIRE_SERVICE])
      expect(bodies('place', lead, BIRMINGHAM), lead).to.deep.equal([BIRMINGHAM]);
  });

  it('at system: the ICS of the lead', () => {
    expect(bodies('system', BIRMINGHAM, BIRMINGHAM)).to.deep.equal(['QHL']);
    expect(bodies('system', 'QHL', BIRMINGHAM, SOLIHULL)).to.deep.equal(['QHL']);
  });

  it('at system, where the lead is above: the ICS that is affected', () => {
    expect(bodies('system', 'Y60', 'QHL')).to.deep.equal(['QHL']);
    expect(bodies('system', FIRE_SERVICE, BIRMINGHAM)).to.deep.equal(['QHL']);
  });

  it('at region: the region of the lead, not those it reaches', () => {
    expect(bodies('region', BIRMINGHAM, STOKE)).to.deep.equal(['Y60']);
    expect(bodies('region', 'Y60', 'QHL', 'QJK')).to.deep.equal(['Y60']);
  });

  it('at region, where a national body leads: the affected regions together', () => {
    expect(bodies('region', 'national', 'QHL', 'QJK', 'QNC')).to.deep.equal(['Y58', 'Y60']);
  });

  it('at region, where the national body is affected as a whole: every region', () => {
    expect(bodies('region', 'national', 'national')).to.deep.equal(REGIONS);
  });

  it('at national: the national body, whoever leads', () => {
    for (const lead of [BIRMINGHAM, 'QHL', 'Y60', 'national', FIRE_SERVICE])
      expect(bodies('national', lead, BIRMINGHAM), lead).to.deep.equal(['national']);
  });

  it('with regions and a national body alone', () => {
    expect(decidingBodies(ONLY_REGIONS, 'region', 'north', ['north'])).to.deep.equal(['north']);
    expect(decidingBodies(ONLY_REGIONS, 'region', 'national', ['north', 'south'])).to.deep.equal([
      'north',
      'south',
    ]);
    expect(affectedSystems(ONLY_REGIONS, ['north', 'south'])).to.deep.equal([]);
  });
});

describe('who is affected', () => {
  it('are the ICSs and the regions of the affected bodies, each once and in order', () => {
    const affected = [STOKE, BIRMINGHAM, SOLIHULL, 'QHL', TORBAY, FIRE_SERVICE];
    expect(affectedSystems(MAP, affected)).to.deep.equal(['QHL', 'QJK', 'QNC']);
    expect(affectedRegions(MAP, affected)).to.deep.equal(['Y58', 'Y60']);
    expect(affectedSystems(MAP, [WIDE_COLLABORATIVE])).to.deep.equal(['QHL', 'QJK']);
  });

  it('are all regions where the national body is', () => {
    expect(affectedRegions(MAP, ['national'])).to.deep.equal(REGIONS);
  });
});

describe('the map of bodies', () => {
  it('knows everybody above, nearest first and the national body last', () => {
    expect(MAP.above(BIRMINGHAM)).to.deep.equal(['QHL', 'Y60', 'national']);
    expect(MAP.above(MIDLANDS_COLLABORATIVE)).to.deep.equal(['QHL', 'QNC', 'Y60', 'national']);
    expect(MAP.above('national')).to.deep.equal([]);
    expect(MAP.above(FIRE_SERVICE)).to.deep.equal(['national']);
  });

  it('is not caught in a circle', () => {
    const circle = bodyMap(
      [
        { code: 'a', name: 'a', kind: 'place', memberships: [{ parent: 'b', from: '2020-01-01', to: null }] },
        { code: 'b', name: 'b', kind: 'place', memberships: [{ parent: 'a', from: '2020-01-01', to: null }] },
      ],
      '2026-01-01',
    );
    expect(circle.above('a')).to.deep.equal(['b']);
  });

  it('knows nothing above a body that is not registered', () => {
    expect(MAP.systemsOf('nowhere')).to.deep.equal([]);
    expect(MAP.get('nowhere')).to.equal(undefined);
  });
});
