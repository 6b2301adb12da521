import type { BodyCode } from '../domain/body.ts';
import type { Level } from '../domain/level.ts';
import type { Stage } from '../domain/stage.ts';

/** What a command is about: an initiative, or one that a task or a gate is of. */
export interface About {
  readonly kind: 'initiative' | 'task' | 'gate';
  readonly id: string;
}

/** Or about the most urgent task that whoever asks could claim, of those that the filter leaves. */
export interface AboutNextTask {
  readonly kind: 'next-task';
  readonly filter: {
    readonly level?: Level | undefined;
    readonly stage?: Stage | undefined;
    readonly body?: BodyCode | undefined;
  };
}
