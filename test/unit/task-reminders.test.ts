import { expect } from 'chai';
import { awaited } from '../../domain/gate/remind.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given, now, tell, type Moment, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import {
  agreed,
  approving,
  asking,
  claiming,
  delegating,
  opened,
  openedAt,
  reminding,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const midwife = approverOf(BIRMINGHAM, 'midwife');

/** So much later than the moment before, in hours. */
const later =
  (hours: number) =>
  (moment: Moment): Moment =>
    tell(moment, [now({ now: new Date(Date.parse(moment.world.now) + hours * 3_600_000).toISOString() })]);

describe('a reminder of a task', () => {
  it('is given by its owner and by whoever it is for, and changes nothing else', () => {
    const { gate: before } = given(opened());
    for (const by of [owner, nurse, doctor]) {
      const { gate } = given(opened())
        .when(reminding(), by)
        .then({ type: 'task-reminded', data: { by: by.id } });
      expect(gate?.seats[0]?.reminded).to.deep.equal({
        ...{ by: by.id, whom: null },
        at: given(opened()).moment.world.now,
      });
      expect({ ...gate, seats: gate?.seats.map((seat) => ({ ...seat, reminded: null })) }).to.deep.equal(
        before,
      );
    }
  });

  it('is given by nobody else', () => {
    given(opened()).when(reminding(), boardOf(BIRMINGHAM)).thenRefused('not-of-this-seat');
    given(opened()).when(reminding(), approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
  });

  it('is given once a day, whoever gives it, and for each task by itself', () => {
    const past = [opened(), did(owner, reminding())];
    given(past).when(reminding(), owner).thenRefused('reminded-lately');
    given(past, later(23.9)).when(reminding(), doctor).thenRefused('reminded-lately');
    given(past, later(24)).when(reminding(), doctor).then('task-reminded');
    given(past).when(reminding(1), owner).then('task-reminded');
  });

  it('is given to whom the task waits for, and nobody reminds themselves', () => {
    const claimed = [opened(), did(nurse, claiming())];
    given(claimed).when(reminding(), nurse).thenRefused('waits-for-you');
    given(claimed).when(reminding(), doctor).then('task-reminded');
    const prepared = [...claimed, did(nurse, delegating(midwife))];
    given(prepared).when(reminding(), midwife).thenRefused('waits-for-you');
    given(prepared).when(reminding(), nurse).then('task-reminded');
    const asked = [...claimed, did(nurse, asking())];
    given(asked).when(reminding(), owner).thenRefused('waits-for-you');
    given(asked).when(reminding(), nurse).then('task-reminded');
    const whom = (...past: readonly Past[]) => {
      const { state, gate } = given(...past);
      return awaited(state, gate.seats[0]!);
    };
    expect(whom(opened())).to.equal(null);
    expect(whom(...claimed)).to.equal(nurse.id);
    expect(whom(...prepared)).to.equal(midwife.id);
    expect(whom(...asked)).to.equal(owner.id);
  });

  it('is of no task that is over', () => {
    given(opened(), did(nurse, approving)).when(reminding(), owner).thenRefused('late');
    given(opened(), agreed).when(reminding(), owner).thenRefused('late');
    const { task } = given(opened()).gate.seats[0]!;
    given(openedAt('support-people')).when({ type: 'remind-of-task', task }, owner).thenRefused('late');
  });

  it('stays to be read when the task goes on to somebody', () => {
    const { gate } = given(opened(), did(owner, reminding()), did(nurse, claiming()));
    expect(gate.seats[0]?.reminded?.by).to.equal(owner.id);
  });

  it('is given anew once the task waits for somebody else', () => {
    const claimed = [opened(), did(owner, reminding()), did(nurse, claiming())];
    given(claimed)
      .when(reminding(), owner)
      .then({ type: 'task-reminded', data: { whom: nurse.id } });
    given(claimed, did(owner, reminding())).when(reminding(), doctor).thenRefused('reminded-lately');
  });
});
