import { expect } from 'chai';
import { analysePolicy } from '../../domain/policy/analysis/analyse.ts';
import type { Finding, FindingKind } from '../../domain/policy/analysis/finding.ts';
import { evaluate } from '../../domain/policy/policy.ts';
import { factsWith } from '../support/plain-facts.ts';
import { policyOf, SHIPPED_XML, withCell, withoutRule } from '../support/shipped-policy.ts';
import { policyWith, type SmallRule } from '../support/small-policies.ts';

async function findingsOf(xml: string, kind?: FindingKind): Promise<readonly Finding[]> {
  const { findings, unanswered } = analysePolicy(await policyOf(xml));
  expect(unanswered).to.be.empty;
  return kind === undefined ? findings : findings.filter((finding) => finding.kind === kind);
}

const found = (rules: readonly SmallRule[], kind: FindingKind): readonly Finding[] =>
  analysePolicy(policyWith(rules)).findings.filter((finding) => finding.kind === kind);

const PLACED: readonly SmallRule[] = ['place', 'system', 'region', 'national'].map((scope) => ({
  cells: { scope: `"${scope}"` },
  level: scope,
}));

describe('the shipped subsidiarity policy, before it is used', () => {
  it('has no gap, no rule that never matches or decides, no level out of reach and no smell', async () => {
    const analysis = analysePolicy(await policyOf(SHIPPED_XML));
    expect(analysis.findings).to.deep.equal([]);
    expect(analysis.unanswered).to.deep.equal([]);
    expect(analysis.size).to.deep.equal({ rules: 27, columns: 12, atoms: 36 });
    expect(analysis.overlaps.pairs).to.be.greaterThan(0);
    expect(analysis.overlaps.mattering).to.equal(0);
  });

  it('leaves facts without a verdict where the rule of a scope is taken out, and says the plainest', async () => {
    const all = await findingsOf(withoutRule(SHIPPED_XML, 'S-03'), 'gap');
    expect(new Set(all.map(({ example }) => example?.['scope']))).to.deep.equal(new Set(['region']));
    const [gap] = all;
    expect(gap?.severity).to.equal('error');
    expect(gap?.example).to.deep.equal(factsWith({ scope: 'region', residualRisk: 1 }));
    expect(gap?.detail).to.match(/^No rule matches when (the stage is .*, )?the scope is region, /);
    const verdict = evaluate(await policyOf(withoutRule(SHIPPED_XML, 'S-03')), gap?.example);
    expect(verdict.ok).to.equal(false);
  });

  it('has a rule that never decides where one for a higher level takes all of it, and what it refers to still counts', async () => {
    const xml = withCell(SHIPPED_XML, 'S-16', 'stage', '-').replace(
      /(<inputEntry id="S-16-changesNationalStandard">\s*<text>)true/,
      '$1-',
    );
    const masked = await findingsOf(xml, 'masked');
    expect(masked.map(({ rules }) => rules[0])).to.include.members(['S-01', 'S-07', 'S-18']);
    const s18 = masked.find(({ rules }) => rules[0] === 'S-18');
    expect(s18?.rules).to.deep.equal(['S-18', 'S-16']);
    expect(s18?.detail).to.equal(
      'S-18 never decides: wherever it matches, S-16 does too, for a higher level. Only the consent of regulator still ' +
        'counts. Narrow the other, or leave S-18 out.',
    );
    const verdict = evaluate(await policyOf(xml), s18?.example);
    expect(verdict.ok && verdict.value.rules).to.include.members(['S-16', 'S-18']);
    expect(verdict.ok && verdict.value.deciding).to.not.include('S-18');
    const out = await findingsOf(xml, 'unreachable');
    expect(out.map(({ detail }) => /"(.*?)"/.exec(detail)?.[1])).to.deep.equal(['region', 'system', 'place']);
  });

  it('has a rule that can never match where it asks for more consultancy than revenue, and says why', async () => {
    const xml = withCell(SHIPPED_XML, 'S-14', 'revenueGbp', '&lt;= 40000');
    const [never] = await findingsOf(xml, 'never-matches');
    expect(never?.rules).to.deep.equal(['S-14']);
    expect(never?.detail).to.equal(
      'S-14 can never match: it asks that the consultancy asked for is over £50,000 and the revenue asked for is ' +
        '£40,000 or less, and consultancyGbp is a part of revenueGbp, so never more. The example has everything ' +
        'else that it asks for. Mend it, or leave it out.',
    );
    expect(never?.example?.['consultancyGbp']).to.equal(50_001);
    expect(evaluate(await policyOf(xml), never?.example).ok).to.equal(true);
  });

  it('says a cell that asks for a risk beyond the highest', async () => {
    const xml = withCell(SHIPPED_XML, 'S-22', 'residualRisk', '&gt; 25');
    const [outside] = await findingsOf(xml, 'outside-allowed');
    expect(outside).to.include({ cell: 'residualRisk' });
    expect(outside?.detail).to.match(/^The cell > 25 of S-22 .* asks for > 25, which no allowed value is/);
    expect((await findingsOf(xml, 'never-matches')).map(({ rules }) => rules)).to.deep.equal([['S-22']]);
  });

  it('sends less money to a higher level where a band ends before the next begins', async () => {
    const xml = withCell(SHIPPED_XML, 'S-12', 'capitalGbp', '&gt; 40000000');
    const [smell] = await findingsOf(xml, 'more-local-higher');
    expect(smell).to.include({ cell: 'capitalGbp' });
    expect(smell?.example).to.deep.equal(factsWith({ capitalGbp: 1_000_001, residualRisk: 1 }));
    expect(smell?.beside).to.deep.equal(factsWith({ capitalGbp: 25_000_001, residualRisk: 1 }));
    expect(smell?.detail).to.match(
      /^More local facts lead to a higher level: when the capital asked for is over £1,000,000 up to £25,000,000 it is decided at region \(S-11\), and when .* over £25,000,000 up to £40,000,000 it is decided at place \(S-01\)/,
    );
    const [threshold] = await findingsOf(xml, 'threshold');
    expect(threshold?.rules).to.deep.equal(['S-11', 'S-12']);
    expect(threshold?.detail).to.match(
      /^Neither S-11 nor S-12 matches when .* over £25,000,000 up to £40,000,000/,
    );
  });

  it('says a threshold that the band before it passes', async () => {
    const xml = withCell(SHIPPED_XML, 'S-08', 'revenueGbp', '&gt; 5000000');
    const [threshold, more] = await findingsOf(xml);
    expect(more).to.equal(undefined);
    expect(threshold).to.include({ kind: 'threshold', cell: 'revenueGbp' });
    expect(threshold?.detail).to.equal(
      'S-07 goes on up to 10,000,000, and S-08, for a higher level, begins above 5,000,000: one of the two is not what is meant.',
    );
    const verdict = evaluate(await policyOf(xml), threshold?.example);
    expect(verdict.ok && verdict.value.rules).to.include.members(['S-07', 'S-08']);
  });

  it('says where a claim that is not made, or a narrower scope, leads higher', async () => {
    const claim = await findingsOf(
      withCell(SHIPPED_XML, 'S-17', 'caseToGovernment', 'false'),
      'more-local-higher',
    );
    expect(claim.map(({ cell }) => cell)).to.deep.equal(['caseToGovernment']);
    expect(claim[0]?.detail).to.include(
      'when it makes no case to government and allocates no national resource',
    );
    const scope = await findingsOf(withCell(SHIPPED_XML, 'S-24', 'scope', '"place"'), 'more-local-higher');
    expect(scope.map(({ cell }) => cell)).to.deep.equal(['scope']);
    expect([scope[0]?.example?.['scope'], scope[0]?.beside?.['scope']]).to.deep.equal(['place', 'system']);
  });
});

describe('the analysis of a policy', () => {
  it('compares facts across a gap too', () => {
    const rules: SmallRule[] = [
      { cells: { scope: '"place"' }, level: 'region' },
      { cells: { scope: '"region", "national"' }, level: 'system' },
    ];
    expect(found(rules, 'gap').map(({ example }) => example?.['scope'])).to.deep.equal(['system']);
    expect(found(rules, 'more-local-higher').map(({ detail }) => detail)[0]).to.match(
      /the scope is place it is decided at region \(R-1\), and when the scope is region it is decided at system \(R-2\)/,
    );
  });

  it('tells a gap as wide as it is, and once', () => {
    const gaps = found(
      [...PLACED.slice(1), { cells: { revenueGbp: '<= 20', capitalGbp: '> 5' }, level: 'place' }],
      'gap',
    );
    expect(gaps.map(({ detail }) => detail.split(':')[0])).to.deep.equal([
      'No rule matches when the scope is place and the capital asked for is £5 or less',
      'No rule matches when the scope is place and the revenue asked for is over £20',
    ]);
    expect(gaps.map(({ example }) => example)).to.deep.equal([
      factsWith({ residualRisk: 1 }),
      // What the first gap does not have.
      factsWith({ residualRisk: 1, revenueGbp: 21, capitalGbp: 6 }),
    ]);
  });

  it('finds nothing in what cannot be: consultancy is a part of revenue', () => {
    const bands: SmallRule[] = [
      { cells: { consultancyGbp: '<= 50' }, level: 'place' },
      { cells: { consultancyGbp: '> 50', revenueGbp: '> 50' }, level: 'system' },
    ];
    expect(found(bands, 'gap')).to.deep.equal([]);
    const short = [bands[0]!, { cells: { consultancyGbp: '> 50', revenueGbp: '> 50.01' }, level: 'system' }];
    expect(found(short, 'gap').map(({ example }) => example)).to.deep.equal([
      factsWith({ residualRisk: 1, consultancyGbp: 50.01, revenueGbp: 50.01 }),
    ]);
  });

  it('takes the steps of one ladder for what they are: 15 or more, and 20 or more', () => {
    const steps: SmallRule[] = [
      { cells: { residualRisk: '>= 15' }, level: 'region' },
      { cells: { residualRisk: '>= 20' }, level: 'national' },
    ];
    const { findings } = analysePolicy(policyWith([...PLACED, ...steps]));
    expect(findings.filter(({ cell }) => cell !== 'authority' && cell !== 'referral')).to.deep.equal([]);
  });

  it('says a band for a lower level above one for a higher', () => {
    const steps: SmallRule[] = [
      { cells: { residualRisk: '[10..15]' }, level: 'region' },
      { cells: { residualRisk: '> 15' }, level: 'system' },
    ];
    const [threshold] = found([...PLACED, ...steps], 'threshold');
    expect(threshold?.detail).to.equal(
      'R-5 ends up to 15, and above it R-6 asks for a lower level: more must not be decided more locally.',
    );
  });

  it('takes a rule that a higher one covers for masked, and not for a threshold', () => {
    const steps: SmallRule[] = [
      { cells: { residualRisk: '[10..16]' }, level: 'region' },
      { cells: { residualRisk: '[12..15]' }, level: 'system' },
    ];
    const { findings } = analysePolicy(policyWith([...PLACED, ...steps]));
    expect(findings.filter(({ rules }) => rules[0] === 'R-6').map(({ kind }) => kind)).to.deep.equal([
      'masked',
    ]);
    expect(findings.some(({ kind }) => kind === 'threshold')).to.equal(false);
  });

  it('knows that pounds are to the penny: over £49.99 is £50 or more, and more than anything under £50', () => {
    const pennies = { cells: { consultancyGbp: '> 49.99', revenueGbp: '< 50' }, level: 'region' };
    expect(found([...PLACED, pennies], 'never-matches').map(({ rules }) => rules)).to.deep.equal([['R-5']]);
    const possible = { cells: { consultancyGbp: '> 49.98', revenueGbp: '< 50' }, level: 'region' };
    expect(found([...PLACED, possible], 'never-matches')).to.deep.equal([]);
  });

  it('says what it could not answer, and finds nothing of it', async () => {
    const { findings, unanswered } = analysePolicy(await policyOf(withoutRule(SHIPPED_XML, 'S-01')), 5);
    expect(unanswered.map(({ kind }) => kind)).to.have.members([
      'gap',
      'overlap',
      'masked',
      'unreachable',
      'more-local-higher',
    ]);
    expect(unanswered[0]?.detail).to.match(
      /of 26 rules and 12 columns, is too large for "gap" to be answered/,
    );
    expect(findings).to.deep.equal([]);
  });
});
