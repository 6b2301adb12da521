import { expect } from 'chai';
import { approvalsLeft } from '../../domain/gate/actions.ts';
import type { Person, Role } from '../../domain/person.ts';
import { BIRMINGHAM, SOLIHULL, STOKE } from '../support/bodies.ts';
import { did, given } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, person, signatoryOf } from '../support/people.ts';
import { answering, approving, claiming, editing, opened, openedAt, recording } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const otherNurse = approverOf(BIRMINGHAM, 'registered-nurse', 'other');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const manager = approverOf(BIRMINGHAM, 'manager');
const analyst = approverOf(BIRMINGHAM, 'analyst');
const student = approverOf(BIRMINGHAM, 'student');
const nobody = approverOf(BIRMINGHAM, null);

const also = (by: Person, ...held: readonly [Role, string][]): Person => ({
  ...by,
  roles: [...by.roles, ...held.map(([role, body]) => ({ role, body }))],
});
const approved = { type: 'gate-decided', data: { state: 'approved' } } as const;

const SYSTEM = { lead: 'QKS', affected: ['QKS'] };
const REGION = { lead: 'Y59', affected: ['QKS', 'QNX'] };
const NATIONALLY_LED = { lead: 'national', affected: ['QHL', 'QJK'] };

describe('a quorum', () => {
  describe('of two approvals', () => {
    it('is met by two professions, one of them registered', () => {
      given(opened(), did(manager, approving)).when(approving, nurse).then('task-completed', approved);
      given(opened(), did(nurse, approving)).when(approving, manager).then('task-completed', approved);
    });

    it('is not met by one profession twice', () => {
      given(opened(), did(nurse, approving)).when(approving, otherNurse).thenRefused('profession-counted');
    });

    it('is not met by two that are not registered', () => {
      given(opened(), did(manager, approving)).when(approving, analyst).thenRefused('profession-counted');
    });

    it('never counts a student, first or last, beside whoever else', () => {
      given(opened()).when(approving, student).thenRefused('no-profession');
      given(opened(), did(nurse, approving)).when(approving, student).thenRefused('no-profession');
      given(openedAt('support-people')).when(approving, student).thenRefused('no-profession');
      given(opened()).when(claiming(), student).thenRefused('no-profession');
    });

    it('counts nobody whose profession is not known', () => {
      given(opened()).when(approving, nobody).thenRefused('no-profession');
    });

    it('counts everybody once', () => {
      given(opened(), did(nurse, approving))
        .when(answering('approve', { seat: 1 }), nurse)
        .thenRefused('one-seat-each');
      const two = also(approverOf('Y58', 'doctor'), ['approver', 'Y60']);
      given(openedAt('support-people', NATIONALLY_LED), did(two, approving))
        .when(answering('approve', { seat: 2 }), two)
        .thenRefused('one-seat-each');
      const advises = also(approverOf('QHL', 'doctor'), ['approver', BIRMINGHAM]);
      given(opened({ facts: { residualRisk: 16 } }), did(advises, answering('advise', { seat: 2 })))
        .when(answering('approve', { seat: 0 }), advises)
        .thenRefused('one-seat-each');
    });

    it('is each deciding body’s own where several decide together', () => {
      const past = openedAt('support-people', NATIONALLY_LED);
      const votes = [
        did(approverOf('Y58', 'doctor'), answering('approve', { seat: 0 })),
        did(approverOf('Y60', 'doctor'), answering('approve', { seat: 2 })),
        did(approverOf('Y58', 'manager'), answering('approve', { seat: 1 })),
        did(signatoryOf('QJK', 'doctor'), answering('approve', { seat: 4 })),
      ];
      given(past, ...votes)
        .when(answering('approve', { seat: 3 }), approverOf('Y60', 'doctor', 'second'))
        .thenRefused('profession-counted');
      given(past, ...votes)
        .when(answering('approve', { seat: 3 }), approverOf('Y60', 'analyst'))
        .then('task-completed', approved);
    });
  });

  describe('of the light profile', () => {
    const light = openedAt('support-people');

    it('is one approval by another profession than the owner’s', () => {
      given(light).when(approving, nurse).then('task-completed', approved);
      given(light).when(approving, analyst).then('task-completed', approved);
      given(light).when(approving, manager).thenRefused('profession-counted');
    });

    it('takes any profession where the owner has none, but not nobody’s', () => {
      const owner = ownerOf(BIRMINGHAM, null);
      given(openedAt('support-people', { owner })).when(approving, manager).then('task-completed', approved);
      given(openedAt('support-people', { owner })).when(approving, nobody).thenRefused('no-profession');
    });

    it('is not for the plan, nor for accountability', () => {
      given(opened()).when(approving, manager).then('task-completed');
      given(openedAt('assure-accountability')).when(approving, nurse).then('task-completed');
    });

    it('is not for a gate that was sent up', () => {
      const past = openedAt('support-people', { facts: { residualRisk: 16 } });
      given(past).when(approving, approverOf('QHL', 'doctor')).then('task-completed');
    });
  });

  describe('with an ICS’s signature', () => {
    it('where the ICS decides is one of its approvals, by a signatory', () => {
      given(opened(SYSTEM), did(approverOf('QKS', 'doctor'), approving))
        .when(answering('approve', { seat: 1 }), approverOf('QKS', 'manager'))
        .thenRefused('not-of-this-seat');
      given(opened(SYSTEM), did(approverOf('QKS', 'doctor'), approving))
        .when(approving, signatoryOf('QKS', 'manager'))
        .then('task-completed', approved);
      given(opened(SYSTEM), did(approverOf('QKS', 'doctor'), approving))
        .when(approving, signatoryOf('QKS', 'doctor'))
        .thenRefused('profession-counted');
    });

    it('where a region decides is beside the two approvals and not among them', () => {
      const past = [
        opened(REGION),
        did(approverOf('Y59', 'doctor'), approving),
        did(signatoryOf('QKS', 'doctor'), approving),
        did(signatoryOf('QNX', 'student'), approving),
      ];
      expect(approvalsLeft(given(...past).gate)).to.equal(1);
      given(...past)
        .when(approving, approverOf('Y59', 'manager'))
        .then('task-completed', approved);
    });

    it('waits for every affected ICS at the plan', () => {
      const past = [
        opened(REGION),
        did(approverOf('Y59', 'doctor'), approving),
        did(approverOf('Y59', 'manager'), approving),
        did(signatoryOf('QKS'), approving),
      ];
      expect(given(...past).gate.state).to.equal('open');
      given(...past)
        .when(approving, signatoryOf('QNX'))
        .then('task-completed', approved);
    });

    it('is nobody’s of a region or of the national body, nor of an ICS that is not affected', () => {
      for (const by of [
        approverOf('Y59', 'doctor'),
        approverOf('national', 'doctor'),
        person('of the region', 'doctor', ['signatory', 'Y59']),
        person('of the nation', 'doctor', ['signatory', 'national']),
        approverOf('QKS', 'doctor'),
        boardOf('QKS'),
        signatoryOf('QNX'),
      ])
        given(opened(REGION))
          .when(answering('approve', { seat: 2 }), by)
          .thenRefused('not-of-this-seat');
      given(opened(REGION))
        .when(answering('approve', { seat: 2 }), signatoryOf('QXU'))
        .thenRefused('not-allowed');
    });

    it('is consent and no decision: a signatory fills no approval of the region', () => {
      given(opened(REGION))
        .when(answering('approve', { seat: 0 }), signatoryOf('QKS', 'doctor'))
        .thenRefused('not-of-this-seat');
    });
  });

  describe('is of its deciding body and of nobody else', () => {
    it('not of another body of the same level', () => {
      given(opened({ affected: [SOLIHULL] }))
        .when(approving, approverOf(SOLIHULL, 'doctor'))
        .thenRefused('not-of-this-seat');
      given(opened()).when(approving, approverOf(STOKE, 'doctor')).thenRefused('not-allowed');
      given(openedAt('support-people', { lead: 'Y60', affected: ['QHL', 'QJK'] }))
        .when(answering('approve', { seat: 0 }), approverOf('Y58', 'doctor'))
        .thenRefused('not-of-this-seat');
    });

    it('not of a level above or below', () => {
      for (const body of ['QHL', 'Y60', 'national'])
        given(opened()).when(approving, approverOf(body, 'doctor')).thenRefused('not-of-this-seat');
      given(opened({ facts: { residualRisk: 16 } }))
        .when(answering('approve', { seat: 0 }), doctor)
        .thenRefused('not-of-this-seat');
    });

    it('not of the board, an owner or an operator', () => {
      given(opened()).when(approving, boardOf(BIRMINGHAM)).thenRefused('not-of-this-seat');
      given(opened())
        .when(approving, person('second owner', 'doctor', ['owner', BIRMINGHAM]))
        .thenRefused('not-of-this-seat');
      given(opened())
        .when(approving, { id: 'op', profession: 'doctor', roles: [{ role: 'operator', body: null }] })
        .thenRefused('not-allowed');
    });
  });

  describe('has nobody who wrote it', () => {
    const owner = also(ownerOf(BIRMINGHAM, 'doctor'), ['approver', BIRMINGHAM], ['signatory', 'QHL']);

    it('in any seat, in any answer, as any role', () => {
      for (const outcome of ['approve', 'decline', 'request-changes'] as const)
        given(opened({ owner })).when(answering(outcome), owner).thenRefused('own-proposal');
      given(opened({ owner })).when(claiming(), owner).thenRefused('own-proposal');
      given(opened({ owner, facts: { residualRisk: 16 } }))
        .when(answering('advise', { seat: 2 }), owner)
        .thenRefused('own-proposal');
    });

    it('record what an authority answered', () => {
      const facts = { novelContentiousOrRepercussive: true };
      const by = also(owner, ['approver', 'national']);
      given(opened({ owner: by, facts }))
        .when(recording('treasury', 'consented'), by)
        .thenRefused('own-proposal');
    });
  });

  it('is counted anew after an edit', () => {
    const owner = ownerOf(BIRMINGHAM);
    const past = [opened(), did(nurse, approving), did(owner, editing({ proposal: { title: 'Anew' } }))];
    given(...past)
      .when(approving, otherNurse)
      .then('task-completed');
  });
});
