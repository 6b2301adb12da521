import { expect } from 'chai';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import { agreed, answering, claiming, opened, openedAt, releasing, takingOver } from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const manager = approverOf(BIRMINGHAM, 'manager');
const KENT = { lead: 'QKS', affected: ['QKS'] } as const;

describe('claims of a task', () => {
  it('are one person’s, and asked twice change nothing', () => {
    given(opened()).when(claiming(), nurse).then('task-claimed');
    given(opened(), did(nurse, claiming())).when(claiming(), nurse).thenNothing();
    given(opened(), did(nurse, claiming())).when(claiming(), doctor).thenRefused('claimed-by-another');
  });

  it('are one for each person at a gate', () => {
    given(opened(), did(nurse, claiming(0)))
      .when(claiming(1), nurse)
      .thenRefused('one-seat-each');
  });

  it('are given back by who holds them, and by nobody else', () => {
    given(opened(), did(nurse, claiming())).when(releasing(), doctor).thenRefused('not-claimed-by-you');
    given(opened()).when(releasing(), nurse).thenRefused('not-claimed-by-you');
    const { gate } = given(opened(), did(nurse, claiming())).when(releasing(), nurse).then('task-released');
    expect(gate?.seats[0]).to.include({ state: 'ready', claimedBy: null });
  });

  it('are taken over by whoever could fill the seat, and the history says from whom', () => {
    const held = [opened(), did(nurse, claiming())];
    const { gate, moment } = given(held).when(takingOver(), doctor).then('task-taken-over');
    expect(gate?.seats[0]).to.include({ state: 'claimed', claimedBy: doctor.id, claimedAs: 'doctor' });
    expect(moment.happened.at(-1)?.data).to.include({ by: doctor.id, from: nurse.id, profession: 'doctor' });
    const taken = [held, did(doctor, takingOver())];
    // Who held it may answer at another seat alike, and no more at this one.
    const other = given(taken)
      .when(answering('approve', { seat: 0 }), nurse)
      .then('task-completed');
    expect(other.gate?.seats.map((seat) => seat.vote?.by ?? null)).to.deep.equal([null, nurse.id]);
    given(taken).when(releasing(), nurse).thenRefused('not-claimed-by-you');
    given(taken)
      .when(answering('approve', { seat: 0 }), doctor)
      .then('task-completed');
  });

  it('are not taken over by who could not claim, nor where nobody else holds one, nor too late', () => {
    const held = [opened(), did(nurse, claiming())];
    given(held).when(takingOver(), nurse).thenRefused('not-held');
    given(opened()).when(takingOver(), doctor).thenRefused('not-held');
    given(held).when(takingOver(), owner).thenRefused('own-proposal');
    given(held).when(takingOver(), boardOf(BIRMINGHAM)).thenRefused('not-of-this-seat');
    given(held).when(takingOver(), approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
    given(held, did(doctor, claiming(1)))
      .when(takingOver(), doctor)
      .thenRefused('one-seat-each');
    given(opened(), did(doctor, answering('approve', { seat: 1 })), did(nurse, claiming()))
      .when(takingOver(), approverOf(BIRMINGHAM, 'doctor', 'other'))
      .thenRefused('profession-counted');
    given(held, did(manager, answering('decline', { seat: 1 })))
      .when(takingOver(), doctor)
      .thenRefused('late');
  });

  it('on one seat do not keep it from others when their holder answered at another', () => {
    const both = approverOf('QKS', 'registered-nurse');
    const signs = { ...both, roles: [...both.roles, { role: 'signatory' as const, body: 'QKS' }] };
    const { gate } = given(opened(KENT), did(signs, claiming(0)))
      .when(answering('approve', { seat: 1 }), signs)
      .then('task-released', 'task-completed');
    expect(gate?.seats.map((seat) => seat.state)).to.deep.equal(['ready', 'completed']);
  });

  it('are still said to have been somebody’s where another’s answer ends the gate', () => {
    for (const outcome of ['decline', 'request-changes'] as const) {
      const { gate } = given(opened(), did(nurse, claiming(0)))
        .when(answering(outcome, { seat: 1, reason: 'Not yet.' }), doctor)
        .then('task-completed', 'gate-decided');
      expect(gate?.seats[0]).to.include({ state: 'cancelled', claimedBy: nurse.id });
    }
  });

  it('are for those whose seat it is', () => {
    given(opened()).when(claiming(), owner).thenRefused('own-proposal');
    given(opened()).when(claiming(), boardOf(BIRMINGHAM)).thenRefused('not-of-this-seat');
    given(opened()).when(claiming(), approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
  });

  it('come too late when the gate is over', () => {
    given(opened(), agreed).when(claiming(), manager).thenRefused('late');
    given(openedAt('support-people'))
      .when({ type: 'claim-task', task: given(opened()).gate.seats[0]!.task }, manager)
      .thenRefused('late');
  });
});
