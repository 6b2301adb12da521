import { expect } from 'chai';
import { BIRMINGHAM } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { did, given, now, step, type Past } from '../support/given.ts';
import { approverOf, ownerOf, signatoryOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  claiming,
  editing,
  opened,
  openedAt,
  presenting,
  sending,
  withdrawing,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const manager = approverOf(BIRMINGHAM, 'manager');

/** Kent's own initiative: decided by its ICS, which signs as one of its approvals. */
const KENT = { lead: 'QKS', affected: ['QKS'] } as const;
/** The South East's, in three of its ICSs: decided by the region, each ICS signs. */
const SOUTH_EAST = { lead: 'Y59', affected: ['QKS', 'QNX', 'QXU'] } as const;

const decided = (data: object) => ({ type: 'gate-decided', data }) as const;

describe('answers at a gate', () => {
  describe('approve', () => {
    it('decides when the last approval is there, and not before', () => {
      given(opened()).when(approving, nurse).then('task-completed');
      const { gate } = given(opened(), did(nurse, approving))
        .when(approving, doctor)
        .then('task-completed', decided({ state: 'approved', returnTo: null, declinedBy: null }));
      expect(gate?.seats.map((seat) => seat.state)).to.deep.equal(['completed', 'completed']);
    });

    it('moves the initiative to its next stage', () => {
      given(opened(), agreed)
        .whenStep('move-on')
        .then({ type: 'stage-started', data: { stage: 'support-people', round: 1 } });
    });

    it('of the plan keeps the money that it asked for', () => {
      const facts = { revenueGbp: 45_000, capitalGbp: 1_000.5, consultancyGbp: 10 };
      const { state } = given(opened({ facts }), agreed);
      expect(state.approvedMoney).to.deep.equal(facts);
    });

    it('of a later stage leaves that money as it was, also where less is asked for now', () => {
      const less = did(owner, editing({ facts: { revenueGbp: 10_000 } }));
      const { state } = given(openedAt('support-people'), less, agreed);
      expect(state.facts.revenueGbp).to.equal(10_000);
      expect(state.approvedMoney).to.deep.equal({ revenueGbp: 20_000, capitalGbp: 0, consultancyGbp: 0 });
    });
  });

  describe('decline', () => {
    it('by the deciding body ends the gate, and the initiative', () => {
      const ended = [opened(), did(nurse, approving), did(doctor, answering('decline'))];
      given(opened(), did(nurse, approving))
        .when(answering('decline'), doctor)
        .then('task-completed', decided({ state: 'declined', declinedBy: BIRMINGHAM }));
      const { state } = given(...ended)
        .whenStep('move-on')
        .then({ type: 'initiative-declined', data: { stage: 'develop-plan' } });
      expect(state.status).to.equal('declined');
    });

    it('by an ICS that decides ends it too, also through the seat that signs', () => {
      given(opened(KENT))
        .when(answering('decline'), signatoryOf('QKS', 'doctor'))
        .then('task-completed', decided({ state: 'declined', declinedBy: 'QKS' }));
    });

    it('by an ICS that only signs returns it to the owner, and names the ICS', () => {
      const { moment } = given(opened(SOUTH_EAST))
        .when(answering('decline'), signatoryOf('QNX'))
        .then('task-completed', decided({ state: 'returned', declinedBy: 'QNX', returnTo: 'develop-plan' }));
      const { state } = given(() => moment)
        .whenStep('move-on')
        .then(
          { type: 'stage-sent-back', data: { from: 'develop-plan', to: 'develop-plan', code: 'returned' } },
          { type: 'stage-started', data: { stage: 'develop-plan', round: 2 } },
        );
      expect(state.sentBack?.detail.value).to.equal('QNX: It should be so.');
      expect(state.status).to.equal('under-way');
    });

    it('needs a reason', () => {
      for (const reason of [null, '', ' \n']) {
        given(opened()).when(answering('decline', { reason }), nurse).thenRefused('reason-required');
      }
    });
  });

  describe('request-changes', () => {
    it('returns it to the owner, who works the stage again and presents it', () => {
      const { moment } = given(opened())
        .when(answering('request-changes'), nurse)
        .then('task-completed', decided({ state: 'changes-requested', returnTo: 'develop-plan' }));
      given(() => moment, step('move-on'))
        .when(presenting('develop-plan'), owner)
        .then({ type: 'stage-presented', data: { stage: 'develop-plan', round: 2 } });
      expect(given(() => moment, step('move-on')).state.sentBack?.code).to.equal('changes-requested');
      const presented = did(owner, presenting('develop-plan'));
      expect(given(() => moment, step('move-on'), presented).state.sentBack).to.equal(null);
    });

    it('needs a reason', () => {
      given(opened())
        .when(answering('request-changes', { reason: '' }), nurse)
        .thenRefused('reason-required');
    });
  });

  describe('return', () => {
    const third = openedAt('guide-expectations');

    it('sends it to the earlier stage that it names', () => {
      const { moment } = given(third)
        .when(answering('return', { returnTo: 'develop-plan' }), nurse)
        .then('task-completed', decided({ state: 'returned', returnTo: 'develop-plan', declinedBy: null }));
      given(() => moment)
        .whenStep('move-on')
        .then(
          { type: 'stage-sent-back', data: { from: 'guide-expectations', to: 'develop-plan' } },
          { type: 'stage-started', data: { stage: 'develop-plan', round: 2 } },
        );
    });

    it('names a stage before this one, and nothing else does', () => {
      for (const returnTo of ['guide-expectations', 'deliver-improvement'] as const)
        given(third).when(answering('return', { returnTo }), nurse).thenRefused('return-not-earlier');
      given(third).when(answering('return'), nurse).thenRefused('return-not-earlier');
      given(third)
        .when(answering('approve', { returnTo: 'develop-plan' }), nurse)
        .thenRefused('return-not-earlier');
      given(opened())
        .when(answering('return', { returnTo: 'develop-plan' }), nurse)
        .thenRefused('return-not-earlier');
    });

    it('has every stage after it worked, presented and decided again', () => {
      const { state } = given(
        third,
        did(nurse, answering('return', { returnTo: 'develop-plan' })),
        step('move-on'),
        did(owner, presenting('develop-plan')),
        step('open-gate'),
        agreed,
        step('move-on'),
      );
      expect(state.stages['support-people']).to.include({ state: 'working', round: 2 });
    });
  });

  describe('advise', () => {
    const escalated = opened({ facts: { residualRisk: 16 } });

    it('is for the home level that does not decide, needs a reason and decides nothing', () => {
      given(escalated)
        .when(answering('advise', { seat: 2 }), nurse)
        .then('task-completed');
      given(escalated)
        .when(answering('advise', { seat: 2, reason: null }), nurse)
        .thenRefused('reason-required');
    });

    it('is all that an advice seat answers, and no answer of another seat', () => {
      for (const outcome of ['approve', 'decline', 'request-changes', 'return'] as const)
        given(escalated)
          .when(answering(outcome, { seat: 2 }), nurse)
          .thenRefused('outcome-not-for-seat');
      given(opened()).when(answering('advise'), nurse).thenRefused('outcome-not-for-seat');
    });

    it('is not waited for', () => {
      const { state } = given(escalated, agreed);
      expect(state.gate?.state).to.equal('approved');
      expect(state.gate?.seats[2]).to.include({ kind: 'advice', state: 'cancelled', vote: null });
    });
  });

  describe('too late, or refused', () => {
    const over = [opened(), did(nurse, approving), did(doctor, approving)];

    it('is recorded with who, what and why, and changes nothing', () => {
      const { events } = given(...over)
        .when(answering('decline', { seat: 1 }), manager)
        .thenRefused('late');
      const { gate } = given(...over);
      expect(events.map((event) => event.data)).to.deep.equal([
        {
          gate: gate.id,
          stage: 'develop-plan',
          task: gate.seats[1]?.task,
          by: manager.id,
          outcome: 'decline',
          contentHash: gate.contentHash,
          code: 'late',
        },
      ]);
    });

    it('holds after the initiative moved on, was withdrawn, or the gate had another round', () => {
      const task = given(opened()).gate.seats[0]!.task;
      const late = answering('decline', { task });
      const because = (...past: readonly Past[]) =>
        given(...past)
          .when(late, manager)
          .thenRefused('late').refusal.data?.['because'];
      expect(because(openedAt('support-people'))).to.equal('over');
      expect(because(opened(), did(owner, withdrawing))).to.equal('superseded');
      const another = did(owner, editing({ facts: { residualRisk: 20 } }));
      expect(because(opened(), another, step('open-gate'))).to.equal('over');
      expect(because(...over)).to.equal('decided');
    });

    it('says that others have filled the seats of its kind, where the gate is open', () => {
      const [first, second, third] = ['registered-nurse', 'doctor', 'manager'].map((each) =>
        approverOf('Y59', each),
      );
      const { refusal, moment } = given(opened(SOUTH_EAST), did(first!, approving), did(second!, approving))
        .when(answering('approve', { seat: 0 }), third!)
        .thenRefused('late');
      expect([refusal.data?.['because'], moment.state?.gate?.state]).to.deep.equal(['filled', 'open']);
    });

    it('takes the other seat of the same kind while there is one', () => {
      const task = given(opened()).gate.seats[0]!.task;
      given(opened(), did(nurse, approving))
        .when(answering('approve', { task }), doctor)
        .then('task-completed', decided({ state: 'approved' }));
    });

    it('on other content is refused as changed', () => {
      given(opened())
        .when(answering('approve', { contentHash: '0'.repeat(64) }), nurse)
        .thenRefused('content-changed');
      const before = given(opened()).gate.contentHash;
      given(opened(), did(owner, sending('develop-plan', { ...COMPLETE['develop-plan'], aim: 'more' })))
        .when(answering('approve', { contentHash: before }), nurse)
        .thenRefused('content-changed');
    });

    it('on a task that somebody else holds is refused, unless another like it is free', () => {
      const third = [opened(), did(nurse, claiming(0)), did(doctor, claiming(1))];
      given(...third)
        .when(answering('approve', { seat: 0 }), manager)
        .thenRefused('claimed-by-another');
      given(opened(), did(nurse, claiming(0)))
        .when(answering('approve', { seat: 0 }), manager)
        .then('task-completed');
    });
  });

  describe('what an event says', () => {
    it('is the gate that was answered, whatever the caller says it is', () => {
      const { gate } = given(opened());
      const wrong = { gate: '00000000-0000-4000-8000-000000000000', stage: 'support-people' } as const;
      given(opened())
        .when((state, by) => {
          const asked = typeof approving === 'function' ? approving(state, by) : approving;
          return { ...asked, ...wrong };
        }, nurse)
        .then({ type: 'task-completed', data: { gate: gate.id, stage: 'develop-plan' } });
    });
  });

  it('are dated by the clock of the command', () => {
    const at = '2026-11-03T10:00:00.000Z';
    const { gate } = given(opened(), now({ now: at }))
      .when(approving, nurse)
      .then('task-completed');
    expect(gate?.seats[0]?.vote).to.include({ at, by: nurse.id, body: BIRMINGHAM, registered: true });
  });
});
