import { expect } from 'chai';
import { learningFrom, type RoutedAlike } from '../../domain/learning/figures.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { policyWith } from '../support/small-policies.ts';

const alike = (different: Partial<RoutedAlike>): RoutedAlike => ({
  month: '2026-01',
  stage: 'develop-plan',
  home: 'place',
  level: 'place',
  policy: '1',
  matched: ['R-1'],
  deciding: ['R-1'],
  end: 'approved',
  gates: 1,
  ...different,
});

describe('what a board learns of how decisions were routed', () => {
  const policy = policyWith([
    { cells: { scope: '"place"' }, level: 'place' },
    { cells: { revenueGbp: '> 50000' }, level: 'system' },
    { cells: { residualRisk: '>= 15' }, level: 'system' },
    { cells: { revenueGbp: '> 900000' }, level: 'place', refer: 'treasury' },
    { cells: { residualRisk: '>= 20' }, level: 'place', refer: 'treasury' },
  ]);
  const policies = new Map<string, Policy>([['1', policy]]);
  const learn = (...routed: RoutedAlike[]) => learningFrom(routed, [], policies);

  it('counts by month and level, with the months in between in which nothing opened', () => {
    const { months, gates } = learn(
      alike({ month: '2025-12', gates: 3 }),
      alike({ month: '2026-02', level: 'system', deciding: ['R-2'], matched: ['R-1', 'R-2'], gates: 2 }),
    );
    expect(gates).to.equal(5);
    expect(months).to.deep.equal([
      { month: '2025-12', byLevel: { place: 3, system: 0, region: 0, national: 0 }, escalated: 0 },
      { month: '2026-01', byLevel: { place: 0, system: 0, region: 0, national: 0 }, escalated: 0 },
      { month: '2026-02', byLevel: { place: 0, system: 2, region: 0, national: 0 }, escalated: 2 },
    ]);
  });

  it('says what raised gates, and how often it alone did', () => {
    const raised = { level: 'system', matched: ['R-1', 'R-2', 'R-3'] } as const;
    const { raisedBy } = learn(
      alike({ gates: 9 }),
      alike({ ...raised, deciding: ['R-2', 'R-3'], gates: 2 }),
      alike({ ...raised, deciding: ['R-3'], matched: ['R-1', 'R-3'], gates: 4 }),
    );
    expect(raisedBy).to.deep.equal([
      { policy: '1', rule: 'R-3', gates: 6, alone: 4 },
      { policy: '1', rule: 'R-2', gates: 2, alone: 0 },
    ]);
  });

  it('sets what deciders above home changed beside those at home, and counts no gate that was superseded', () => {
    const above = { level: 'system', deciding: ['R-2'], matched: ['R-1', 'R-2'] } as const;
    const { atHome, above: higher } = learn(
      alike({ gates: 5 }),
      alike({ end: 'open' }),
      alike({ ...above, end: 'approved-with-conditions', gates: 2 }),
      alike({ ...above, end: 'returned' }),
      alike({ ...above, end: 'changes-requested' }),
      alike({ ...above, end: 'declined' }),
      alike({ ...above, end: 'superseded', gates: 7 }),
    );
    expect(atHome).to.deep.equal({ decided: 5, unchanged: 5, conditions: 0, sentBack: 0, declined: 0 });
    expect(higher).to.deep.equal({ decided: 5, unchanged: 0, conditions: 2, sentBack: 2, declined: 1 });
  });

  it('knows a rule that never mattered: what it asks for, others ask for as well', () => {
    const { rules } = learn(
      alike({ level: 'system', matched: ['R-1', 'R-2', 'R-3'], deciding: ['R-2', 'R-3'], gates: 2 }),
      alike({ level: 'system', matched: ['R-1', 'R-2', 'R-4'], deciding: ['R-2'], gates: 3 }),
      alike({ level: 'system', matched: ['R-2', 'R-3', 'R-4', 'R-5'], deciding: ['R-2', 'R-3'] }),
    );
    expect(
      rules.map(({ rule, matched, decided, mattered }) => [rule, matched, decided, mattered]),
    ).to.deep.equal([
      ['R-1', 5, 0, 0],
      ['R-2', 6, 6, 3],
      ['R-3', 3, 3, 0],
      ['R-4', 4, 0, 3],
      ['R-5', 1, 0, 0],
    ]);
  });

  it('of nothing says nothing', () => {
    const { gates, months, raisedBy } = learn();
    expect([gates, months, raisedBy]).to.deep.equal([0, [], []]);
  });
});
