import { expect } from 'chai';
import type { RoutingFacts } from '../../domain/facts.ts';
import { explain, whatWouldRaise, type Deciders } from '../../domain/policy/plain-english.ts';
import { evaluate, type Policy } from '../../domain/policy/policy.ts';
import { factsWith } from '../support/plain-facts.ts';
import { policyOf, SHIPPED_XML, withCell } from '../support/shipped-policy.ts';

describe('a verdict in plain English', () => {
  let policy: Policy;

  before(async () => {
    policy = await policyOf(SHIPPED_XML);
  });

  function told(different: Partial<RoutingFacts>, deciders?: Partial<Deciders>, by = policy): string {
    const verdict = evaluate(by, factsWith(different));
    if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
    return explain(verdict.value.receipt, deciders).join(' ');
  }

  const later = 'deliver-improvement';
  const aa = 'assure-accountability';
  const region = 'it would stay with the region.';
  const system = 'it would stay with the system.';
  const place = 'it would stay with the place.';
  const treasury = 'HM Treasury must consent, and the consent be recorded, before it can be approved.';
  const cases: [id: string, different: Partial<RoutingFacts>, text: string][] = [
    ['S-01', {}, 'Decided at place, the most local level: no rule asks for a higher one (S-01).'],
    [
      'S-02',
      { scope: 'system' },
      'Decided by the system, where it belongs: it affects one system only, and no rule asks for a higher level (S-02).',
    ],
    [
      'S-03',
      { scope: 'region' },
      'Decided by the region, where it belongs: it affects several systems of one region, and no rule asks for a higher level (S-03).',
    ],
    [
      'S-04',
      { scope: 'national' },
      'Decided by the national body because it affects several regions and this is the stage "Develop and implement strategies and plans" (S-04). No other fact would keep it more local: the stage and the scope take it there.',
    ],
    [
      'S-05',
      { scope: 'national', stage: later },
      'Decided by the region, where it belongs: it affects several regions, and no rule asks for a higher level (S-05).',
    ],
    [
      'S-06',
      { revenueGbp: 60_000 },
      `Decided by the system because the revenue asked for, £60,000, is over £50,000 (S-06). At £50,000 or less ${place}`,
    ],
    [
      'S-07',
      { scope: 'system', revenueGbp: 1_000_000.5 },
      `Decided by the region because the revenue asked for, £1,000,000.50, is over £1,000,000 (S-07). At £1,000,000 or less ${system}`,
    ],
    [
      'S-08',
      { scope: 'region', revenueGbp: 11_000_000 },
      `Decided by the national body because the revenue asked for, £11,000,000, is over £10,000,000 (S-08). At £10,000,000 or less ${region}`,
    ],
    [
      'S-09',
      { scope: 'region', revenueGbp: 160_000_000 },
      `Decided by the national body because the revenue asked for, £160,000,000, is over £10,000,000 (S-08) and over £150,000,000 (S-09). At £10,000,000 or less ${region} ${treasury}`,
    ],
    [
      'S-10',
      { capitalGbp: 60_000 },
      `Decided by the system because the capital asked for, £60,000, is over £50,000 (S-10). At £50,000 or less ${place}`,
    ],
    [
      'S-11',
      { scope: 'system', capitalGbp: 1_400_000 },
      `Decided by the region because the capital asked for, £1,400,000, is over £1,000,000 (S-11). At £1,000,000 or less ${system}`,
    ],
    [
      'S-12',
      { capitalGbp: 26_000_000 },
      'Decided by the national body because the capital asked for, £26,000,000, is over £25,000,000 (S-12). At £25,000,000 or less it would be decided by the region.',
    ],
    [
      'S-13',
      { scope: 'region', capitalGbp: 310_000_000 },
      `Decided by the national body because the capital asked for, £310,000,000, is over £25,000,000 (S-12) and over £300,000,000 (S-13). At £25,000,000 or less ${region} ${treasury}`,
    ],
    [
      'S-14',
      { scope: 'system', revenueGbp: 55_000, consultancyGbp: 55_000 },
      `Decided by the region because the consultancy asked for, £55,000, is over £50,000 (S-14). At £50,000 or less ${system}`,
    ],
    [
      'S-15',
      { scope: 'region', novelContentiousOrRepercussive: true },
      `Decided by the national body because it is novel, contentious or repercussive (S-15). If it were not novel, contentious or repercussive, ${region} ${treasury}`,
    ],
    [
      'S-16',
      { changesNationalStandard: true },
      `Decided by the national body because it changes a national strategy, plan, standard, outcome or priority (S-16). If it did not change a national strategy, plan, standard, outcome or priority, ${place}`,
    ],
    [
      'S-17',
      { caseToGovernment: true },
      `Decided by the national body because it makes a case to government or allocates national resource (S-17). If it made no case to government and allocated no national resource, ${place}`,
    ],
    [
      'S-18',
      { regulatedProgramme: true },
      `Decided by the region because it is a regulated programme (S-18). If it were not a regulated programme, ${place} The regulator must consent, and the consent be recorded, before it can be approved.`,
    ],
    [
      'S-19',
      { substantialServiceChange: true },
      `Decided by the region because it is a substantial service change (S-19). If it were not a substantial service change, ${place} The Secretary of State must be notified; only a call-in holds it up.`,
    ],
    [
      'S-20',
      { residualRisk: 16 },
      `Decided by the system because the residual risk, 16, is 15 or more (S-20). At 12 or less ${place}`,
    ],
    [
      'S-21',
      { scope: 'system', residualRisk: 15 },
      `Decided by the region because the residual risk, 15, is 15 or more (S-21). At 12 or less ${system}`,
    ],
    [
      'S-22',
      { scope: 'region', residualRisk: 25 },
      `Decided by the national body because the residual risk, 25, is 20 or more (S-22). At 16 or less ${region}`,
    ],
    [
      'S-23',
      { qualityConcernUnresolved: true },
      `Decided by the system because a quality concern was raised and local mitigation has failed (S-23). If the quality concern were resolved, ${place}`,
    ],
    [
      'S-24',
      { scope: 'system', qualityConcernUnresolved: true },
      `Decided by the region because a quality concern was raised and local mitigation has failed (S-24). If the quality concern were resolved, ${system}`,
    ],
    [
      'S-25',
      { scope: 'national', stage: later, qualityConcernUnresolved: true },
      `Decided by the national body because a quality concern was raised and local mitigation has failed (S-25). If the quality concern were resolved, ${region}`,
    ],
    [
      'S-26',
      { scope: 'system', stage: aa, revenueGbp: 2_000_000 },
      `Decided by the region because the revenue asked for, £2,000,000, is over £1,000,000 (S-26). At £1,000,000 or less ${system}`,
    ],
    [
      'S-27',
      { scope: 'system', stage: aa, capitalGbp: 2_000_000 },
      `Decided by the region because the capital asked for, £2,000,000, is over £1,000,000 (S-27). At £1,000,000 or less ${system}`,
    ],
  ];
  for (const [id, different, text] of cases) {
    it(`tells of ${id}`, () => {
      expect(told(different)).to.equal(text);
    });
  }

  it('tells every reason and everything that would have to be different', () => {
    expect(
      told({ scope: 'system', residualRisk: 20, qualityConcernUnresolved: true, capitalGbp: 2_000_000 }),
    ).to.equal(
      'Decided by the region because the capital asked for, £2,000,000, is over £1,000,000 (S-11), ' +
        'the residual risk, 20, is 15 or more (S-21) and a quality concern was raised and local mitigation has failed (S-24). ' +
        'If the capital asked for were £1,000,000 or less, the residual risk were 12 or less and the quality concern were resolved, ' +
        system,
    );
  });

  it('tells of rules that ask for the level where it belongs anyway', () => {
    expect(told({ scope: 'region', capitalGbp: 2_000_000 })).to.include(
      'The same level is asked for because the capital asked for, £2,000,000, is over £1,000,000 (S-11).',
    );
  });

  it('uses the names of the bodies where they are known', () => {
    const bodies = {
      place: 'West Birmingham',
      system: 'NHS Black Country ICB',
      region: 'the Midlands region',
    };
    expect(told({ capitalGbp: 60_000 }, bodies)).to.equal(
      'Decided by NHS Black Country ICB because the capital asked for, £60,000, is over £50,000 (S-10). ' +
        'At £50,000 or less it would stay with West Birmingham.',
    );
    expect(told({}, bodies)).to.include('Decided at place, by West Birmingham, the most local level');
  });

  it('does not blame the stage where it is the policy that no amount would satisfy', async () => {
    const any = await policyOf(withCell(SHIPPED_XML, 'S-12', 'capitalGbp', '&gt;= 0'));
    expect(told({}, {}, any)).to.include('No change of the facts was found that would keep it more local.');
  });

  it('takes its amounts from the policy, so that another version explains itself', async () => {
    const other = await policyOf(withCell(SHIPPED_XML, 'S-12', 'capitalGbp', '&gt;= 20000000'));
    expect(told({ capitalGbp: 26_000_000 }, {}, other)).to.include(
      'is £20,000,000 or more (S-12). At £19,999,999.99 or less it would be decided by the region.',
    );
    const negated = await policyOf(withCell(SHIPPED_XML, 'S-20', 'residualRisk', 'not(&lt; 15, 16)'));
    expect(told({ residualRisk: 20 }, {}, negated)).to.include('is neither under 15 nor 16 (S-20)');
  });

  describe('of what would raise it', () => {
    function raised(different: Partial<RoutingFacts>, deciders?: Partial<Deciders>): readonly string[] {
      const verdict = evaluate(policy, factsWith(different));
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
      return whatWouldRaise(verdict.value.receipt, deciders);
    }

    const atSystem: Partial<RoutingFacts> = { scope: 'system', stage: aa, revenueGbp: 600_000 };

    it('names the amount over which a higher level decides', () => {
      expect(raised(atSystem)).to.deep.equal([
        'It would go up to the region if the revenue asked for were over £1,000,000.',
      ]);
    });

    it('names the score from which it does, where the amounts cannot', () => {
      expect(
        raised({ scope: 'place', stage: later, residualRisk: 12, qualityConcernUnresolved: false }),
      ).to.deep.equal(['It would go up to the system if the residual risk were 15 or more.']);
    });

    it('says what would be claimed, and names the body where it is known', () => {
      expect(
        raised({ scope: 'region', stage: 'guide-expectations' }, { national: 'NHS England' }),
      ).to.deep.equal([
        'It would go up to NHS England if it changed a national strategy, plan, standard, outcome or priority.',
      ]);
    });

    it('says nothing where there is no higher level, nor of a receipt that does not know', () => {
      expect(raised({ scope: 'national' })).to.deep.equal([]);
      const verdict = evaluate(policy, factsWith(atSystem));
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
      const { lessLocal: _, ...before } = verdict.value.receipt;
      expect(whatWouldRaise(before)).to.deep.equal([]);
    });
  });
});
