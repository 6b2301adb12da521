import { expect } from 'chai';
import { availableActions, type TaskAction } from '../../domain/gate/actions.ts';
import { isHeld } from '../../domain/gate/gate.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import { decide } from '../../domain/initiative/decide.ts';
import type { Person } from '../../domain/person.ts';
import { stateOf } from '../support/given.ts';
import { fillerOf, words } from '../support/stories.ts';
import { always } from '../support/walk/walking.ts';

/** What each action asks for. Completing is not here: what it answers depends on the answer. */
const ASKED: Readonly<Record<Exclude<TaskAction, 'complete'>, (task: string, to: Person) => PersonCommand>> =
  {
    claim: (task) => ({ type: 'claim-task', task }),
    'take-over': (task) => ({ type: 'take-over-task', task }),
    release: (task) => ({ type: 'release-task', task }),
    assign: (task, to) => ({ type: 'assign-task', task, to }),
    delegate: (task, to) => ({ type: 'delegate-task', task, to }),
    resolve: (task) => ({ type: 'resolve-task', task, note: null }),
    'request-information': (task) => ({ type: 'request-information', task, question: words('Why?') }),
    answer: (task) => ({ type: 'give-information', task, answer: words('So.') }),
    remind: (task) => ({ type: 'remind-of-task', task }),
    recall: (task) => ({ type: 'recall-vote', task, reason: null }),
  };

describe('what is told beforehand', () => {
  for (const [action, asked] of Object.entries(ASKED))
    it(`is what ${action} is answered`, () => {
      always((_, __, now, by) => {
        const { gate, ...state } = stateOf(now);
        if (by === null || gate === null) return;
        for (const [index, seat] of gate.seats.entries()) {
          const told = availableActions(state, gate, seat, by, now.world.now).find(
            (each) => each.action === action,
          );
          const command = asked(seat.task, fillerOf(seat, index + 1));
          const answered = decide(stateOf(now), command, { ...now.world, by });
          const code = answered.accepted ? null : answered.refusal.code;
          // Whether the initiative is theirs to see is asked before a task of it is shown.
          if (code === 'not-allowed' && action !== 'answer') continue;
          // Whether a colleague could have it is known once they are named.
          const known = code === 'colleague-unfit' ? null : code;
          const again = action === 'claim' && known === null && isHeld(seat) && gate.state === 'open';
          expect(told?.refused?.code ?? null).to.equal(again ? 'late' : known);
        }
      });
    });
});
