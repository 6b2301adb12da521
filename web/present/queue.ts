import type { QueuedTask } from '../../store/read/tasks.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { dueInWords } from '../words/dates.ts';
import { seatAsks, TASK_TAGS } from '../words/gate-words.ts';
import { levelName, type Names } from '../words/names.ts';

/** A line of the queue. */
export function queueRow({ gate, seat, initiative }: QueuedTask, me: string, names: Names, now: string) {
  return {
    href: `/tasks/${seat.task}`,
    title: initiative.title ?? 'Title erased',
    lead: names.body(initiative.lead),
    stage: STAGE_NAMES[gate.stage],
    asked: `${seatAsks(seat)} for ${names.bodies(seat.bodies, 'or')}`,
    level: levelName(gate.level),
    due: dueInWords(gate.dueAt, now),
    tag: TASK_TAGS[seat.state],
    holder:
      seat.claimedBy === null ? 'Nobody yet' : seat.claimedBy === me ? 'You' : names.person(seat.claimedBy),
  };
}
