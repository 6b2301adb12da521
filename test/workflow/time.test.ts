import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { workflowId } from '../../contracts/names.ts';
import { isWorkingDay, localDay } from '../../domain/calendar.ts';
import { CALENDAR } from '../../store/world.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import {
  historyOf,
  openGateOf,
  QUIET_FACTS,
  submitAt,
  until,
  type EventView,
} from '../support/initiatives.ts';
import { createTimeSkippingEnvironment } from '../support/time-skipping.ts';

const DAY = 24 * 3_600_000;

describe('time, on the time-skipping server', function () {
  this.timeout(120_000);
  let environment: TestWorkflowEnvironment;
  let house: House;
  before(async () => {
    environment = await createTimeSkippingEnvironment();
    house = await openHouse({
      temporal: { address: environment.address, namespace: environment.namespace ?? 'default' },
      clock: async () => new Date(await environment.currentTimeMs()).toISOString(),
    });
  });
  after(async () => {
    await house.close();
    await environment.teardown();
  });

  it('a gate left alone reminds, escalates within its level again and again, and never changes level', async () => {
    // A place whose risk asks for one level up, so that the home level is asked for advice and stays silent.
    const id = await submitAt(house, 'place:QJK:torbay', { facts: { ...QUIET_FACTS, residualRisk: 16 } });
    const owner = await house.as('owner.place:QJK:torbay');
    const opened = await openGateOf(owner, id);
    expect([opened.level, opened.bodies]).to.deep.equal(['system', ['QJK']]);

    // What was said beforehand is what comes.
    const { body: told } = await owner.get<{ next: { what: string; at: string; whom: string }[] }>(
      `/v1/initiatives/${id}`,
    );

    const reminded = await after_(8 * DAY + 12 * 3_600_000, id, 'gate-reminded', owner);
    const pastDue = await after_(6 * DAY, id, 'gate-past-due', owner);
    expect(Date.parse(reminded.at)).to.be.lessThan(Date.parse(pastDue.at));
    const again = await until('the whole chain, and its last once more', async () => {
      await environment.sleep(3 * DAY);
      const events = (await historyOf(owner, id)).filter((event) => event.type === 'gate-past-due');
      return events.length >= 3 ? events.slice(0, 3) : undefined;
    });
    expect(again.map((event) => [event.data['level'], event.data['tell']])).to.deep.equal([
      ['system', 'signatory'],
      ['system', 'board'],
      ['system', 'board'],
    ]);
    const dayOf = (at: string) => localDay(at, CALENDAR.timeZone);
    expect(told.next.map(({ what, whom, at }) => [what, whom, dayOf(at)])).to.deep.equal([
      ['reminder', 'approvers', dayOf(reminded.at)],
      ['past-due', 'signatory', dayOf(pastDue.at)],
      ['past-due', 'board', dayOf(again[1]?.at ?? '')],
    ]);
    const { body: since } = await owner.get<{ chain: { whom: string; told: boolean }[] }>(
      `/v1/initiatives/${id}`,
    );
    expect(since.chain.map((link) => [link.whom, link.told])).to.deep.equal([
      ['approvers', true],
      ['signatory', true],
      ['board', true],
    ]);
    const events = await historyOf(owner, id);
    expect(events.filter((event) => event.type === 'advice-not-given')).to.have.lengthOf(1);
    expect(events.filter((event) => event.type === 'gate-reminded')).to.have.lengthOf(1);
    for (const event of events.filter(
      (each) => each.type === 'gate-reminded' || each.type === 'gate-past-due',
    ))
      expect(isWorkingDay(localDay(event.at, CALENDAR.timeZone), CALENDAR)).to.equal(true);

    const now = await openGateOf(owner, id);
    expect([now.id, now.level, now.bodies]).to.deep.equal([opened.id, 'system', ['QJK']]);
    // After months it can still be decided, and goes on.
    for (const [person, seat] of [
      ['approver-1.QJK', now.seats.find((each) => each.kind === 'approval' && each.role === 'approver')],
      ['signatory.QJK', now.seats.find((each) => each.role === 'signatory')],
    ] as const) {
      const vote = { outcome: 'approve', contentHash: now.contentHash };
      const done = await (await house.as(person)).post(`/v1/tasks/${seat?.task ?? ''}/complete`, vote);
      expect(done.status).to.equal(200);
    }
    await until('the next stage', async () => {
      const { body } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
      return body.stage === 'support-people' ? true : undefined;
    });
  });

  it('stands still while a decider waits for the owner, and goes on from the answer', async () => {
    const id = await submitAt(house, 'QKS');
    const owner = await house.as('owner.QKS');
    const gate = await openGateOf(owner, id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const approver = await house.as('approver-1.QKS');
    const asked = await approver.post(`/v1/tasks/${task}/request-information`, { question: 'Who pays?' });
    expect(asked.status).to.equal(200);
    const handle = environment.client.workflow.getHandle(workflowId(id));
    await until('the workflow to have looked, and to wait for the owner', async () => {
      const { events } = await handle.fetchHistory();
      const timers = events?.filter((event) => event.timerStartedEventAttributes instanceof Object);
      return timers?.length === 2 ? true : undefined;
    });
    // What would remind them passes meanwhile, and what is due as well.
    await environment.sleep(13 * DAY);
    const types = (await historyOf(owner, id)).map((event) => event.type);
    expect(types).to.include('clock-stopped').and.not.to.include.oneOf(['gate-reminded', 'gate-past-due']);

    const told = await owner.post<{ dueAt: string }>(`/v1/tasks/${task}/answer`, { answer: 'The trust.' });
    const later = (Date.parse(told.body.dueAt) - Date.parse(gate.dueAt)) / DAY;
    // Thirteen days, and what bank holidays and weekends make of them at the other end.
    expect(later).to.be.within(9, 20);
    const { body: tasks } = await owner.get<{ items: { dueAt: string }[] }>(`/v1/tasks?initiative=${id}`);
    expect(new Set(tasks.items.map(({ dueAt }) => dueAt))).to.deep.equal(new Set([told.body.dueAt]));
    const reminded = await after_(8 * DAY, id, 'gate-reminded', owner);
    const pastDue = await after_(4 * DAY, id, 'gate-past-due', owner);
    expect(Date.parse(pastDue.at)).to.be.at.least(Date.parse(told.body.dueAt));
    expect(Date.parse(reminded.at)).to.be.lessThan(Date.parse(told.body.dueAt));
    expect((await openGateOf(owner, id)).level).to.equal(gate.level);
  });

  it('goes on where the owner never answers, and the task goes back to its queue', async () => {
    const id = await submitAt(house, 'QMJ');
    const owner = await house.as('owner.QMJ');
    const gate = await openGateOf(owner, id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const approver = await house.as('approver-1.QMJ');
    await approver.post(`/v1/tasks/${task}/request-information`, { question: 'Who pays?' });
    await after_(14 * DAY, id, 'information-not-given', owner);
    const { body } = await approver.get<{ state: string; clockStoppedAt: string | null; dueAt: string }>(
      `/v1/tasks/${task}`,
    );
    expect([body.state, body.clockStoppedAt]).to.deep.equal(['ready', null]);
    expect(Date.parse(body.dueAt)).to.be.greaterThan(Date.parse(gate.dueAt));
    await after_(8 * DAY, id, 'gate-reminded', owner);
  });

  async function after_(milliseconds: number, id: string, type: string, owner: Asker): Promise<EventView> {
    await environment.sleep(milliseconds);
    return until(`${type} after ${milliseconds / DAY} days`, async () => {
      const found = (await historyOf(owner, id)).find((event) => event.type === type);
      if (found === undefined) await environment.sleep(DAY);
      return found;
    });
  }
});
