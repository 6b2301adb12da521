import type { Denied, PersonCommand } from '../domain/initiative/commands.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Outcome } from '../store/turn.ts';
import { ProblemError } from './problem.ts';
import type { Services } from './services.ts';

/** A command that is watched. An answer that was given before is neither. */
export interface Watched {
  /** What was asked and what came of it, once that is committed. */
  done(command: PersonCommand | Denied | Refusal, outcome: Outcome): void;
  failed(error: unknown): void;
}

/** Counts what comes of commands, and writes down a refusal and a decision by their codes. */
export function watch({ metrics, log }: Pick<Services, 'metrics' | 'log'>): Watched {
  const took = metrics.commands.startTimer();
  return {
    done: (asked, outcome) => {
      // What could not be made from what stands under the lock has no name.
      const command = 'code' in asked ? 'change' : asked.type;
      const initiative = outcome.state?.id;
      if (!outcome.ok) {
        const { code } = outcome.refusal;
        took({ command, result: 'refused' });
        metrics.refusals.inc({ command, code });
        log.info({ command, initiative, code }, 'command: refused');
        return;
      }
      took({ command, result: 'accepted' });
      const level = outcome.state.gate?.level ?? 'none';
      for (const event of outcome.events)
        if (event.type === 'gate-decided') {
          const { stage, state } = event.data;
          metrics.decisions.inc({ stage, level, outcome: state });
          log.info({ command, initiative, stage, level, outcome: state }, 'command: decided');
        }
    },
    failed: (error) => {
      if (!(error instanceof ProblemError)) took({ command: 'any', result: 'failed' });
    },
  };
}
