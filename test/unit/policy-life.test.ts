import { expect } from 'chai';
import { gateId } from '../../domain/gate/gate.ts';
import { sha256 } from '../../domain/log/hash.ts';
import { approvalOf } from '../../domain/policy-life/approval.ts';
import type { NamedPolicy } from '../../domain/policy-life/life.ts';
import { lockOutOf } from '../../domain/policy-life/stays-national.ts';
import { MAP } from '../support/bodies.ts';
import { did, given, ID, now, step } from '../support/given.ts';
import { lockingPolicy, nextPolicy } from '../support/next-policy.ts';
import { approverOf, ownerOf } from '../support/people.ts';
import { policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';
import { policyWith } from '../support/small-policies.ts';
import { agreed, answering, drafted, editing, sending, submitting } from '../support/stories.ts';
import { COMPLETE } from '../support/contents.ts';

const NATIONAL = 'national';
const POLICY = { version: '2', hash: sha256('the text') };
const author = approverOf(NATIONAL, 'doctor', 'author');
const known: NamedPolicy = { ...POLICY, state: 'trial', authors: [author.id] };
const owner = ownerOf(NATIONAL);
const proposal = { lead: NATIONAL, affected: [NATIONAL], policy: POLICY };
const facts = { changesNationalStandard: true };
const looked = now({ policies: [known] });

/** The national body asks for a text. */
const asked = [
  looked,
  drafted({ lead: NATIONAL, owner, proposal, facts }),
  did(owner, sending('develop-plan', COMPLETE['develop-plan'])),
];
const underWay = [...asked, did(owner, submitting), step('open-gate')];

describe('an initiative that changes the policy', () => {
  it('says with its submission who wrote a text of it, and keeps them from deciding', () => {
    given(...asked)
      .when(submitting, owner)
      .then(
        { type: 'initiative-submitted', data: { policy: { ...POLICY, authors: [author.id] } } },
        'stage-started',
        'stage-presented',
      );
    const { refusal } = given(...underWay)
      .when(answering('approve'), author)
      .thenRefused('own-proposal');
    expect(refusal.detail).to.include('edited');
  });

  it('is refused where the policy in force would have it decided elsewhere', () => {
    const elsewhere = policyWith([{ cells: {}, level: 'region' }]);
    const { refusal } = given(...asked, now({ policy: elsewhere }))
      .when(submitting, owner)
      .thenRefused('policy-not-national');
    expect(refusal.fields?.map(({ field, rule }) => `${field} ${rule}`)).to.deep.equal([
      'policy national-verdict',
    ]);
  });

  it('goes back to its owner where another policy came into force before its gate opened', () => {
    const elsewhere = policyWith([{ cells: {}, level: 'region' }]);
    given(...asked, did(owner, submitting), now({ policy: elsewhere }))
      .whenStep('open-gate')
      .then(
        { type: 'stage-sent-back', data: { code: 'policy-not-national', to: 'develop-plan' } },
        'stage-started',
      );
  });

  it('cannot name another text once its plan is approved', () => {
    const other = { ...POLICY, hash: sha256('another') };
    given(...underWay, agreed)
      .when(editing({ proposal: { ...proposal, policy: other }, facts }), owner)
      .thenRefused('stage-conflict');
  });

  it('is an approval of its text once its plan is approved nationally, and of no other', () => {
    const { state } = given(...underWay, agreed);
    const found = approvalOf(state, state.gate, POLICY, MAP);
    expect(found.ok && found.value.gate).to.equal(gateId(ID, 'develop-plan', 1));
    const no = (
      ...[initiative, gate, policy = POLICY]: [
        Parameters<typeof approvalOf>[0],
        Parameters<typeof approvalOf>[1],
        typeof POLICY?,
      ]
    ) => {
      const result = approvalOf(initiative, gate, policy, MAP);
      return result.ok ? 'approved' : result.error.detail;
    };
    expect(no(null, null)).to.include('Nothing that you can see');
    expect(no(state, state.gate, { ...POLICY, version: '3' })).to.include('not about version 3');
    expect(no(state, state.gate, { ...POLICY, hash: sha256('x') })).to.include('another text');
    expect(no({ ...state, status: 'withdrawn' }, state.gate)).to.include('withdrawn');
    expect(no(state, null)).to.include('not approved');
    const below = state.gate === null ? null : { ...state.gate, level: 'region' as const, bodies: ['Y60'] };
    expect(no(state, below)).to.include('approved by Y60 at the level region');
    const open = given(...underWay).state;
    expect(no(open, open.gate)).to.include('not approved');
    const plain = given(drafted()).state;
    expect(no(plain, null)).to.include('names none');
  });

  it('is not asked for without being looked for: that would be a mistake of ours', () => {
    const forgotten = given(...asked, now({ policies: undefined as unknown as NamedPolicy[] }));
    expect(() => forgotten.when(submitting, owner)).to.throw('was not looked for');
  });
});

describe('a policy that locks the national body out', () => {
  it('is one with facts of a change of policy that no rule sends to national', async () => {
    expect(lockOutOf(await policyOf(SHIPPED_XML))).to.equal(null);
    expect(lockOutOf(await policyOf(nextPolicy('2')))).to.equal(null);
    const found = lockOutOf(await policyOf(lockingPolicy('2')));
    expect(found?.example).to.include({
      stage: 'develop-plan',
      scope: 'national',
      changesNationalStandard: true,
    });
  });

  it('is found by its one gap among many facts', () => {
    const rich = policyWith([
      { cells: { changesNationalStandard: 'true', revenueGbp: '<= 1000' }, level: 'national' },
      { cells: { changesNationalStandard: 'true', revenueGbp: '> 1000.50' }, level: 'national' },
      { cells: {}, level: 'place' },
    ]);
    expect(lockOutOf(rich)?.example).to.include({ revenueGbp: 1000.1 });
  });

  it('is also one too large to tell', () => {
    expect(lockOutOf(policyWith([{ cells: {}, level: 'national' }]), 0)?.example).to.equal(null);
  });
});
