import { expect } from 'chai';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given, now, step, type Asked } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  asking,
  assigning,
  claiming,
  delegating,
  editing,
  opened,
  recalling,
  releasing,
  resolving,
  takingOver,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const midwife = approverOf(BIRMINGHAM, 'midwife');
const student = approverOf(BIRMINGHAM, 'student');
const board = boardOf(BIRMINGHAM);
const held = [opened(), did(nurse, claiming())];

describe('a task that is handed over', () => {
  it('is the colleague’s from then on', () => {
    const { gate, moment } = given(held).when(assigning(doctor), nurse).then('task-assigned');
    expect(gate?.seats[0]).to.include({ state: 'claimed', claimedBy: doctor.id, claimedAs: 'doctor' });
    expect(moment.happened.at(-1)?.data).to.include({ by: nurse.id, to: doctor.id, profession: 'doctor' });
    const handed = [held, did(nurse, assigning(doctor))];
    given(handed).when(releasing(), nurse).thenRefused('not-claimed-by-you');
    given(handed)
      .when(answering('approve', { seat: 0 }), doctor)
      .then('task-completed');
  });

  it('is handed on by who holds it, and where nobody does by whoever it is for', () => {
    given(opened()).when(assigning(doctor), nurse).then('task-assigned');
    given(opened(), did(nurse, answering('approve', { seat: 1 })))
      .when(assigning(doctor), nurse)
      .then('task-assigned');
    given(held).when(assigning(midwife), doctor).thenRefused('claimed-by-another');
    given(opened()).when(assigning(doctor), owner).thenRefused('own-proposal');
    given(opened()).when(assigning(doctor), board).thenRefused('not-of-this-seat');
    given(opened()).when(assigning(doctor), approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
    given(opened(), agreed).when(assigning(midwife), nurse).thenRefused('late');
  });

  it('goes to nobody who could not fill it', () => {
    const because = (code: string) => (refused: { refusal: { data?: object } }) =>
      expect(refused.refusal.data).to.deep.equal({ because: code });
    for (const [to, code] of [
      [owner, 'own-proposal'],
      [board, 'not-of-this-seat'],
      [approverOf(SOLIHULL, 'doctor'), 'not-of-this-seat'],
      [student, 'no-profession'],
      [nurse, 'one-seat-each'],
    ] as const)
      because(code)(given(held).when(assigning(to), nurse).thenRefused('colleague-unfit'));
    const voted = [held, did(doctor, answering('approve', { seat: 1 }))];
    because('one-seat-each')(given(voted).when(assigning(doctor), nurse).thenRefused('colleague-unfit'));
    because('profession-counted')(
      given(voted)
        .when(assigning(approverOf(BIRMINGHAM, 'doctor', 'other')), nurse)
        .thenRefused('colleague-unfit'),
    );
    const edits = { ...approverOf(BIRMINGHAM, 'midwife', 'editor'), id: owner.id };
    because('own-proposal')(given(held).when(assigning(edits), nurse).thenRefused('colleague-unfit'));
  });

  it('keeps its question to the owner', () => {
    const { gate } = given(opened(), did(nurse, asking()))
      .when(assigning(doctor), nurse)
      .then('task-assigned');
    expect(gate?.seats[0]).to.include({ state: 'info-requested', claimedBy: doctor.id });
    expect(gate?.clockStoppedAt).not.to.equal(null);
  });
});

describe('a task that is delegated', () => {
  const delegated = [held, did(nurse, delegating(doctor))];

  it('stays with who holds it, and is not answered before it is resolved', () => {
    const { gate } = given(held).when(delegating(board), nurse).then('task-delegated');
    expect(gate?.seats[0]).to.include({ state: 'claimed', claimedBy: nurse.id });
    expect(gate?.seats[0]?.delegation).to.include({ to: board.id, resolvedAt: null });
    given(delegated)
      .when(answering('approve', { seat: 0 }), nurse)
      .thenRefused('delegated');
    given(delegated)
      .when(answering('decline', { seat: 0 }), nurse)
      .thenRefused('delegated');
    const resolved = [delegated, did(doctor, resolving())];
    expect(given(resolved).gate.seats[0]?.delegation?.note?.value).to.equal('Read, and it adds up.');
    given(resolved)
      .when(answering('approve', { seat: 0 }), nurse)
      .then('task-completed');
  });

  it('is resolved by the delegate or had back by its holder, and by nobody else', () => {
    given(delegated).when(resolving(), doctor).then('task-resolved');
    given(delegated).when(resolving(), nurse).thenRefused('invalid');
    const back: Asked = ({ gate }) => ({
      type: 'resolve-task',
      task: gate?.seats[0]?.task ?? '',
      note: null,
    });
    const { gate } = given(delegated).when(back, nurse).then('task-resolved');
    expect(gate?.seats[0]).to.deep.include({ state: 'claimed', claimedBy: nurse.id, delegation: null });
    given(delegated).when(resolving(), midwife).thenRefused('not-delegated');
    given(held).when(resolving(), nurse).thenRefused('not-delegated');
    given(delegated, did(doctor, resolving())).when(resolving(), doctor).thenRefused('not-delegated');
  });

  it('is not delegated further, nor twice, nor by who does not hold it', () => {
    given(delegated).when(delegating(midwife), doctor).thenRefused('not-claimed-by-you');
    given(delegated).when(delegating(midwife), nurse).thenRefused('delegated');
    given(opened()).when(delegating(doctor), nurse).thenRefused('not-claimed-by-you');
    given(delegated, did(doctor, resolving())).when(delegating(midwife), nurse).then('task-delegated');
  });

  it('goes to a colleague of its bodies, and never to who wrote the proposal', () => {
    given(held).when(delegating(owner), nurse).thenRefused('colleague-unfit');
    given(held).when(delegating(nurse), nurse).thenRefused('colleague-unfit');
    given(held)
      .when(delegating(approverOf(SOLIHULL, 'doctor')), nurse)
      .thenRefused('colleague-unfit');
    given(held).when(delegating(student), nurse).then('task-delegated');
  });

  it('is delegated no more once it is released, handed over or taken over', () => {
    for (const [by, asked] of [
      [nurse, releasing()],
      [nurse, assigning(midwife)],
      [doctor, takingOver()],
    ] as const) {
      const { gate } = given(delegated, did(by, asked));
      expect(gate.seats[0]?.delegation).to.equal(null);
      given(delegated, did(by, asked)).when(resolving(), doctor).thenRefused('not-delegated');
    }
    const overdue = given(
      delegated,
      now({ now: '2026-11-13T10:00:00.000Z' }),
      step('remind'),
      now({ now: '2026-11-17T10:00:00.000Z' }),
      step('escalate-within-level'),
    );
    expect(overdue.gate.seats[0]).to.deep.include({ state: 'ready', delegation: null });
  });

  it('leaves the delegate a seat of their own', () => {
    given(delegated)
      .when(answering('approve', { seat: 1 }), doctor)
      .then('task-completed');
  });

  it('outlives an edit, and is over with its gate', () => {
    given(delegated, did(owner, editing({ proposal: { title: 'Another' } })))
      .when(resolving(), doctor)
      .then('task-resolved');
    given(delegated, did(doctor, answering('decline', { seat: 1 })))
      .when(resolving(), doctor)
      .thenRefused('late');
    const told = [delegated, did(doctor, resolving()), did(nurse, approving)];
    const { gate } = given(told).when(recalling(), nurse).then('vote-recalled');
    expect(gate?.seats[0]?.delegation).to.equal(null);
  });
});
