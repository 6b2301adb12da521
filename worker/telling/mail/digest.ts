import { uuidFrom } from '../../../domain/log/hash.ts';
import { STAGE_NAMES } from '../../../domain/stage.ts';
import { listTasks, type QueuedTask } from '../../../store/read/tasks.ts';
import { readAs } from '../../../store/reading.ts';
import { dueDigest, settle, type Delivery } from '../../../store/telling/lanes.ts';
import type { Addressee } from '../../../store/telling/addressees.ts';
import type { Work } from '../lanes.ts';
import type { Letter, Line } from './letter.ts';
import { choosing, sendLetter, write } from './send.ts';
import type { MailOptions } from './written.ts';
import { dayOf } from './words.ts';

/** Of what waits, so much is listed; the queue has all of it. */
const MOST_WAITING = 20;

/** Sends digests: one mail to a person, with what waits for them now and what they were to be told since the last. */
export function digestWork(options: MailOptions): Work {
  return async (sql, _lane, goOn) => {
    let sent = 0;
    while (goOn()) {
      const due = await dueDigest(sql, await options.clock());
      if (due.length === 0) break;
      const told: { delivery: Delivery; subject: string; line: Line }[] = [];
      let person: Addressee | null = null;
      for (const delivery of due) {
        const written = await write(sql, delivery, options);
        if ('why' in written)
          await settle(sql, [delivery.id], await options.clock(), { state: 'dropped', error: written.why });
        else {
          ({ person } = written);
          told.push({ delivery, ...written });
        }
      }
      if (person === null) continue;
      const deliveries = told.map((each) => each.delivery);
      const letter = await letterOf(person, told, options);
      const error = await sendLetter(sql, deliveries, person, letter, options, {
        id: uuidFrom('digest', ...deliveries.map((each) => each.id)),
        way: 'digest',
        headers: { 'X-Remit-Digest': String(deliveries.length) },
      });
      if (error !== null) return { went: 'wrong', error, some: sent > 0 };
      sent += 1;
    }
    return sent === 0 ? { went: 'idle' } : { went: 'well', more: false };
  };
}

async function letterOf(
  person: Addressee,
  told: readonly { readonly subject: string; readonly line: Line }[],
  options: MailOptions,
): Promise<Letter> {
  const waiting = await whatWaits(person, options);
  const happened = told.map(({ subject, line }) => ({ ...line, says: [subject, ...line.says] }));
  const count = waiting.length === MOST_WAITING ? `${MOST_WAITING} or more` : String(waiting.length);
  return {
    subject: `Today: ${count} waiting for you, ${happened.length} that happened`,
    sections: [
      ...(waiting.length === 0 ? [] : [{ heading: 'What waits for you', lines: waiting }]),
      { heading: 'What happened', lines: happened },
    ],
    choose: choosing(options),
  };
}

/**
 * What waits for somebody now: questions to them as an owner, then what they could decide, by due date. The worker's role sees
 * every row, whoever it reads for: what is listed is theirs by what the lists themselves ask for, who they are and what they hold.
 */
async function whatWaits(person: Addressee, { database, publicUrl }: MailOptions): Promise<readonly Line[]> {
  return readAs(database, person, async (sql) => {
    const filter = { sort: 'dueAt', after: null, limit: MOST_WAITING } as const;
    const asked = await listTasks(sql, person, { ...filter, queue: 'to-answer' });
    const mine = await listTasks(sql, person, { ...filter, queue: 'mine' });
    const line = (says: string, { seat, gate, initiative }: QueuedTask): Line => ({
      title: initiative.title ?? 'An initiative whose title was erased',
      says: [says, `“${STAGE_NAMES[gate.stage]}”, due by ${dayOf(gate.dueAt)}`],
      href: new URL(`/tasks/${seat.task}`, publicUrl).href,
    });
    return [
      ...asked.items.map((task) => line('A question to you', task)),
      ...mine.items.map((task) => line('Yours to decide or prepare', task)),
    ].slice(0, MOST_WAITING);
  });
}
