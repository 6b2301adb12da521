import { expect } from 'chai';
import fc from 'fast-check';
import { workingDaysAfter } from '../../domain/calendar.ts';
import type { Event } from '../../domain/initiative/events.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import { decide, decideForWorkflow } from '../../domain/initiative/decide.ts';
import { WORKFLOW } from '../../domain/initiative/events.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { foldSitting } from '../../domain/sitting/evolve.ts';
import { placesOf } from '../../domain/sitting/agenda.ts';
import type { SittingEvent } from '../../domain/sitting/events.ts';
import type { Sitting } from '../../domain/sitting/sitting.ts';
import { after, CALENDAR, stateOf, tell, WORLD, type Moment } from '../support/given.ts';
import { drafted, onAgenda, SITTING, words } from '../support/stories.ts';
import { approverOf } from '../support/people.ts';
import { beginnings, moves, nextOf } from '../support/walk/walk.ts';

type Completing = Extract<PersonCommand, { type: 'complete-task' }>;

/** Events and states as they would be where no vote named a sitting. */
const withoutSitting = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'sitting' ? undefined : each))) as T;

const atSitting = (command: Completing, now: string, isInvited = true): Completing => ({
  ...command,
  sitting: { id: SITTING, found: { state: 'convened', heldAt: now, item: 'listed', isInvited } },
});

describe('whatever is done at a sitting', () => {
  it('a vote decides there what it decides without one, and one that is not of it changes nothing', () => {
    let cast = 0;
    fc.assert(
      fc.property(beginnings, moves(60), (beginning, way) => {
        let moment: Moment = tell({ state: null, happened: [], world: WORLD }, [drafted(beginning)]);
        for (const move of way) {
          const { world } = moment;
          const state = stateOf(moment);
          const next = nextOf(move, state, world.now);
          if ('days' in next) {
            const now = workingDaysAfter(world.now, next.days, CALENDAR);
            moment = { ...moment, world: { ...world, now: now > world.now ? now : world.now } };
            continue;
          }
          if ('step' in next) {
            moment = after(moment, decideForWorkflow(state, { type: next.step }, world).events, WORKFLOW);
            continue;
          }
          const { by } = next;
          const command = typeof next.asked === 'function' ? next.asked(state, by) : next.asked;
          const without = decide(state, command, { ...world, by });
          if (command.type === 'complete-task') {
            const there = decide(state, atSitting(command, world.now), { ...world, by });
            expect(withoutSitting(there)).to.deep.equal(withoutSitting(without));
            const gateAfter = (events: readonly Event[]) => stateOf(after(moment, events, by.id)).gate;
            expect(withoutSitting(gateAfter(there.events))).to.deep.equal(
              withoutSitting(gateAfter(without.events)),
            );
            const uninvited = decide(state, atSitting(command, world.now, false), { ...world, by });
            if (without.accepted) {
              cast += 1;
              expect(uninvited.accepted ? 'accepted' : uninvited.refusal.code).to.equal('not-invited');
              expect(gateAfter(uninvited.events)).to.deep.equal(state.gate);
            } else expect(uninvited.accepted).to.equal(false);
          }
          moment = after(moment, without.events, by.id);
        }
      }),
      { numRuns: 25 },
    );
    expect(cast).to.be.above(20);
  });

  it('that a gate is on an agenda, off it, or deferred changes nothing of its initiative', () => {
    fc.assert(
      fc.property(beginnings, moves(30), fc.nat(2), (beginning, way, which) => {
        let moment: Moment = tell({ state: null, happened: [], world: WORLD }, [drafted(beginning)]);
        for (const move of way) {
          const { world } = moment;
          const state = stateOf(moment);
          const what =
            (['put-on-agenda', 'take-off-agenda', 'defer-at-sitting'] as const)[which] ?? 'put-on-agenda';
          const by = approverOf(state.gate?.bodies[0] ?? 'QHL', 'doctor');
          const asked = onAgenda(what, state.gate?.bodies[0]) as (found: Initiative) => PersonCommand;
          const decision = decide(state, asked(state), { ...world, by });
          expect(decision.events).to.have.length(decision.accepted ? 1 : 0);
          if (decision.accepted) {
            expect(state.gate?.state).to.equal('open');
            const { n, at, ...left } = stateOf(after(moment, decision.events, by.id));
            expect({ ...left, n: n - 1, at: state.at }).to.deep.equal({ ...state, at: state.at });
            expect(at >= state.at).to.equal(true);
          }
          const next = nextOf(move, state, world.now);
          if ('days' in next) continue;
          const events =
            'step' in next
              ? decideForWorkflow(state, { type: next.step }, world).events
              : decide(state, typeof next.asked === 'function' ? next.asked(state, next.by) : next.asked, {
                  ...world,
                  by: next.by,
                }).events;
          moment = after(moment, events, 'by' in next ? next.by.id : WORKFLOW);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('an agenda has each place once, in the order that was asked for, and what is not seen keeps its own', () => {
    const gates = Array.from({ length: 8 }, (_, index) => `gate ${index}`);
    const orders = fc.array(
      fc.record({
        agenda: fc.subarray(gates),
        shuffle: fc.nat(),
        unseen: fc.subarray(gates, { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.subarray(gates), orders, (first, changes) => {
        let state = convened(first);
        for (const { agenda: chosen, shuffle, unseen } of changes) {
          const agenda = rotated(
            chosen.filter((gate) => !unseen.includes(gate)),
            shuffle,
          );
          const seen = new Map(
            gates.filter((gate) => !unseen.includes(gate)).map((gate) => [gate, {} as Initiative]),
          );
          // As it is read by somebody who does not see all of it.
          const { places, added, struck, placed } = placesOf(state, agenda, seen);
          const items = added.map((gate) => newItem(gate, places.get(gate) ?? 0));
          const hidden = state.items.filter(({ gate }) => unseen.includes(gate));
          state = told(state, { type: 'agenda-changed', data: { added: items, struck, placed } });
          const all = state.items.map(({ place }) => place);
          expect(new Set(all).size).to.equal(all.length);
          expect(Math.max(0, ...all)).to.be.at.most(state.places);
          const listed = state.items.filter(
            ({ gate, state: is }) => is === 'listed' && !unseen.includes(gate),
          );
          expect(listed.map(({ gate }) => gate)).to.deep.equal(agenda);
          expect(state.items.filter(({ gate }) => unseen.includes(gate))).to.deep.equal(hidden);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const rotated = <T>(list: readonly T[], by: number): readonly T[] => {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

const newItem = (gate: string, place: number) => ({
  gate,
  place,
  initiative: `of ${gate}`,
  stage: 'develop-plan' as const,
  contentHash: 'hash',
});

function convened(gates: readonly string[]): Sitting {
  const data = {
    ...{ body: 'QHL', title: words('T'), where: null, heldAt: WORLD.now, invited: [] },
    items: gates.map((gate, index) => newItem(gate, index + 1)),
  };
  return foldSitting(SITTING, [{ type: 'sitting-convened', data, n: 1, at: WORLD.now, actor: 'somebody' }]);
}

function told(state: Sitting, event: SittingEvent): Sitting {
  return foldSitting(state.id, [{ ...event, n: state.n + 1, at: state.at, actor: 'somebody' }], state);
}
