import { bodiesOf } from '../../domain/person.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { choices } from '../choices.ts';
import type { QueuedTask } from '../../store/read/tasks.ts';
import { delegateOf } from '../../domain/gate/gate.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { dayAndTime, dueInWords } from '../words/dates.ts';
import { seatAsks, TASK_TAGS } from '../words/gate-words.ts';
import { levelName, type Names } from '../words/names.ts';

/** A question that waits for its owner's answer. */
export function questionRow({ gate, seat, initiative }: QueuedTask, names: Names) {
  const question = seat.questions.at(-1);
  return {
    href: `/tasks/${seat.task}#questions`,
    title: initiative.title ?? 'Title erased',
    stage: STAGE_NAMES[gate.stage],
    by: names.person(question?.by ?? ''),
    text: question?.text.value ?? 'This text was erased.',
    at: dayAndTime(question?.at ?? gate.openedAt),
  };
}

/** A line of the queue. */
export function queueRow(
  { gate, seat, priority, initiative }: QueuedTask,
  me: string,
  names: Names,
  now: string,
) {
  return {
    href: `/tasks/${seat.task}`,
    title: initiative.title ?? 'Title erased',
    lead: names.body(initiative.lead),
    stage: STAGE_NAMES[gate.stage],
    asked: `${delegateOf(seat) === me ? 'Prepare it: ' : ''}${seatAsks(seat)} for ${names.bodies(seat.bodies, 'or')}`,
    level: levelName(gate.level),
    due: dueInWords(gate, now),
    urgent: priority === 'high',
    id: seat.task,
    tag: TASK_TAGS[seat.state],
    reminded: seat.reminded === null ? null : dayAndTime(seat.reminded.at),
    holder:
      seat.claimedBy === null ? 'Nobody yet' : seat.claimedBy === me ? 'You' : names.person(seat.claimedBy),
  };
}

/** With whom somebody can share a filter: with everybody of a body of theirs, or with nobody. */
export function sharesOf(person: KnownPerson, names: Names, chosen?: string) {
  const bodies = bodiesOf(person).map((value) => ({ value, text: names.body(value) }));
  return choices(bodies, chosen).map((item) => (item.value === '' ? { ...item, text: 'Nobody' } : item));
}
