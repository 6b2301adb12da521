import { expect } from 'chai';
import type { WorkflowCommand } from '../../domain/initiative/commands.ts';
import { nextAt, standingOf } from '../../domain/initiative/standing.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, now, step, type Past } from '../support/given.ts';
import { approverOf, ownerOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  drafted,
  opened,
  openedAt,
  submitting,
  withdrawing,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const doctor = approverOf(BIRMINGHAM, 'doctor');
const STEPS: readonly WorkflowCommand['type'][] = ['open-gate', 'remind', 'escalate-within-level', 'move-on'];
const at = (instant: string) => now({ now: instant });
const REMIND_AT = '2026-11-12T17:00:00.000Z';
const DUE_AT = '2026-11-16T17:00:00.000Z';
const AGAIN_AT = '2026-11-23T17:00:00.000Z';
const submitted = [drafted(), did(owner, submitting)];
const reminded = [opened(), at(REMIND_AT), step('remind')];
const pastDue = [...reminded, at(DUE_AT), step('escalate-within-level')];

/** Stories, and the one step that is due in each. */
const DUE: readonly [string, readonly Past[], WorkflowCommand['type'] | null][] = [
  ['a draft', [drafted()], null],
  ['what was submitted', submitted, 'open-gate'],
  ['an open gate', [opened()], null],
  ['a gate a moment before its reminder', [opened(), at('2026-11-12T16:59:59.999Z')], null],
  ['a gate at its reminder', [opened(), at(REMIND_AT)], 'remind'],
  ['a gate that was reminded', reminded, null],
  ['a reminded gate at its due date', [...reminded, at(DUE_AT)], 'escalate-within-level'],
  ['a gate past due', pastDue, null],
  ['a gate past due a week later', [...pastDue, at(AGAIN_AT)], 'escalate-within-level'],
  ['an approved gate', [opened(), agreed], 'move-on'],
  ['a declined gate', [opened(), did(doctor, answering('decline'))], 'move-on'],
  ['a gate with changes requested', [opened(), did(doctor, answering('request-changes'))], 'move-on'],
  ['a stage being worked', [opened(), agreed, step('move-on')], null],
  ['what was withdrawn', [opened(), did(owner, withdrawing)], null],
  ['what was declined', [opened(), did(doctor, answering('decline')), step('move-on')], null],
  ['what is closed', [openedAt('assure-accountability'), agreed, step('move-on')], null],
];

describe('the steps of the workflow', () => {
  for (const [what, past, due] of DUE) {
    it(`are, for ${what}: ${due ?? 'none'}; any other changes nothing`, () => {
      for (const each of STEPS)
        if (each !== due)
          given(...past)
            .whenStep(each)
            .thenNothing();
      const story = given(...past);
      expect(nextAt(story.state, story.moment.world.now) === story.moment.world.now).to.equal(due !== null);
    });
    if (due !== null)
      it(`are, for ${what}, done once: asked again they change nothing`, () => {
        const before = given(...past).state.n;
        expect(given(...past, step(due)).state.n).to.be.above(before);
        given(...past, step(due))
          .whenStep(due)
          .thenNothing();
      });
  }

  describe('while nobody decides', () => {
    it('remind those who have not answered', () => {
      const story = given(opened(), did(doctor, approving), at(REMIND_AT));
      story.whenStep('remind').then({
        type: 'gate-reminded',
        data: { tasks: [story.gate.seats[1]?.task], nextLookAt: DUE_AT },
      });
    });

    it('tell the next of the chain within the level, and the last again and again', () => {
      const told: string[] = [];
      let past: readonly Past[] = reminded;
      for (let look = 0; look < 4; look += 1) {
        const { state } = given(...past);
        past = [...past, at(nextAt(state, state.at)!), step('escalate-within-level')];
        const { moment } = given(...past);
        const last = moment.happened.at(-1)!;
        if (last.type === 'gate-past-due') told.push(last.data.tell);
      }
      expect(told).to.deep.equal(['signatory', 'board', 'board', 'board']);
    });

    it('never raise the level, add a body or decide', () => {
      const before = given(opened()).gate;
      const { gate } = given(...pastDue, at('2028-01-01T00:00:00.000Z'), step('escalate-within-level'));
      const { level, bodies, home, state, quorum } = gate;
      expect({ level, bodies, home, state, quorum }).to.deep.equal({
        level: before.level,
        bodies: before.bodies,
        home: before.home,
        state: 'open',
        quorum: before.quorum,
      });
      expect(gate.seats.map((seat) => seat.bodies)).to.deep.equal(before.seats.map((seat) => seat.bodies));
    });

    it('remind first, also when the worker was away until the due date', () => {
      const { state } = given(opened(), at(DUE_AT), step('remind'));
      expect(standingOf(state, DUE_AT)).to.include({ doing: 'escalate-within-level' });
    });
  });

  describe('when advice was not given by the due date', () => {
    const escalated = [opened({ facts: { residualRisk: 16 } }), at(REMIND_AT), step('remind'), at(DUE_AT)];

    it('record the silence, once, and go on', () => {
      const story = given(...escalated);
      const { gate } = story
        .whenStep('escalate-within-level')
        .then({ type: 'advice-not-given', data: { task: story.gate.seats[2]?.task } }, 'gate-past-due');
      expect(gate?.seats[2]?.state).to.equal('expired');
      given(...escalated, step('escalate-within-level'), at(AGAIN_AT))
        .whenStep('escalate-within-level')
        .then('gate-past-due');
    });

    it('take it no more, and hold nothing up', () => {
      given(...escalated, step('escalate-within-level'))
        .when(answering('advise', { seat: 2 }), doctor)
        .thenRefused('late');
      expect(given(...escalated, step('escalate-within-level'), agreed).gate.state).to.equal('approved');
    });

    it('record none where it was given', () => {
      given(
        opened({ facts: { residualRisk: 16 } }),
        did(doctor, answering('advise', { seat: 2 })),
        at(REMIND_AT),
        step('remind'),
        at(DUE_AT),
      )
        .whenStep('escalate-within-level')
        .then('gate-past-due');
    });
  });

  it('send a plan with facts in doubt back, with what is wrong', () => {
    const { state } = given(...submitted);
    const broken = { ...state, facts: { ...state.facts, residualRisk: 7 } };
    const { state: after } = given((moment) => ({ ...moment, state: broken }))
      .whenStep('open-gate')
      .then(
        {
          type: 'stage-sent-back',
          data: { code: 'facts-invalid', from: 'develop-plan', to: 'develop-plan' },
        },
        { type: 'stage-started', data: { stage: 'develop-plan', round: 2 } },
      );
    expect(after.sentBack?.detail.value).to.match(/residualRisk|risk/i);
  });
});
