import { expect } from 'chai';
import type { FactProblem, RoutingFacts } from '../../domain/facts.ts';
import { homeLevel } from '../../domain/policy/home-level.ts';
import { evaluateReceipt } from '../../domain/policy/judge.ts';
import { evaluate, outcome, type Policy } from '../../domain/policy/policy.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import { factsWith } from '../support/plain-facts.ts';
import { policyOf, replaceOnce, SHIPPED_XML, withCell, withoutRule } from '../support/shipped-policy.ts';

function problemsOf(policy: Policy, facts: unknown): FactProblem[] {
  const verdict = evaluate(policy, facts);
  if (verdict.ok) throw new Error('It was not refused');
  return verdict.error;
}

function receiptOf(policy: Policy, different: Partial<RoutingFacts>): Receipt {
  const verdict = evaluate(policy, factsWith(different));
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
  return verdict.value.receipt;
}

describe('the subsidiarity policy', () => {
  let policy: Policy;

  before(async () => {
    policy = await policyOf(SHIPPED_XML);
  });

  it('sends a gate to the highest level of the rules that match, and says which decide', () => {
    const { level, deciding, referTo, rules } = receiptOf(policy, { scope: 'system', capitalGbp: 1_400_000 });
    expect({ level, deciding, referTo }).to.deep.equal({ level: 'region', deciding: ['S-11'], referTo: [] });
    expect(rules.filter(({ matched }) => matched).map(({ id }) => id)).to.deep.equal(['S-02', 'S-11']);
  });

  it('keeps every condition of every rule, held or not, in the receipt', () => {
    const { rules } = receiptOf(policy, { capitalGbp: 1_400_000.5 });
    expect(rules).to.have.length(27);
    expect(rules[10]).to.deep.equal({
      id: 'S-11',
      matched: true,
      level: 'region',
      conditions: [
        { fact: 'stage', test: '"develop-plan"', value: 'develop-plan', held: true },
        { fact: 'capitalGbp', test: '(1000000..25000000]', value: 1_400_000.5, held: true },
      ],
    });
    expect(rules[11]?.conditions[1]).to.deep.include({ test: '> 25000000', held: false });
  });

  it('refers for every rule that matched, whatever its level, each authority once', () => {
    const { referTo } = receiptOf(policy, {
      revenueGbp: 200_000_000,
      capitalGbp: 400_000_000,
      substantialServiceChange: true,
      regulatedProgramme: true,
    });
    expect(referTo).to.deep.equal([
      { authority: 'regulator', kind: 'consent' },
      { authority: 'secretary-of-state', kind: 'notice' },
      { authority: 'treasury', kind: 'consent' },
    ]);
  });

  it('has no verdict and no default where no rule matches', async () => {
    const holed = await policyOf(withoutRule(SHIPPED_XML, 'S-01'));
    for (const tried of [evaluate, outcome]) {
      const verdict = tried(holed, factsWith());
      expect(verdict.ok ? null : verdict.error.map(({ fact, rule }) => [fact, rule])).to.deep.equal([
        ['facts', 'no-rule-matches'],
      ]);
    }
  });

  it('gives the same receipt again, and none for a receipt of another policy', async () => {
    const receipt = receiptOf(policy, { capitalGbp: 1_400_000 });
    expect(evaluateReceipt(policy, receipt)).to.deep.equal({ ok: true, value: receipt });
    const other = await policyOf(withCell(SHIPPED_XML, 'S-08', 'revenueGbp', '&gt; 9000000'));
    const read = evaluateReceipt(other, receipt);
    expect(read.ok ? null : read.error[0]?.rule).to.equal('same-policy');
  });

  it('gives a receipt of before again, as far as it says: near was good, where it is true', () => {
    const { lessLocal: _, ...receipt } = receiptOf(policy, { capitalGbp: 1_400_000 });
    expect(evaluateReceipt(policy, receipt)).to.deep.equal({ ok: true, value: receipt });
    const [change] = receipt.moreLocal!.changes;
    const near = { ...receipt.moreLocal!, changes: [{ ...change!, to: 900_000, needs: '900,000 or less' }] };
    const other = { ...receipt, moreLocal: near };
    expect(evaluateReceipt(policy, other)).to.deep.equal({ ok: true, value: other });
    const untrue = { ...receipt, moreLocal: { ...near, changes: [{ ...change!, to: 1_200_000 }] } };
    expect(evaluateReceipt(policy, untrue)).to.deep.equal({ ok: true, value: receipt });
  });

  it('has the region as home of what affects several regions, and the scope as home of the rest', () => {
    expect((['place', 'system', 'region', 'national'] as const).map(homeLevel)).to.deep.equal([
      'place',
      'system',
      'region',
      'region',
    ]);
  });

  describe('says what would keep a gate more local:', () => {
    it('the amount of the rule that decides', () => {
      expect(receiptOf(policy, { scope: 'system', capitalGbp: 1_400_000 }).moreLocal).to.deep.equal({
        level: 'system',
        changes: [{ fact: 'capitalGbp', now: 1_400_000, to: 1_000_000, needs: '1,000,000 or less' }],
      });
    });

    it('the strictest of several amounts for one fact', () => {
      const { deciding, moreLocal } = receiptOf(policy, { revenueGbp: 200_000_000 });
      expect(deciding).to.deep.equal(['S-08', 'S-09']);
      expect(moreLocal?.changes.map(({ needs }) => needs)).to.deep.equal(['10,000,000 or less']);
    });

    it('consultancy along with the revenue that it is part of', () => {
      const { moreLocal } = receiptOf(policy, { revenueGbp: 12_000_000, consultancyGbp: 12_000_000 });
      expect(moreLocal?.changes.map(({ fact, needs }) => [fact, needs])).to.deep.equal([
        ['revenueGbp', '10,000,000 or less'],
        ['consultancyGbp', '10,000,000 or less'],
      ]);
    });

    it('a risk that can be, and every deciding rule at once', () => {
      const { moreLocal } = receiptOf(policy, { residualRisk: 25, qualityConcernUnresolved: true });
      expect(moreLocal).to.deep.equal({
        level: 'place',
        changes: [
          { fact: 'residualRisk', now: 25, to: 12, needs: '12 or less' },
          { fact: 'qualityConcernUnresolved', now: true, to: false, needs: 'false' },
        ],
      });
    });

    it('nothing where stage and scope hold it there, alone or beside a fact', () => {
      expect(receiptOf(policy, { scope: 'national' }).moreLocal).to.equal(null);
      expect(receiptOf(policy, { scope: 'national', caseToGovernment: true }).moreLocal).to.equal(null);
      expect(receiptOf(policy, {}).moreLocal).to.equal(null);
    });

    it('only up to where another rule bites, under rules that ask for less of something', async () => {
      const odd = await policyOf(withCell(SHIPPED_XML, 'S-11', 'capitalGbp', '[1000..1200]'));
      expect(receiptOf(odd, { capitalGbp: 1150 }).moreLocal).to.deep.equal({
        level: 'place',
        changes: [{ fact: 'capitalGbp', now: 1150, to: 1200.01, needs: 'from 1,200.01 to 25,000,000' }],
      });
      const only = await policyOf(withCell(SHIPPED_XML, 'S-18', 'regulatedProgramme', 'false'));
      expect(receiptOf(only, {}).moreLocal?.changes[0]).to.include({ to: true, needs: 'true' });
    });

    it('every fact that is enough by itself to take it there', () => {
      const { moreLocal } = receiptOf(policy, { caseToGovernment: true, revenueGbp: 20_000_000 });
      expect(moreLocal).to.deep.equal({
        level: 'region',
        changes: [
          { fact: 'revenueGbp', now: 20_000_000, to: 10_000_000, needs: '10,000,000 or less' },
          { fact: 'caseToGovernment', now: true, to: false, needs: 'false' },
        ],
      });
    });

    it('nothing where no amount would do', async () => {
      const any = await policyOf(withCell(SHIPPED_XML, 'S-12', 'capitalGbp', '&gt;= 0'));
      expect(receiptOf(any, {})).to.deep.include({ level: 'national', moreLocal: null });
    });
  });
});

describe('what would raise a verdict', () => {
  let policy: Policy;
  before(async () => {
    policy = await policyOf(SHIPPED_XML);
  });

  it('is the smallest change, and the next level before a higher one', () => {
    expect(receiptOf(policy, {}).lessLocal).to.deep.equal({
      level: 'system',
      changes: [{ fact: 'revenueGbp', now: 0, to: 50_000.01, needs: '50,000.01 or more' }],
    });
    expect(receiptOf(policy, { scope: 'region' }).lessLocal).to.deep.equal({
      level: 'national',
      changes: [{ fact: 'novelContentiousOrRepercussive', now: false, to: true, needs: 'true' }],
    });
  });

  it('takes the revenue along where consultancy is part of it', async () => {
    const higher = ['07', '08', '09', '11', '12', '13', '15', '16', '17', '18', '19', '21', '24'];
    const only = await policyOf(higher.reduce((xml, id) => withoutRule(xml, `S-${id}`), SHIPPED_XML));
    expect(receiptOf(only, { scope: 'system' }).lessLocal).to.deep.equal({
      level: 'region',
      changes: [
        { fact: 'revenueGbp', now: 0, to: 50_000.01, needs: '50,000.01 or more' },
        { fact: 'consultancyGbp', now: 0, to: 50_000.01, needs: '50,000.01 or more' },
      ],
    });
  });

  it('is nothing where the national body decides', () => {
    expect(receiptOf(policy, { scope: 'national' }).lessLocal).to.equal(null);
  });
});

describe('a policy with other allowed values', () => {
  it('is honoured: a house of regions and a national body knows no system', async () => {
    const levels = SHIPPED_XML.replaceAll(
      '"national", "region", "system", "place"',
      '"national", "region"',
    ).replaceAll('"place", "system", "region", "national"', '"region", "national"');
    const local = ['01', '02', '06', '10', '20', '21', '23', '24'];
    const policy = await policyOf(local.reduce((xml, id) => withoutRule(xml, `S-${id}`), levels));
    expect(receiptOf(policy, { scope: 'region' }).level).to.equal('region');
    const [problem] = problemsOf(policy, factsWith({ scope: 'system' }));
    expect(problem).to.include({ fact: 'scope', rule: 'allowed' });
    expect(problem?.detail).to.include('must be region or national');
  });

  it("is honoured: a ceiling on an amount is the policy's to set", async () => {
    const xml = replaceOnce(
      SHIPPED_XML.replaceAll(/(<inputValues id="input-capitalGbp-values">\s*<text>)[^<]*/g, '$1[0..500]'),
      'id="input-capitalGbp-expression" typeRef="tAmountGbp"',
      'id="input-capitalGbp-expression" typeRef="number"',
    );
    const [problem] = problemsOf(await policyOf(xml), factsWith({ capitalGbp: 501 }));
    expect(problem).to.include({ fact: 'capitalGbp', rule: 'allowed' });
    expect(problem?.detail).to.include('from 0 to 500');
  });
});

describe('facts that cannot be used', () => {
  let policy: Policy;

  before(async () => {
    policy = await policyOf(SHIPPED_XML);
  });

  const cases: [title: string, different: Record<string, unknown>, rule: string, says: string][] = [
    [
      'missing',
      { capitalGbp: undefined },
      'required',
      'capitalGbp is missing: give the capital asked for in pounds',
    ],
    ['null', { caseToGovernment: null }, 'required', 'caseToGovernment is null: say true or false'],
    ['a number as text', { revenueGbp: '10' }, 'type', 'revenueGbp must be a number, not the string "10"'],
    ['a yes as text', { regulatedProgramme: 'yes' }, 'type', 'must be a boolean, not the string "yes"'],
    ['an impossible risk', { residualRisk: 7 }, 'allowed', 'residualRisk is 7 and must be 1 or 2 or 3'],
    ['a tenth of a penny', { capitalGbp: 1.001 }, 'pence', 'with more than two decimals'],
    [
      'more consultancy than revenue',
      { revenueGbp: 5, consultancyGbp: 6 },
      'part-of-revenue',
      'raise the revenue',
    ],
    ['a stage that is none', { stage: 'closed' }, 'allowed', 'stage is "closed" and must be develop-plan or'],
    [
      'an unknown name',
      { capital: 5 },
      'unknown',
      'capital is not a fact that the policy reads: leave it out.',
    ],
  ];
  for (const [title, different, rule, says] of cases) {
    it(`${title} is refused by name, rule and way out`, () => {
      const problems = problemsOf(policy, { ...factsWith(), ...different });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.include({ fact: Object.keys(different).at(-1), rule });
      expect(problems[0]?.detail).to.include(says);
    });
  }

  it('are all named at once', () => {
    const problems = problemsOf(policy, {});
    expect(problems.map(({ fact }) => fact)).to.deep.equal(Object.keys(factsWith()));
  });

  it('are refused whole when they are no object', () => {
    for (const facts of [null, undefined, 'facts', 5, [], [factsWith()]]) {
      expect(problemsOf(policy, facts)[0]).to.include({ fact: 'facts', rule: 'object' });
    }
  });

  it('do not come from a prototype', () => {
    expect(problemsOf(policy, Object.create(factsWith()))).to.have.length(12);
    const polluted = JSON.parse('{"__proto__": {"scope": "national"}}') as Record<string, unknown>;
    expect(problemsOf(policy, polluted)[0]).to.include({ fact: '__proto__', rule: 'unknown' });
  });

  it('do not include nothing at all: minus zero is zero', () => {
    expect(Object.is(receiptOf(policy, { capitalGbp: -0 }).facts.capitalGbp, 0)).to.equal(true);
  });
});
