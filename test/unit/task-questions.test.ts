import { expect } from 'chai';
import { standingOf } from '../../domain/initiative/standing.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given, now, step, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  asking,
  claiming,
  editing,
  informing,
  opened,
  recalling,
  releasing,
  takingOver,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const midwife = approverOf(BIRMINGHAM, 'midwife');
const asked = [opened(), did(nurse, asking())];
const on = (day: string): Past => now({ now: `${day}T10:00:00.000Z` });

describe('a question to the owner', () => {
  it('holds its task for who asked, and waits for the owner alone', () => {
    const { gate } = given(opened()).when(asking(), nurse).then('information-requested', 'clock-stopped');
    expect(gate?.seats[0]).to.include({ state: 'info-requested', claimedBy: nurse.id });
    expect(gate?.seats[0]?.questions.map(({ by, answer }) => [by, answer])).to.deep.equal([[nurse.id, null]]);
    given(asked).when(claiming(), doctor).thenRefused('claimed-by-another');
    given(asked).when(claiming(), nurse).thenNothing();
    given(asked).when(asking(), nurse).thenRefused('question-open');
    given(asked).when(asking(), doctor).thenRefused('claimed-by-another');
    for (const by of [nurse, doctor, boardOf(BIRMINGHAM), ownerOf(SOLIHULL)])
      given(asked).when(informing(), by).thenRefused('not-allowed');
  });

  it('is answered by the owner, and the task goes on with who asked', () => {
    const { gate } = given(asked).when(informing(), owner).then('information-given', 'clock-started');
    expect(gate?.seats[0]).to.include({ state: 'claimed', claimedBy: nurse.id });
    expect(gate?.seats[0]?.questions[0]?.answer).to.include({ by: owner.id });
    const told = [asked, did(owner, informing())];
    given(told).when(informing(), owner).thenRefused('nothing-asked');
    given(told).when(approving, nurse).then('task-completed');
    const again = given(told).when(asking(), nurse).then('information-requested', 'clock-stopped');
    expect(again.gate?.seats[0]?.questions.map(({ answer }) => answer === null)).to.deep.equal([false, true]);
  });

  it('is asked by who could fill the seat, and by nobody else', () => {
    given(opened()).when(asking(), owner).thenRefused('own-proposal');
    given(opened()).when(asking(), boardOf(BIRMINGHAM)).thenRefused('not-of-this-seat');
    given(opened()).when(asking(), approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
    given(asked).when(asking(1), nurse).thenRefused('one-seat-each');
    given(opened(), did(nurse, approving)).when(asking(1), nurse).thenRefused('one-seat-each');
    given(opened(), agreed).when(asking(), midwife).thenRefused('late');
    given(opened()).when(informing(), owner).thenRefused('nothing-asked');
  });

  it('is taken back with its task, or by deciding without the answer', () => {
    const { gate } = given(asked).when(releasing(), nurse).then('task-released', 'clock-started');
    expect(gate?.seats[0]).to.include({ state: 'ready', claimedBy: null });
    given(asked, did(nurse, releasing())).when(informing(), owner).thenRefused('nothing-asked');
    given(asked).when(approving, nurse).then('task-completed', 'clock-started');
    given(asked).when(answering('decline'), nurse).then('task-completed', 'gate-decided');
  });

  it('goes with its task to whoever takes it over', () => {
    const { gate } = given(asked).when(takingOver(), doctor).then('task-taken-over');
    expect(gate?.seats[0]).to.include({ state: 'info-requested', claimedBy: doctor.id });
    const taken = [asked, did(doctor, takingOver())];
    given(taken).when(releasing(), nurse).thenRefused('not-claimed-by-you');
    const told = given(taken).when(informing(), owner).then('information-given', 'clock-started');
    expect(told.gate?.seats[0]).to.include({ state: 'claimed', claimedBy: doctor.id });
  });

  it('is let go where another answer leaves nothing for its asker to answer', () => {
    const again = approverOf(BIRMINGHAM, 'registered-nurse', 'other');
    given(asked)
      .when(answering('approve', { seat: 1 }), again)
      .then('task-released', 'task-completed', 'clock-started');
  });

  it('stays through an edit and a vote of others, and ends with its gate', () => {
    const after = given(asked, did(owner, editing({ proposal: { title: 'Another' } })));
    expect(after.gate.seats[0]).to.include({ state: 'info-requested' });
    expect(after.gate.clockStoppedAt).not.to.equal(null);
    given(asked, did(doctor, answering('approve', { seat: 1 })))
      .when(informing(), owner)
      .then('information-given', 'clock-started');
    const { gate } = given(asked)
      .when(answering('decline', { seat: 1 }), doctor)
      .then('task-completed', 'gate-decided');
    expect(gate?.seats[0]?.state).to.equal('cancelled');
    expect(gate?.clockStoppedAt).to.equal(null);
  });

  it('outlives a vote that is taken back', () => {
    const told = [asked, did(owner, informing()), did(nurse, approving)];
    const { gate } = given(told).when(recalling(), nurse).then('vote-recalled');
    expect(gate?.seats[0]?.questions).to.have.lengthOf(1);
  });
});

describe('the clock of a gate', () => {
  // Opened on Monday 2 November; due on Monday the 16th, reminded on Thursday the 12th.
  it('stands while a decider waits for the owner, and goes on as many working days later', () => {
    const before = given(opened()).gate;
    const { gate } = given(opened(), on('2026-11-04'), did(nurse, asking()), on('2026-11-10'))
      .when(informing(), owner)
      .then('information-given', {
        type: 'clock-started',
        data: { stoppedAt: '2026-11-04T10:00:00.000Z', workingDays: 4 },
      });
    expect([before.dueAt, gate?.dueAt].map((each) => each?.slice(0, 10))).to.deep.equal([
      '2026-11-16',
      '2026-11-20',
    ]);
    expect([before.nextLookAt, gate?.nextLookAt].map((each) => each?.slice(0, 10))).to.deep.equal([
      '2026-11-12',
      '2026-11-18',
    ]);
  });

  it('is nobody’s turn but the owner’s: nothing is reminded and nothing is overdue', () => {
    const waiting = given(opened(), on('2026-11-10'), did(nurse, asking()), on('2026-11-20'));
    expect(standingOf(waiting.state, waiting.moment.world.now)).to.deep.equal({
      doing: 'decide',
      stage: 'develop-plan',
      until: '2026-11-24T17:00:00.000Z',
    });
    waiting.whenStep('remind').thenNothing();
    waiting.whenStep('escalate-within-level').thenNothing();
  });

  it('does not stand for ever: what the owner never answers goes back to its queue, and the clock goes on', () => {
    const both = [opened(), did(nurse, asking(0)), did(doctor, asking(1)), on('2026-11-17')];
    const { gate } = given(both)
      .whenStep('remind')
      .then('information-not-given', 'information-not-given', {
        type: 'clock-started',
        data: { workingDays: 11 },
      });
    expect(gate?.seats.map(({ state, claimedBy }) => [state, claimedBy])).to.deep.equal([
      ['ready', null],
      ['ready', null],
    ]);
    expect(gate?.dueAt.slice(0, 10)).to.equal('2026-12-01');
    const lapsed = [both, step('remind')];
    given(lapsed).when(informing(), owner).thenRefused('nothing-asked');
    given(lapsed).when(asking(), nurse).then('information-requested', 'clock-stopped');
    given(lapsed, on('2026-11-26')).whenStep('remind').thenNothing();
    given(lapsed, on('2026-11-28')).whenStep('remind').then('gate-reminded');
  });

  it('waits for each question as long: a later one is not cut short by an earlier', () => {
    const two = [opened(), did(nurse, asking(0)), on('2026-11-12'), did(doctor, asking(1))];
    const { gate } = given(two, on('2026-11-17'))
      .whenStep('remind')
      .then('information-not-given', {
        type: 'clock-stopped',
        data: { until: '2026-11-26T17:00:00.000Z' },
      });
    expect(gate?.seats.map(({ state }) => state)).to.deep.equal(['ready', 'info-requested']);
    expect(gate?.clockStoppedAt).to.equal(given(two).gate.clockStoppedAt);
    given(two)
      .when(informing(0), owner)
      .then('information-given', { type: 'clock-stopped', data: { until: '2026-11-26T17:00:00.000Z' } });
    given(two, on('2026-11-17'), step('remind'), on('2026-11-27'))
      .whenStep('remind')
      .then('information-not-given', { type: 'clock-started', data: { workingDays: 19 } });
  });

  for (const [when, answered] of [
    ['the evening of the day it was due', '2026-11-16T19:00:00.000Z'],
    ['an evening', '2026-11-18T19:00:00.000Z'],
    ['a Saturday', '2026-11-21T12:00:00.000Z'],
    ['the day that a clock changes', '2027-03-28T00:30:00.000Z'],
  ] as const)
    it(`that was ahead when it stopped is ahead when it goes on, on ${when}`, () => {
      const due = [opened(), on('2026-11-13'), step('remind'), on('2026-11-16'), did(nurse, asking())];
      const told = given(due, now({ now: answered }), did(owner, informing()));
      expect(told.gate.dueAt > answered).to.equal(true);
      told.whenStep('escalate-within-level').thenNothing();
    });

  it('stands until the last who waits has an answer', () => {
    const both = [opened(), did(nurse, asking(0)), did(doctor, asking(1))];
    given(opened(), did(nurse, asking(0)))
      .when(asking(1), doctor)
      .then('information-requested');
    given(both).when(informing(0), owner).then('information-given');
    given(both, did(owner, informing(0)))
      .when(informing(1), owner)
      .then('information-given', 'clock-started');
  });

  it('of the same day goes on as it was', () => {
    const before = given(opened()).gate;
    const { gate } = given(asked)
      .when(informing(), owner)
      .then('information-given', {
        type: 'clock-started',
        data: { workingDays: 0, dueAt: before.dueAt, nextLookAt: before.nextLookAt },
      });
    expect(gate?.dueAt).to.equal(before.dueAt);
  });

  it('does not undo what had passed: a gate that was overdue stays so, and is told of later', () => {
    const overdue = [
      opened(),
      on('2026-11-13'),
      step('remind'),
      on('2026-11-17'),
      step('escalate-within-level'),
    ];
    const before = given(overdue).gate;
    const { gate } = given(overdue, did(nurse, asking()), on('2026-11-24'))
      .when(informing(), owner)
      .then('information-given', 'clock-started');
    expect(gate).to.include({ dueAt: before.dueAt, pastDue: 1 });
    expect([before.nextLookAt, gate?.nextLookAt].map((each) => each?.slice(0, 10))).to.deep.equal([
      '2026-11-24',
      '2026-12-01',
    ]);
  });

  it('is not stopped by who only advises: advice holds nothing up', () => {
    const risky = { lead: 'QHL', affected: ['QHL'], facts: { residualRisk: 16 } };
    const { gate } = given(opened(risky));
    const index = gate.seats.findIndex((seat) => seat.kind === 'advice');
    const seat = gate.seats[index]!;
    const adviser =
      seat.role === 'signatory'
        ? signatoryOf(seat.bodies[0] ?? '')
        : approverOf(seat.bodies[0] ?? '', 'doctor');
    given(opened(risky)).when(asking(index), adviser).then('information-requested');
    const late = given(
      opened(risky),
      did(adviser, asking(index)),
      on('2026-11-13'),
      step('remind'),
      on('2026-11-17'),
    );
    const { gate: after } = late.whenStep('escalate-within-level').then('advice-not-given', 'gate-past-due');
    expect(after?.seats[index]?.state).to.equal('expired');
  });
});
