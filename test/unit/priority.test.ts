import { expect } from 'chai';
import { priorityAt, priorityOf } from '../../domain/gate/priority.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, type Past } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { challenging, opened, settling } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const ics = approverOf('QHL', 'doctor');
const priority = (...past: readonly Past[]) => priorityOf(given(...past).state);

describe('the priority of a decision', () => {
  it('is high for an extreme risk and for an unresolved concern about quality, and moves it two weeks forward', () => {
    const { gate, state } = given(opened());
    expect([priorityOf(state), priorityAt(gate, state)]).to.deep.equal(['usual', gate.dueAt]);
    for (const facts of [{ residualRisk: 15 }, { qualityConcernUnresolved: true }]) {
      const urgent = given(opened({ facts }));
      expect(priorityOf(urgent.state)).to.equal('high');
      const sooner = Date.parse(urgent.gate.dueAt) - Date.parse(priorityAt(urgent.gate, urgent.state));
      expect(sooner).to.equal(14 * 86_400_000);
    }
  });

  it('is that of the higher of what is asserted and what is challenged, until that is settled', () => {
    const high: Past = [opened(), did(ics, challenging('residualRisk', 20))];
    expect(priority(high)).to.equal('high');
    expect(priority(high, did(ics, settling('withdrawn', 0, null)))).to.equal('usual');
    expect(priority(opened(), did(ics, challenging('qualityConcernUnresolved', true)))).to.equal('high');
    expect(priority(opened(), did(ics, challenging('residualRisk', 12)))).to.equal('usual');
    expect(priority(opened(), did(nurse, challenging('revenueGbp', 15)))).to.equal('usual');
    const lower = [opened({ facts: { residualRisk: 20 } }), did(ics, challenging('residualRisk', 4))];
    expect(priority(...lower)).to.equal('high');
  });
});
