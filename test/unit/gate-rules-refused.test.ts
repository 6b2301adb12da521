import { expect } from 'chai';
import shipped from '../../policies/gates-2.json' with { type: 'json' };
import { readGateRules } from '../../domain/gate/read-rules.ts';
import { LEVELS } from '../../domain/level.ts';
import { STAGES } from '../../domain/stage.ts';
import { problemsOf, ruleOf } from '../support/asked-sets.ts';

const withSigning = (anyOf: readonly object[]) =>
  readGateRules({ ...shipped, quorum: [{ ...ruleOf([{ anyOf: anyOf as never }]) }] });

describe('gate rules that cannot be', () => {
  it('are named with where it is, and what would mend it', () => {
    const rules = readGateRules({
      ...shipped,
      quorum: [ruleOf([{ anyOf: [{ approve: 1, filter: { professions: ['wizard'] } }] }])],
    });
    expect(rules.ok ? [] : rules.error).to.deep.equal([
      {
        where: 'quorum[0].sets[0].anyOf[0].filter.professions',
        rule: 'known',
        detail: 'There is no profession wizard.',
      },
    ]);
  });

  it('ask for more than there can be', () => {
    const anyOf = (...thresholds: readonly object[]) => problemsOf([{ anyOf: thresholds as never }]);
    const at = 'quorum[0].sets[0].anyOf[0]';
    expect(anyOf({ approve: 0 })).to.deep.equal([`${at}.approve: possible`, `${at}.professions: possible`]);
    expect(anyOf({ approve: 1, decline: 0 })).to.deep.equal([`${at}.decline: possible`]);
    expect(anyOf({ approve: 1, professions: 2 })).to.deep.equal([`${at}.professions: possible`]);
    expect(anyOf({ approve: 2, bodies: 2 })).to.deep.equal([`${at}.bodies: possible`]);
    expect(anyOf({ approve: 1, among: [{ atLeast: 2, filter: {} }] })).to.deep.equal([
      `${at}.among[0]: possible`,
    ]);
    const doctorAndNurse = [
      { atLeast: 1, filter: { professions: ['doctor'] } },
      { atLeast: 1, filter: { staffGroups: ['03'] } },
    ];
    expect(anyOf({ approve: 1, among: doctorAndNurse })).to.deep.equal([`${at}: possible`]);
    expect(anyOf({ approve: 2, among: doctorAndNurse })).to.deep.equal([]);
    expect(anyOf({ approve: 2, professions: 2, filter: { professions: ['doctor'] } })).to.deep.equal([
      `${at}: possible`,
    ]);
    expect(anyOf({ approve: 1, filter: { professions: ['student'] } })).to.deep.equal([
      `${at}.filter.professions: known`,
    ]);
    expect(anyOf({ approve: 1, filter: { staffGroups: ['99'] } })).to.deep.equal([
      `${at}.filter.staffGroups: known`,
    ]);
  });

  it('leave an ICS that decides without a signature', () => {
    const rules = withSigning([{ approve: 1 }, { approve: 2, filter: { roles: ['approver'] } }]);
    expect(rules.ok ? [] : rules.error.map(({ where, rule }) => `${where}: ${rule}`)).to.deep.equal([
      'quorum[0].sets[0].anyOf[1].filter.roles: possible',
    ]);
  });

  it('require what nobody could check', () => {
    const wrong = (requirements: object) => {
      const rules = readGateRules({ ...shipped, requirements: { ...shipped.requirements, ...requirements } });
      return rules.ok ? [] : rules.error.map(({ where, rule }) => `${where}: ${rule}`);
    };
    const asked = (check: object) => ({ 'develop-plan': [{ id: 'aim', name: 'Aim', checks: [check] }] });
    const at = 'requirements.develop-plan[0].checks[0]';
    expect(wrong({ 'develop-plan': undefined })).to.deep.equal(['requirements.develop-plan: form']);
    expect(wrong({ 'develop-plan': [{ id: 'aim', name: 'Aim' }] })).to.deep.equal([
      'requirements.develop-plan[0].checks: form',
    ]);
    expect(wrong(asked({ kind: 'presnt', paths: [] }))).to.deep.equal([`${at}.kind: form`]);
    expect(wrong(asked({ kind: 'constructor' }))).to.deep.equal([`${at}.kind: form`]);
    expect(wrong(asked({ kind: 'present' }))).to.deep.equal([`${at}.paths: form`]);
    expect(wrong(asked({ kind: 'present', paths: ['proposal.aim'], or: 'more' }))).to.deep.equal([
      `${at}.or: unknown`,
    ]);
    expect(wrong(asked({ kind: 'present', paths: ['proposal.aim'] }))).to.deep.equal([]);
  });

  it('come after what is not there, or after themselves', () => {
    const sets = 'quorum[0].sets';
    expect(problemsOf([{ after: ['nobody'] }])).to.deep.equal([`${sets}[0].after: known`]);
    expect(problemsOf([{ after: ['set-0'] }])).to.deep.equal([`${sets}: order`]);
    expect(problemsOf([{ after: ['set-1'] }, { after: ['set-0'] }])).to.deep.equal([
      `${sets}: order`,
      `${sets}: order`,
    ]);
    expect(problemsOf([{ id: 'one' }, { id: 'one' }])).to.deep.equal([`${sets}: once`]);
    const signatures = shipped.signatures.map((each) => ({ ...each, after: ['set-0'] }));
    const rules = readGateRules({ ...shipped, signatures, quorum: [ruleOf([{ after: ['signatures'] }])] });
    expect(rules.ok ? [] : rules.error.map(({ rule: broken }) => broken)).to.deep.equal(['order']);
  });

  it('leave a gate without a rule, or say what no rule says', () => {
    const rules = readGateRules({ ...shipped, quorum: [{ ...ruleOf([{}]), stages: STAGES.slice(1) }] });
    expect(rules.ok ? [] : rules.error.map(({ where, rule: broken }) => `${where}: ${broken}`)).to.deep.equal(
      LEVELS.map(() => 'quorum: complete'),
    );
    expect(problemsOf([{ reads: ['poetry'] }])).to.deep.equal(['quorum[0].sets[0].reads[0]: form']);
    expect(problemsOf([{}], { sets: [] })).to.deep.equal([
      'quorum[0].sets: complete',
      'quorum[0].sets: facts-read',
    ]);
    const misspelt = readGateRules({ ...shipped, quorum: [ruleOf([{ aproves: 2 } as never])] });
    expect(misspelt.ok ? [] : misspelt.error.map(({ where }) => where)).to.deep.equal([
      'quorum[0].sets[0].aproves',
    ]);
    for (const nothing of [null, 7, [], 'rules', {}]) expect(readGateRules(nothing).ok).to.equal(false);
  });
});
