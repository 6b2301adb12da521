import type { Refusal } from '../domain/refusal.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import { taskOf } from '../store/read/tasks.ts';
import type { Identity } from '../store/registry.ts';
import { refused } from './change.ts';
import { onTask, type AboutTask, type Commanding } from './on-task.ts';
import { presentTask } from './present/gates.ts';
import { naming } from './present/people.ts';
import { answer } from './route.ts';
import type { Services } from './services.ts';

/** Hands a command about a task to the handler, and answers with the task it was done to. */
export function workTask(
  services: Services,
  by: Identity,
  about: AboutTask,
  command: Commanding,
  once: OnceKey | null,
): Promise<Answer> {
  return onTask(services, by, about, command, once, (outcome, task) => {
    const nameOf = naming(outcome.names);
    if (!outcome.ok) {
      const holder: unknown = outcome.refusal.data?.['claimedBy'];
      return refused(
        typeof holder === 'string' ? namingHolder(outcome.refusal, nameOf(holder)) : outcome.refusal,
      );
    }
    return answer(200, presentTask(taskOf(outcome.state, task), outcome.by, outcome.given, nameOf));
  });
}

function namingHolder(no: Refusal, holder: { id: string; name: string | null }): Refusal {
  return {
    ...no,
    detail: `${no.detail.replace(/\.$/, '')}: ${holder.name ?? holder.id}.`,
    data: { ...no.data, claimedBy: holder },
  };
}
