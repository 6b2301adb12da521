import { expect } from 'chai';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  claiming,
  editing,
  opened,
  openedAt,
  recalling,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const midwife = approverOf(BIRMINGHAM, 'midwife');

describe('an answer that is taken back', () => {
  it('counts no more: its seat waits for whoever may fill it', () => {
    const { gate } = given(opened(), did(nurse, approving)).when(recalling(), nurse).then('vote-recalled');
    expect(gate?.seats[0]).to.include({ state: 'ready', claimedBy: null, vote: null });
    const again = [opened(), did(nurse, approving), did(nurse, recalling())];
    given(again).when(claiming(), doctor).then('task-claimed');
    given(again, did(doctor, approving)).when(approving, midwife).then('task-completed', 'gate-decided');
  });

  it('frees its profession, and who gave it may answer again', () => {
    const another = approverOf(BIRMINGHAM, 'registered-nurse', 'other');
    given(opened(), did(nurse, approving))
      .when(answering('approve', { seat: 1 }), another)
      .thenRefused('profession-counted');
    const again = [opened(), did(nurse, approving), did(nurse, recalling())];
    given(again)
      .when(answering('approve', { seat: 1 }), another)
      .then('task-completed');
    given(again).when(answering('decline'), nurse).then('task-completed', 'gate-decided');
  });

  it('takes its conditions with it', () => {
    const condition = { text: 'Publish the rota', owner: 'The chief nurse', due: '2027-03-31' };
    const { conditions } = given(
      opened(),
      did(nurse, answering('approve', { conditions: [condition] })),
      did(nurse, recalling()),
      did(doctor, approving),
      did(nurse, approving),
    ).state;
    expect(conditions).to.deep.equal([]);
  });

  it('is taken back by who gave it, and by nobody else', () => {
    const past = [opened(), did(nurse, approving)];
    for (const other of [doctor, owner])
      given(past).when(recalling(), other).thenRefused('not-answered-by-you');
    given(past).when(recalling(1), nurse).thenRefused('not-answered-by-you');
    given(past).when(recalling(), approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
    given(past)
      .when(recalling(), { ...nurse, roles: boardOf(BIRMINGHAM).roles })
      .thenRefused('not-of-this-seat');
    given(past, did(nurse, recalling())).when(recalling(), nurse).thenRefused('not-answered-by-you');
  });

  it('stands once the gate is decided', () => {
    given(opened(), agreed).when(recalling(), nurse).thenRefused('late');
    given(opened(), did(nurse, answering('decline')))
      .when(recalling(), nurse)
      .thenRefused('late');
    const { task } = given(opened()).gate.seats[0]!;
    given(openedAt('support-people'))
      .when({ type: 'recall-vote', task, reason: null }, nurse)
      .thenRefused('late');
  });

  it('does not stand again after an edit and its undoing', () => {
    given(opened(), did(nurse, approving), did(owner, editing({ proposal: { title: 'Another' } })))
      .when(recalling(), nurse)
      .then('vote-recalled');
  });
});
