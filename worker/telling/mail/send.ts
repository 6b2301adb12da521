import { mayNot } from '../../../domain/authorisation.ts';
import { isNotice, NOTICES } from '../../../domain/telling/notices.ts';
import { fateOf, type Fate } from '../../../domain/telling/retry.ts';
import { readInitiative } from '../../../store/read-initiative.ts';
import type { Sql } from '../../../store/sql.ts';
import { addresseesAmong, type Addressee } from '../../../store/telling/addressees.ts';
import { dueOf, putOff, settle, type Delivery } from '../../../store/telling/lanes.ts';
import { grouped } from '../../../domain/grouped.ts';
import { partsOfEach } from '../../../store/telling/untold.ts';
import { inOrder } from '../in-order.ts';
import type { Work, Worked } from '../lanes.ts';
import { htmlOf, textOf, type Letter } from './letter.ts';
import { MAILS_AT_ONCE, whyNotTaken } from './transport.ts';
import type { CalendarFile, MailOptions, Written } from './written.ts';
import { isSittingNotice, writeOfSitting } from './of-sittings.ts';
import { saidOf, titleOf } from './words.ts';

const BATCH = 100;

/** Sends the mails that are due at once. */
export function mailWork(options: MailOptions): Work {
  return async (sql, lane, goOn) => {
    const due = await dueOf(sql, lane, await options.clock(), BATCH);
    if (due.length === 0) return { went: 'idle' };
    let some = false;
    const failures: Extract<Worked, { went: 'wrong' }>[] = [];
    await inOrder(due, MAILS_AT_ONCE, async (delivery) => {
      if (!goOn()) return false;
      const written = await write(sql, delivery, options);
      const error = await sendWritten(sql, delivery, written, options);
      if (error === null) some = true;
      else failures.push({ went: 'wrong', error, some: false });
      return error === null;
    });
    const [failure] = failures;
    return failure === undefined ? { went: 'well', more: due.length === BATCH } : { ...failure, some };
  };
}

/** Gives why the server failed, or null where it took the mail, or the mail is not to be sent. */
async function sendWritten(
  sql: Sql,
  delivery: Delivery,
  written: Written,
  options: MailOptions,
): Promise<string | null> {
  if ('why' in written) {
    await settle(sql, [delivery.id], await options.clock(), { state: 'dropped', error: written.why });
    return null;
  }
  const { person, subject, line, calendar } = written;
  const about = delivery.sitting ?? delivery.initiative ?? '';
  const title = `${subject}: ${line.title}`;
  const letter = { subject: title, sections: [{ heading: null, lines: [line] }], choose: choosing(options) };
  return sendLetter(sql, [delivery], person, letter, options, {
    id: delivery.id,
    way: 'mail',
    ...(calendar !== undefined && { calendar }),
    headers: {
      [delivery.sitting === null ? 'X-Remit-Initiative' : 'X-Remit-Sitting']: about,
      'X-Remit-Number': String(delivery.n),
      'X-Remit-Event': delivery.event ?? '',
      References: `<${about}@${hostOf(options)}>`,
    },
  });
}

/** Sends one mail, and writes down for each message in it what became of it. */
export async function sendLetter(
  sql: Sql,
  deliveries: readonly Delivery[],
  { email }: Addressee,
  letter: Letter,
  options: MailOptions,
  mail: {
    readonly id: string;
    readonly way: 'mail' | 'digest';
    readonly calendar?: CalendarFile;
    readonly headers: Readonly<Record<string, string>>;
  },
): Promise<string | null> {
  const { transport, from, clock, metrics } = options;
  const ids = deliveries.map(({ id }) => id);
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: email },
      subject: letter.subject,
      text: textOf(letter),
      html: htmlOf(letter),
      messageId: `<${mail.id}@${hostOf(options)}>`,
      date: new Date(await clock()),
      ...(mail.calendar !== undefined && { icalEvent: { ...mail.calendar, filename: 'sitting.ics' } }),
      headers: {
        ...mail.headers,
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'List-Unsubscribe': `<${letter.choose}>`,
      },
    });
  } catch (thrown) {
    const { error, status, server, forGood } = whyNotTaken(thrown);
    const now = await clock();
    metrics?.deliveries.inc({ way: mail.way, result: 'failed' });
    // In a digest each by its own age: what came to it this morning is not given up with what is too old.
    const fates = grouped(deliveries, ({ attempts, since }) => {
      const tried = { attempts: attempts + 1, since, receiver: server };
      return JSON.stringify(forGood ? { is: 'dead' } : fateOf(tried, now));
    });
    for (const [fate, those] of fates) {
      const theirs = those.map(({ id }) => id);
      await putOff(sql, theirs, JSON.parse(fate) as Fate, now, { status, error });
    }
    return server ? error : null;
  }
  metrics?.deliveries.inc({ way: mail.way, result: 'delivered' });
  await settle(sql, ids, await clock(), { state: 'delivered', status: 250 });
  return null;
}

/**
 * What a message says, of the initiative as it stands now: who may not see it any more, or has no address any more, is not
 * told, and nobody is asked for what is decided.
 */
export async function write(sql: Sql, delivery: Delivery, options: MailOptions): Promise<Written> {
  const { person: to, initiative: id, notice, task } = delivery;
  if (to === null || notice === null || !isNotice(notice)) return UNKNOWN;
  const now = await options.clock();
  const [person] = await addresseesAmong(sql, [to], [], now);
  if (person === undefined) return { person: null, why: 'There is no address any more' };
  if (isSittingNotice(notice)) return writeOfSitting(sql, delivery, notice, person, options);
  if (id === null) return UNKNOWN;
  const [initiative, parts] = [await readInitiative(sql, id), await partsOfEach(sql, [id])];
  if (initiative === null) return { person, why: 'There is no such initiative any more' };
  if (mayNot(person, 'initiative.read', { initiative, parts: parts.get(id) ?? [] }) !== null)
    return { person, why: 'They may not see the initiative any more' };
  const { gate } = initiative;
  const isOver = task !== null && !(gate?.state === 'open' && gate.seats.some((seat) => seat.task === task));
  // A challenge may send the gate elsewhere, so that for a moment none is open: it is asked about until it is settled.
  const isDone =
    notice === 'to-settle' ? initiative.claims.challenges.length === 0 : isOver || gate?.state !== 'open';
  if (NOTICES[notice].asks && isDone) return { person, why: 'What they were to be asked is decided' };
  const { bodies } = await options.world.given(sql, now);
  const { subject, sentences } = saidOf(notice, initiative, (code) => bodies.get(code)?.name ?? code);
  const path = task === null ? `/initiatives/${id}` : `/tasks/${task}`;
  const href = new URL(path, options.publicUrl).href;
  return { person, subject, line: { title: titleOf(initiative), says: sentences, href } };
}

const UNKNOWN = { person: null, why: 'This version of Remit does not know what it says' } as const;

export function choosing({ publicUrl }: MailOptions): string {
  return new URL('/told', publicUrl).href;
}

function hostOf({ publicUrl }: MailOptions): string {
  return new URL(publicUrl).hostname.replaceAll(/[[\]]/g, '');
}
