import { expect } from 'chai';
import { availableActions } from '../../domain/gate/actions.ts';
import { isHeld } from '../../domain/gate/gate.ts';
import { decide } from '../../domain/initiative/decide.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { stateOf } from '../support/given.ts';
import { words } from '../support/stories.ts';
import { always } from '../support/walking.ts';

describe('what is told beforehand', () => {
  it('is what a claim, a take-over or a recall is answered', () => {
    always((_, __, now, by) => {
      const state: Initiative = stateOf(now);
      if (by === null || state.gate === null) return;
      for (const seat of state.gate.seats) {
        const actions = availableActions(state, state.gate, seat, by);
        const [told] = actions;
        const taken = decide(state, { type: 'take-over-task', task: seat.task }, { ...now.world, by });
        if (taken.accepted || taken.refusal.code !== 'not-allowed')
          expect(actions.find(({ action }) => action === 'take-over')?.refused?.code ?? null).to.equal(
            taken.accepted ? null : taken.refusal.code,
          );
        const resolved = decide(
          state,
          { type: 'resolve-task', task: seat.task, note: null },
          { ...now.world, by },
        );
        if (resolved.accepted || resolved.refusal.code !== 'not-allowed')
          expect(actions.find(({ action }) => action === 'resolve')?.refused?.code ?? null).to.equal(
            resolved.accepted ? null : resolved.refusal.code,
          );
        const asked = decide(
          state,
          { type: 'request-information', task: seat.task, question: words('Why?') },
          { ...now.world, by },
        );
        if (asked.accepted || asked.refusal.code !== 'not-allowed')
          expect(
            actions.find(({ action }) => action === 'request-information')?.refused?.code ?? null,
          ).to.equal(asked.accepted ? null : asked.refusal.code);
        const informed = decide(
          state,
          { type: 'give-information', task: seat.task, answer: words('So.') },
          { ...now.world, by },
        );
        expect(actions.find(({ action }) => action === 'answer')?.refused?.code ?? null).to.equal(
          informed.accepted ? null : informed.refusal.code,
        );
        const recalled = decide(
          state,
          { type: 'recall-vote', task: seat.task, reason: null },
          { ...now.world, by },
        );
        if (recalled.accepted || recalled.refusal.code !== 'not-allowed')
          expect(actions.find(({ action }) => action === 'recall')?.refused?.code ?? null).to.equal(
            recalled.accepted ? null : recalled.refusal.code,
          );
        const answered = decide(state, { type: 'claim-task', task: seat.task }, { ...now.world, by });
        if (!answered.accepted && answered.refusal.code === 'not-allowed') continue;
        const mine = isHeld(seat) && seat.claimedBy === by.id;
        const expected = answered.accepted
          ? mine && state.gate.state === 'open'
            ? 'late'
            : null
          : answered.refusal.code;
        expect(told?.refused?.code ?? null).to.equal(expected);
      }
    });
  });
});
