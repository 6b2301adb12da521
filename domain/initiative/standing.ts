import type { Stage } from '../stage.ts';
import type { Initiative, Status } from './initiative.ts';

/**
 * Where an initiative stands, and what has to be done next by whoever moves time: the workflow does it, and the sweep
 * sees when nobody does. `wait` is for people; with `until`, for people or that instant, whichever comes first.
 */
export type Standing =
  | { readonly doing: 'wait'; readonly stage: Stage; readonly until: string | null }
  | {
      readonly doing: 'open-gate' | 'remind' | 'escalate-within-level' | 'move-on';
      readonly stage: Stage;
    }
  | { readonly doing: 'nothing'; readonly status: Exclude<Status, 'under-way'> };

/** What comes next for an initiative at an instant. */
export function standingOf(state: Initiative, now: string): Standing {
  if (state.status !== 'under-way') return { doing: 'nothing', status: state.status };
  const { stage } = state;
  const work = state.stages[stage];
  const gate = state.gate?.stage === stage && state.gate.round === work.round ? state.gate : null;
  switch (work.state) {
    case 'waiting':
    case 'working':
      return { doing: 'wait', stage, until: null };
    case 'decided':
      return { doing: 'move-on', stage };
    case 'presented':
      if (gate === null) return { doing: 'open-gate', stage };
      if (gate.state !== 'open') return { doing: 'move-on', stage };
      if (now < gate.nextLookAt) return { doing: 'wait', stage, until: gate.nextLookAt };
      return { doing: gate.reminded ? 'escalate-within-level' : 'remind', stage };
  }
}

/** The instant at which the workflow has something to do: now, a timer's, or never while people have the turn. */
export function nextAt(state: Initiative, now: string): string | null {
  const standing = standingOf(state, now);
  switch (standing.doing) {
    case 'nothing':
      return null;
    case 'wait':
      return standing.until;
    case 'open-gate':
    case 'remind':
    case 'escalate-within-level':
    case 'move-on':
      return now;
  }
}
