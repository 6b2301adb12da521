import type { PersonId } from '../person.ts';
import type { RefusalCode } from '../refusal.ts';

/** What somebody tried that is not theirs to do: who, what, why not, and the task or gate that it was about, if one. */
export interface Tried {
  readonly by: PersonId;
  readonly command: string;
  readonly code: RefusalCode;
  readonly task: string | null;
  readonly gate: string | null;
}

/** As it is remembered for a while, so that the same is told once. */
export interface Attempt extends Tried {
  readonly at: string;
}

/** The same attempt is recorded once in this time, and so many of one person's at most: nobody floods a history by trying. */
const WHILE_REMEMBERED = 60 * 60 * 1000;
export const MOST_IN_AN_HOUR = 20;

/** Whether an attempt is worth an event, after those that are remembered. */
export function isNews(attempts: readonly Attempt[], tried: Tried, now: string): boolean {
  const theirs = remembered(attempts, now).filter(({ by }) => by === tried.by);
  return theirs.length < MOST_IN_AN_HOUR && !theirs.some((each) => isSame(each, tried));
}

/** What is remembered after one more: those that are too old to matter go. */
export function attemptsAfter(attempts: readonly Attempt[], tried: Tried, at: string): readonly Attempt[] {
  const { by, command, code, task, gate } = tried;
  return [...remembered(attempts, at), { by, command, code, task, gate, at }];
}

function remembered(attempts: readonly Attempt[], now: string): readonly Attempt[] {
  return attempts.filter(({ at }) => Date.parse(now) - Date.parse(at) < WHILE_REMEMBERED);
}

function isSame(one: Tried, other: Tried): boolean {
  return (
    one.command === other.command &&
    one.code === other.code &&
    one.task === other.task &&
    one.gate === other.gate
  );
}
