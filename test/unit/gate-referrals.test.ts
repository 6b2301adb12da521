import { expect } from 'chai';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, follows, given, step, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  claiming,
  opened,
  overriding,
  presenting,
  recording,
} from '../support/stories.ts';

/** Decided nationally, with the treasury's consent. */
const contentious = opened({ facts: { novelContentiousOrRepercussive: true } });
const national = approverOf('national', 'doctor');
const nationalNurse = approverOf('national', 'registered-nurse');
const agreedButFor = (...first: readonly Past[]) => [
  contentious,
  ...first,
  did(national, answering('approve', { seat: 0 })),
  did(nationalNurse, answering('approve', { seat: 1 })),
  did(signatoryOf('QHL'), answering('approve', { seat: 2 })),
];
const treasury = (answer: Parameters<typeof recording>[1]) => recording('treasury', answer);
const approved = { type: 'gate-decided', data: { state: 'approved' } } as const;

/** Decided by the region, with notice to the secretary of state. */
const change = opened({ lead: 'QMM', affected: ['QMM'], facts: { substantialServiceChange: true } });
const regional = approverOf('Y61', 'doctor');
const minister = (answer: Parameters<typeof recording>[1]) => recording('secretary-of-state', answer);

describe('an outside authority', () => {
  describe('that must consent', () => {
    it('holds the gate until its consent is recorded, which decides it', () => {
      expect(given(...agreedButFor()).gate.state).to.equal('open');
      given(...agreedButFor())
        .when(treasury('consented'), national)
        .then({ type: 'referral-answered', data: { authority: 'treasury', answer: 'consented' } }, approved);
    });

    it('may consent before anybody votes', () => {
      given(contentious).when(treasury('consented'), national).then('referral-answered');
      expect(given(...agreedButFor(did(national, treasury('consented')))).gate.state).to.equal('approved');
    });

    it('and refuses, holds it, and may consent later', () => {
      const refused = agreedButFor(did(national, treasury('refused')));
      expect(given(...refused).gate).to.deep.include({ state: 'open', suspended: false });
      given(...refused)
        .when(treasury('consented'), national)
        .then('referral-answered', approved);
    });

    it('and takes its consent back, holds it again', () => {
      const past = agreedButFor(did(national, treasury('consented')), did(national, treasury('refused')));
      expect(given(...past).gate.state).to.equal('open');
    });

    it('is not set aside: it must be recorded before the gate can be approved', () => {
      given(...agreedButFor())
        .when(overriding('consent:treasury'), national)
        .thenRefused('not-allowed');
    });

    it('is not merely told', () => {
      for (const answer of ['notified', 'called-in', 'released'] as const)
        given(contentious).when(treasury(answer), national).thenRefused('not-this-answer');
    });
  });

  describe('that must be told', () => {
    it('holds the gate until it was', () => {
      given(change, did(regional, minister('notified')))
        .when(answering('approve', { seat: 0 }), regional)
        .then('task-completed');
      const past = [
        change,
        did(regional, answering('approve', { seat: 0 })),
        did(approverOf('Y61', 'manager'), approving),
        did(signatoryOf('QMM'), approving),
      ];
      expect(given(...past).gate.state).to.equal('open');
      given(...past)
        .when(minister('notified'), regional)
        .then('referral-answered', approved);
    });

    it('is not asked for consent', () => {
      for (const answer of ['consented', 'refused'] as const)
        given(change).when(minister(answer), regional).thenRefused('not-this-answer');
    });

    it('cannot release what it did not call in', () => {
      given(change).when(minister('released'), regional).thenRefused('not-this-answer');
      given(change, did(regional, minister('notified')))
        .when(minister('released'), regional)
        .thenRefused('not-this-answer');
    });
  });

  describe('that calls it in', () => {
    const calledIn = [change, did(regional, minister('notified')), did(regional, minister('called-in'))];

    it('suspends the gate: nobody decides', () => {
      expect(given(...calledIn).gate.suspended).to.equal(true);
      for (const outcome of ['approve', 'decline', 'request-changes'] as const)
        given(...calledIn)
          .when(answering(outcome, { seat: 0 }), regional)
          .thenRefused('gate-suspended');
      given(...calledIn)
        .when(claiming(0), regional)
        .then('task-claimed');
    });

    it('suspends it also when all but the notice was there', () => {
      const past = [
        change,
        did(regional, answering('approve', { seat: 0 })),
        did(approverOf('Y61', 'manager'), approving),
        did(signatoryOf('QMM'), approving),
        did(regional, minister('called-in')),
      ];
      expect(given(...past).gate).to.deep.include({ state: 'open', suspended: true });
      given(...past)
        .when(minister('released'), regional)
        .then('referral-answered', approved);
      given(...past)
        .when(overriding('notice:secretary-of-state'), regional)
        .then('requirement-overridden');
    });

    it('alone ends the suspension, by releasing it', () => {
      for (const answer of ['notified', 'called-in'] as const)
        given(...calledIn)
          .when(minister(answer), regional)
          .thenRefused('gate-suspended');
      const { gate } = given(...calledIn)
        .when(minister('released'), regional)
        .then('referral-answered');
      expect(gate?.suspended).to.equal(false);
      expect(given(...calledIn, did(regional, minister('released')), agreed).gate.state).to.equal('approved');
    });
  });

  it('is one that the verdict refers to, at the gate that is open', () => {
    given(contentious).when(recording('regulator', 'consented'), national).thenRefused('not-found');
    given(contentious, did(national, treasury('consented')), agreed)
      .when(treasury('refused'), national)
      .thenRefused('late');
  });

  it('has its answer recorded by an approver of the deciding body, and nobody else', () => {
    for (const by of [approverOf('Y60', 'doctor'), boardOf('national'), signatoryOf('QHL')])
      given(contentious).when(treasury('consented'), by).thenRefused('not-allowed');
  });

  it('is asked again in the next round', () => {
    const past = [
      contentious,
      did(national, treasury('consented')),
      did(nationalNurse, answering('request-changes')),
      step('move-on'),
      follows(({ owner: id }) => did({ ...ownerOf(BIRMINGHAM), id }, presenting('develop-plan'))),
      step('open-gate'),
    ];
    expect(given(...past).gate.referrals).to.deep.equal([
      { authority: 'treasury', kind: 'consent', answer: null, reference: null, at: null },
    ]);
  });
});
