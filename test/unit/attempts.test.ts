import { expect } from 'chai';
import { MOST_IN_AN_HOUR } from '../../domain/initiative/attempts.ts';
import { decide } from '../../domain/initiative/decide.ts';
import type { Event } from '../../domain/initiative/events.ts';
import type { Person } from '../../domain/person.ts';
import { refusal } from '../../domain/refusal.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { after, did, given, NOW, now, type Asked, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  claiming,
  delegating,
  opened,
  overriding,
  recalling,
  recusing,
  releasing,
  resolving,
  takingOver,
  withdrawing,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const midwife = approverOf(BIRMINGHAM, 'midwife');
const board = boardOf(BIRMINGHAM);
const stranger = approverOf(SOLIHULL, 'doctor');

const minutesOn = (minutes: number) =>
  now({ now: new Date(Date.parse(NOW) + minutes * 60_000).toISOString() });

/** What somebody asks, and is refused. */
function refused(past: readonly Past[], asked: Asked, by: Person) {
  const { moment, state } = given(past);
  const command = typeof asked === 'function' ? asked(state, by) : asked;
  const decision = decide(state, command, { ...moment.world, by });
  expect(decision.accepted).to.equal(false);
  return { moment, events: decision.events };
}

/** What is left of it in the history. */
const left = (past: readonly Past[], asked: Asked, by: Person) => refused(past, asked, by).events;
const codes = (past: readonly Past[], asked: Asked, by: Person) =>
  left(past, asked, by).map(({ data }) => 'code' in data && data.code);

/** It was tried before. */
const tried =
  (by: Person, asked: Asked): Past =>
  (before) => {
    const { moment, events } = refused([() => before], asked, by);
    return after(moment, events, by.id);
  };

describe('an attempt at what is not theirs', () => {
  it('is in the history, with what it was about and why it was refused', () => {
    const task = given(opened()).gate.seats[0]?.task;
    expect(left([opened()], claiming(), owner)).to.deep.equal([
      {
        type: 'attempt-refused',
        data: { by: owner.id, command: 'claim-task', code: 'own-proposal', task, gate: null },
      },
    ]);
    expect(left([opened()], withdrawing, nurse)).to.deep.equal([
      {
        type: 'attempt-refused',
        data: { by: nurse.id, command: 'withdraw-initiative', code: 'not-allowed', task: null, gate: null },
      },
    ]);
    const { id: gate } = given(opened()).gate;
    expect(left([opened()], overriding('equality'), board).map(({ data }) => data)).to.deep.equal([
      { by: board.id, command: 'override-requirement', code: 'not-allowed', task: null, gate },
    ]);
  });

  it('is what only somebody may who is named at the task, as long as somebody is', () => {
    const held = [opened(), did(nurse, claiming())];
    expect(codes(held, releasing(), doctor)).to.deep.equal(['not-claimed-by-you']);
    expect(codes([held, did(nurse, releasing())], releasing(), nurse)).to.deep.equal([]);
    expect(codes([opened(), did(nurse, approving)], recalling(), doctor)).to.deep.equal([
      'not-answered-by-you',
    ]);
    expect(
      codes([opened(), did(nurse, approving), did(nurse, recalling())], recalling(), nurse),
    ).to.deep.equal([]);
    const prepared = [held, did(nurse, delegating(midwife))];
    expect(codes(prepared, resolving(), doctor)).to.deep.equal(['not-delegated']);
    expect(codes(held, resolving(), doctor)).to.deep.equal([]);
  });

  it('is not what is not possible now, or not with what was sent', () => {
    const held = [opened(), did(nurse, claiming())];
    expect(left(held, claiming(), doctor), 'claimed by another').to.deep.equal([]);
    expect(left([opened()], takingOver(), doctor), 'held by nobody').to.deep.equal([]);
    expect(left([opened(), agreed], claiming(), midwife), 'late').to.deep.equal([]);
    expect(left([opened()], { type: 'present-stage', stage: 'support-people' }, owner)).to.deep.equal([]);
    const stale: Asked = ({ proposal, facts }) => ({ type: 'edit-initiative', proposal, facts, revision: 0 });
    expect(left([opened()], stale, owner), 'a stale version').to.deep.equal([]);
  });

  it('leaves nothing where who tried may not see the initiative', () => {
    for (const asked of [claiming(), withdrawing, approving])
      expect(left([opened()], asked, stranger)).to.deep.equal([]);
  });

  it('is a refused vote where a vote was refused', () => {
    expect(left([opened()], answering('approve'), owner).map(({ type }) => type)).to.deep.equal([
      'vote-refused',
    ]);
  });

  it('is told once an hour, however often it is tried', () => {
    const once = [opened(), tried(owner, claiming())];
    expect(left(once, claiming(), owner)).to.deep.equal([]);
    expect(left([once, minutesOn(59)], claiming(), owner)).to.deep.equal([]);
    expect(left([once, minutesOn(60)], claiming(), owner)).to.have.lengthOf(1);
    expect(left(once, claiming(1), owner), 'another task').to.have.lengthOf(1);
    expect(left(once, takingOver(), owner), 'another command').to.have.lengthOf(1);
    const { state } = given(once, minutesOn(60), tried(owner, claiming()));
    expect(state.attempts).to.have.lengthOf(1);
  });

  it(`is told ${MOST_IN_AN_HOUR} times an hour of one person, and of another all the same`, () => {
    const { moment } = given(opened());
    const denied = (index: number): Event => ({
      type: 'attempt-refused',
      data: { by: nurse.id, command: 'confirm-fact', code: 'own-claim', task: `task ${index}`, gate: null },
    });
    const many = Array.from({ length: MOST_IN_AN_HOUR }, (_, index) => denied(index));
    expect(left([() => moment, ...many.slice(1)], withdrawing, nurse)).to.have.lengthOf(1);
    expect(left([() => moment, ...many], withdrawing, nurse)).to.deep.equal([]);
    expect(left([() => moment, ...many], withdrawing, doctor)).to.have.lengthOf(1);
    expect(left([() => moment, ...many, minutesOn(60)], withdrawing, nurse)).to.have.lengthOf(1);
  });

  it('is the same where it was refused before it was asked', () => {
    const { moment } = given(opened());
    const no = refusal('not-allowed', 'No.');
    const denied = (by: Person) =>
      decide(moment.state, { type: 'attach-file', denied: no }, { ...moment.world, by }).events;
    expect(denied(nurse).map(({ data }) => data)).to.deep.equal([
      { by: nurse.id, command: 'attach-file', code: 'not-allowed', task: null, gate: null },
    ]);
    expect(denied(stranger)).to.deep.equal([]);
  });

  it('says that somebody has an interest only where they said so of this initiative themselves', () => {
    const interested: Person = { ...nurse, interests: [{ by: nurse.id, kind: 'body', of: BIRMINGHAM }] };
    expect(codes([opened()], claiming(), interested)).to.deep.equal(['not-allowed']);
    expect(codes([opened(), did(nurse, recusing)], claiming(), nurse)).to.deep.equal(['interest-declared']);
  });
});
