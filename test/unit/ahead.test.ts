import { expect } from 'chai';
import { aheadOf, chainOf } from '../../domain/initiative/ahead.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, now, RULES, step, type Past } from '../support/given.ts';
import { approverOf, ownerOf } from '../support/people.ts';
import { agreed, answering, asking, drafted, opened, submitting } from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const at = (instant: string) => now({ now: instant });
const REMIND_AT = '2026-11-12T17:00:00.000Z';
const DUE_AT = '2026-11-16T17:00:00.000Z';
const AGAIN_AT = '2026-11-23T17:00:00.000Z';
const reminded = [opened(), at(REMIND_AT), step('remind')];
const pastDue = [...reminded, at(DUE_AT), step('escalate-within-level')];

function ahead(...past: readonly Past[]) {
  const { state, moment } = given(...past);
  const found = aheadOf(state, moment.world);
  const links = state.gate?.state === 'open' ? chainOf(state.gate, RULES.times, found) : [];
  return {
    next: found.map(({ what, at: when, whom }) => [what, when, whom]),
    chain: links.map(({ whom, told, at: when }) => [whom, told, when]),
  };
}

describe('what happens next if nobody acts', () => {
  it('is, for an open gate, its reminder and each link of the chain within the level', () => {
    expect(ahead(opened())).to.deep.equal({
      next: [
        ['reminder', REMIND_AT, 'approvers'],
        ['past-due', DUE_AT, 'signatory'],
        ['past-due', AGAIN_AT, 'board'],
      ],
      chain: [
        ['approvers', false, REMIND_AT],
        ['signatory', false, DUE_AT],
        ['board', false, AGAIN_AT],
      ],
    });
  });

  it('says whom the chain has told, and goes on from there', () => {
    expect(ahead(...reminded).chain.map(([, told]) => told)).to.deep.equal([true, false, false]);
    expect(ahead(...pastDue)).to.deep.equal({
      next: [['past-due', AGAIN_AT, 'board']],
      chain: [
        ['approvers', true, null],
        ['signatory', true, null],
        ['board', false, AGAIN_AT],
      ],
    });
  });

  it('goes on telling the last of the chain', () => {
    const twice = [...pastDue, at(AGAIN_AT), step('escalate-within-level')];
    expect(ahead(...twice).next).to.deep.equal([['past-due', '2026-11-30T17:00:00.000Z', 'board']]);
  });

  it('waits for the owner first while the clock stands, and counts on from there', () => {
    const { next } = ahead(opened(), did(nurse, asking()));
    expect(next.map(([what]) => what)).to.deep.equal(['question-lapses', 'reminder', 'past-due', 'past-due']);
    const times = next.map(([, when]) => String(when));
    expect(times).to.deep.equal(times.toSorted());
    expect(times[0]).to.equal(DUE_AT);
    expect((times[1] ?? '') > REMIND_AT).to.equal(true);
  });

  it('is the workflow’s own next step where it is its turn, and nothing while the owner works', () => {
    expect(ahead(drafted()).next).to.deep.equal([]);
    expect(ahead(drafted(), did(owner, submitting)).next.map(([what]) => what)).to.deep.equal(['gate-opens']);
    expect(ahead(opened(), agreed).next.map(([what]) => what)).to.deep.equal(['moves-on']);
    expect(ahead(opened(), agreed, step('move-on')).next).to.deep.equal([]);
    expect(ahead(opened(), did(doctor, answering('decline')), step('move-on')).next).to.deep.equal([]);
  });

  it('comes true when the workflow takes its steps at those times, and changes nothing itself', () => {
    const told = ahead(opened());
    const taken: readonly (readonly [string, 'remind' | 'escalate-within-level'])[] = told.next.map(
      ([what, when]) => [String(when), what === 'reminder' ? 'remind' : 'escalate-within-level'],
    );
    const story = given(opened(), ...taken.flatMap(([when, type]) => [at(when), step(type)]));
    const happened = story.moment.happened.flatMap((event) =>
      event.type === 'gate-reminded'
        ? [['reminder', event.at, 'approvers']]
        : event.type === 'gate-past-due'
          ? [['past-due', event.at, event.data.tell]]
          : [],
    );
    expect(happened).to.deep.equal(told.next);
    expect(story.gate.level).to.equal(given(opened()).gate.level);
  });
});
