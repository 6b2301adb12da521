import { expect } from 'chai';
import { availableActions } from '../../domain/gate/actions.ts';
import type { Person } from '../../domain/person.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, type Past } from '../support/given.ts';
import { approverOf, ownerOf } from '../support/people.ts';
import { answering, approving, claiming, opened, recording } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const otherNurse = approverOf(BIRMINGHAM, 'registered-nurse', 'other');
const doctor = approverOf(BIRMINGHAM, 'doctor');

describe('a task tells beforehand what it would answer', () => {
  const actions = (by: Person, seat: number, ...past: readonly Past[]) => {
    const { moment, state, gate } = given(...past);
    return availableActions(state, gate, gate.seats[seat]!, by, moment.world.now).map(
      ({ action, refused }) => `${action}: ${refused?.code ?? 'may'}`,
    );
  };

  it('to somebody who may', () => {
    expect(actions(nurse, 0, opened())).to.deep.equal([
      'claim: may',
      'take-over: not-held',
      'release: not-claimed-by-you',
      'assign: may',
      'delegate: not-claimed-by-you',
      'resolve: not-delegated',
      'request-information: may',
      'answer: not-allowed',
      'complete: may',
      'recall: not-answered-by-you',
      'remind: may',
    ]);
    expect(actions(nurse, 0, opened(), did(nurse, claiming()))).to.deep.equal([
      'claim: late',
      'take-over: not-held',
      'release: may',
      'assign: may',
      'delegate: may',
      'resolve: not-delegated',
      'request-information: may',
      'answer: not-allowed',
      'complete: may',
      'recall: not-answered-by-you',
      'remind: waits-for-you',
    ]);
    expect(actions(nurse, 1, opened(), did(nurse, claiming()))).to.deep.equal([
      'claim: one-seat-each',
      'take-over: not-held',
      'release: not-claimed-by-you',
      'assign: may',
      'delegate: not-claimed-by-you',
      'resolve: not-delegated',
      'request-information: one-seat-each',
      'answer: not-allowed',
      'complete: may',
      'recall: not-answered-by-you',
      'remind: may',
    ]);
  });

  it('to somebody who may not, with why', () => {
    const first = (code: string, takeOver = code, answer = 'not-allowed') => [
      `claim: ${code}`,
      `take-over: ${takeOver}`,
      'release: not-claimed-by-you',
      `assign: ${code === 'profession-counted' ? 'may' : code}`,
      `delegate: ${['profession-counted', 'claimed-by-another'].includes(code) ? 'not-claimed-by-you' : code}`,
      `resolve: ${code === 'late' ? code : 'not-delegated'}`,
      `request-information: ${code}`,
      `answer: ${answer}`,
      `complete: ${code}`,
      'recall: not-answered-by-you',
      `remind: ${['not-of-this-seat', 'late'].includes(code) ? code : 'may'}`,
    ];
    expect(actions(otherNurse, 1, opened(), did(nurse, approving))).to.deep.equal(
      first('profession-counted', 'not-held'),
    );
    expect(actions(ownerOf(BIRMINGHAM), 0, opened())).to.deep.equal(
      first('own-proposal', 'own-proposal', 'nothing-asked'),
    );
    expect(actions(approverOf('QHL', 'doctor'), 0, opened())).to.deep.equal(first('not-of-this-seat'));
    expect(actions(doctor, 0, opened(), did(nurse, claiming()))).to.deep.equal(
      first('claimed-by-another', 'may'),
    );
    expect(actions(doctor, 0, opened(), did(nurse, answering('decline')))).to.deep.equal(first('late'));
  });

  it('to somebody who has answered', () => {
    expect(actions(nurse, 0, opened(), did(nurse, approving))).to.deep.equal([
      'claim: late',
      'take-over: late',
      'release: not-claimed-by-you',
      'assign: late',
      'delegate: late',
      'resolve: late',
      'request-information: late',
      'answer: not-allowed',
      'complete: late',
      'recall: may',
      'remind: late',
    ]);
    expect(actions(nurse, 0, opened(), did(nurse, approving), did(doctor, approving))).to.include(
      'recall: late',
    );
  });

  it('while the gate is suspended', () => {
    const past = [
      opened({ lead: 'QMM', affected: ['QMM'], facts: { substantialServiceChange: true } }),
      did(approverOf('Y61', 'doctor'), recording('secretary-of-state', 'called-in')),
    ];
    expect(actions(approverOf('Y61', 'doctor'), 0, ...past)).to.deep.equal([
      'claim: may',
      'take-over: not-held',
      'release: not-claimed-by-you',
      'assign: may',
      'delegate: not-claimed-by-you',
      'resolve: not-delegated',
      'request-information: may',
      'answer: not-allowed',
      'complete: gate-suspended',
      'recall: not-answered-by-you',
      'remind: may',
    ]);
  });
});
