import fc from 'fast-check';
import { workingDaysAfter } from '../../../domain/calendar.ts';
import { decide, decideForWorkflow } from '../../../domain/initiative/decide.ts';
import type { Decision } from '../../../domain/initiative/decision.ts';
import { WORKFLOW } from '../../../domain/initiative/events.ts';
import type { Person } from '../../../domain/person.ts';
import { after, CALENDAR, stateOf, tell, WORLD, type Moment } from '../given.ts';
import { drafted, type Different } from '../stories.ts';
import { beginnings, moves, nextOf, type Move } from './walk.ts';

export type Look = (before: Moment, decision: Decision, now: Moment, by: Person | null) => void;

/** Walks, and looks at every step. */
export function walk(beginning: Different, way: readonly Move[], look: Look): Moment {
  let moment = tell({ state: null, happened: [], world: WORLD }, [drafted(beginning)]);
  for (const move of way) {
    const state = stateOf(moment);
    const next = nextOf(move, state, moment.world.now);
    if ('days' in next) {
      const now = workingDaysAfter(moment.world.now, next.days, CALENDAR);
      moment = {
        ...moment,
        world: { ...moment.world, now: now > moment.world.now ? now : moment.world.now },
      };
      continue;
    }
    const by = 'by' in next ? next.by : null;
    const decision =
      'by' in next
        ? decide(state, typeof next.asked === 'function' ? next.asked(state, next.by) : next.asked, {
            ...moment.world,
            by: next.by,
          })
        : decideForWorkflow(state, { type: next.step }, moment.world);
    const now = after(moment, decision.events, by?.id ?? WORKFLOW);
    look(moment, decision, now, by);
    moment = now;
  }
  return moment;
}

export function always(look: Look, atTheEnd: (moment: Moment) => void = () => undefined, numRuns = 40): void {
  fc.assert(
    fc.property(beginnings, moves(60), (beginning, way) => atTheEnd(walk(beginning, way, look))),
    { numRuns },
  );
}

/** What happened between two moments. */
export const news = (before: Moment, now: Moment) => now.happened.slice(before.happened.length);
