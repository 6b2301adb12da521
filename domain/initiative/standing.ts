import type { Stage } from '../stage.ts';
import type { Initiative, Status } from './initiative.ts';

/**
 * Where an initiative stands, and whose turn it is. `work` and `decide` are people's turns: the owner's until the stage
 * is presented, the approvers' until `until`, or the owner's while a decider waits for an answer. The others are the
 * workflow's, and are due now.
 */
export type Standing =
  | { readonly doing: 'work'; readonly stage: Stage }
  | { readonly doing: 'decide'; readonly stage: Stage; readonly until: string }
  | { readonly doing: 'open-gate' | 'remind' | 'escalate-within-level' | 'move-on'; readonly stage: Stage }
  | { readonly doing: 'nothing'; readonly status: Exclude<Status, 'under-way'> };

/** Whose turn it is at an instant. */
export function standingOf(state: Initiative, now: string): Standing {
  if (state.status !== 'under-way') return { doing: 'nothing', status: state.status };
  const { stage } = state;
  const work = state.stages[stage];
  const gate = state.gate?.stage === stage && state.gate.round === work.round ? state.gate : null;
  switch (work.state) {
    case 'waiting':
    case 'working':
      return { doing: 'work', stage };
    case 'decided':
      return { doing: 'move-on', stage };
    case 'presented':
      if (gate === null) return { doing: 'open-gate', stage };
      if (gate.state !== 'open') return { doing: 'move-on', stage };
      if (gate.clockStoppedUntil !== null)
        return now < gate.clockStoppedUntil
          ? { doing: 'decide', stage, until: gate.clockStoppedUntil }
          : { doing: 'remind', stage };
      if (now < gate.nextLookAt) return { doing: 'decide', stage, until: gate.nextLookAt };
      return { doing: gate.reminded ? 'escalate-within-level' : 'remind', stage };
  }
}

/** The instant at which the workflow has something to do: now, a timer's, or none while the owner works. */
export function nextAt(state: Initiative, now: string): string | null {
  const standing = standingOf(state, now);
  switch (standing.doing) {
    case 'nothing':
    case 'work':
      return null;
    case 'decide':
      return standing.until;
    case 'open-gate':
    case 'remind':
    case 'escalate-within-level':
    case 'move-on':
      return now;
  }
}
