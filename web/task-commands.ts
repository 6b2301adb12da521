import { sealed } from '../api/commands.ts';
import { onTask, type AboutTask, type Commanding, type Place } from '../api/on-task.ts';
import { problemOf } from '../api/problem.ts';
import type { Services } from '../api/services.ts';
import type { PersonCommand } from '../domain/initiative/commands.ts';
import { hashOf } from '../domain/log/hash.ts';
import { unknownPerson, type Refusal } from '../domain/refusal.ts';
import type { OnceKey } from '../store/idempotency.ts';
import type { KnownPerson } from '../store/registry.ts';
import type { AboutNextTask } from '../store/about.ts';
import type { Answered } from './answer-form.ts';
import type { WordsTyped } from './words-form.ts';

/** What came of a command about a task: the task that it was done to, or why not. */
export type Came =
  { readonly ok: true; readonly task: string } | { readonly ok: false; readonly refusal: Refusal };

/** Answers a task through the one handler. The form's key makes a double click one vote. */
export function answerTask(
  services: Services,
  person: KnownPerson,
  task: string,
  { outcome, reason, returnTo, contentHash, conditions, sitting }: Answered,
  key: string,
): Promise<Came> {
  const requestHash = hashOf([
    outcome,
    reason,
    returnTo,
    contentHash,
    conditions,
    ...(sitting === null ? [] : [sitting]),
  ]);
  const once = { caller: person.id, route: `POST /tasks/${task}`, key, requestHash };
  const command: Commanding = ({ gate, stage }, _whom, found) => ({
    type: 'complete-task',
    gate,
    stage,
    task,
    outcome,
    contentHash,
    reason: reason === null ? null : sealed(reason),
    conditions: conditions === null ? null : sealed(conditions),
    returnTo,
    ...(sitting !== null && { sitting: { id: sitting, found } }),
  });
  const about = { kind: 'task', id: task, ...(sitting !== null && { sitting }) } as const;
  return ask(services, person, about, command, once);
}

/** Claims a task, takes it over, or gives it back. */
export function hold(
  services: Services,
  person: KnownPerson,
  task: string,
  type: 'claim-task' | 'take-over-task' | 'release-task',
  once: OnceKey | null = null,
): Promise<Came> {
  return ask(services, person, { kind: 'task', id: task }, () => ({ type, task }), once);
}

/** Asks the owner something, answers it, or gives a task back prepared. The form's key makes a double click one. */
export function sendWords(
  services: Services,
  person: KnownPerson,
  id: string,
  action: 'request-information' | 'answer' | 'resolve',
  { text, key }: WordsTyped,
): Promise<Came> {
  const once = { caller: person.id, route: `POST /tasks/${id}/${action}`, key, requestHash: hashOf([text]) };
  const command = ({ task }: Place): PersonCommand => {
    switch (action) {
      case 'request-information':
        return { type: 'request-information', task, question: sealed(text) };
      case 'answer':
        return { type: 'give-information', task, answer: sealed(text) };
      case 'resolve':
        return { type: 'resolve-task', task, note: text === '' ? null : sealed(text) };
    }
  };
  return ask(services, person, { kind: 'task', id }, command, once);
}

/** Hands a task to a colleague, or has it prepared by one. */
export function handOver(
  services: Services,
  person: KnownPerson,
  id: string,
  action: 'assign' | 'delegate',
  whom: string,
  key: string,
): Promise<Came> {
  const once = { caller: person.id, route: `POST /tasks/${id}/${action}`, key, requestHash: hashOf([whom]) };
  const command = ({ task }: Place, to: KnownPerson | null) =>
    to === null ? unknownPerson(whom) : ({ type: `${action}-task`, task, to } as const);
  return ask(services, person, { kind: 'task', id, whom }, command, once);
}

/** Takes an answer back; a page asks for no reason. */
export function recallVote(services: Services, person: KnownPerson, id: string): Promise<Came> {
  const command = ({ task }: Place): PersonCommand => ({ type: 'recall-vote', task, reason: null });
  return ask(services, person, { kind: 'task', id }, command, null);
}

/** Reminds whom a task waits for. */
export function remindOf(
  services: Services,
  person: KnownPerson,
  task: string,
  once: OnceKey | null = null,
): Promise<Came> {
  return ask(services, person, { kind: 'task', id: task }, () => ({ type: 'remind-of-task', task }), once);
}

/** Claims the most urgent task that this person could fill. */
export function claimNext(
  services: Services,
  person: KnownPerson,
  filter: AboutNextTask['filter'],
): Promise<Came> {
  const claim = ({ task }: Place): PersonCommand => ({ type: 'claim-task', task });
  return ask(services, person, { kind: 'next-task', filter }, claim, null);
}

async function ask(
  services: Services,
  person: KnownPerson,
  about: AboutTask,
  command: Commanding,
  once: OnceKey | null,
): Promise<Came> {
  const answer = await onTask(services, person, about, command, once, (outcome, answered) =>
    kept(outcome.ok ? { ok: true, task: answered } : { ok: false, refusal: outcome.refusal }),
  );
  return answer.body as Came;
}

const kept = (body: Came) => ({ status: body.ok ? 303 : problemOf(body.refusal).status, headers: {}, body });
