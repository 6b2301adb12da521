import { tellRecord, tellSitting } from '../../api/sittings.ts';
import type { Named } from '../../api/present/people.ts';
import { localDay } from '../../domain/calendar.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import { ATTENDANCES, type Sitting } from '../../domain/sitting/sitting.ts';
import type { KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';
import { dayAndTime, dayInWords, dayOf } from '../words/dates.ts';
import { ANSWERED, GATE_TAGS } from '../words/gate-words.ts';
import { capital, levelName, namesFor, professionName, type Names } from '../words/names.ts';
import { ATTENDANCE_WORDS, NOTICE_WORDS, SITTING_TAGS } from '../words/sitting-words.ts';

type Told = Awaited<ReturnType<typeof tellSitting>>;
type Shown = NonNullable<Told['agenda'][number]['shown']>;
type Recorded = Awaited<ReturnType<typeof tellRecord>>;
type Standing = NonNullable<Recorded['agenda'][number]['shown']> | Shown;

export const ERASED = 'This text was erased.';

/** A sitting in a list. */
export function sittingRow(sitting: Sitting, person: KnownPerson, names: Names) {
  const { id, title, where, heldAt, state, body, items, people } = sitting;
  return {
    href: `/sittings/${id}`,
    title: title.value ?? 'Title erased',
    where: where === null ? null : (where.value ?? ERASED),
    when: dayAndTime(heldAt),
    body: names.body(body),
    tag: SITTING_TAGS[state],
    record: state === 'closed' ? `/sittings/${id}/record` : null,
    invited: people.some((each) => each.person === person.id),
    items: items.filter((item) => item.state !== 'struck').length,
  };
}

/** One sitting as somebody reads it: its agenda as it stands, and what they may do. */
export async function sittingView(sql: Sql, sitting: Sitting, person: KnownPerson, given: Given) {
  const told = await tellSitting(sql, sitting, person, given);
  const names = await namesFor(sql, given.bodies, []);
  const mine = told.people.find((each) => each.person.id === person.id);
  const hasCome = isItsDay(sitting, given);
  const taken = told.agenda.filter(({ shown }) => shown?.state === 'listed');
  const last = taken.length - 1;
  return {
    ...headOf(told, names),
    n: sitting.n,
    mayKeep: told.mayKeep,
    mayCancel: told.mayCancel,
    hasCome,
    invited: mine !== undefined,
    mayApologise: sitting.state === 'convened' && mine?.attendance === null,
    apologised: mine?.attendance === 'apologies',
    people: told.people.map(({ person: whom, attendance }) => ({
      name: nameOf(whom),
      attendance: attendance === null ? null : ATTENDANCE_WORDS[attendance],
    })),
    items: told.agenda.flatMap(({ place, shown }) => {
      if (shown === null) return [{ place, hidden: true }];
      if (shown.state === 'struck') return [];
      const at = taken.findIndex((each) => each.place === place);
      return [
        {
          place,
          hidden: false,
          ...itemView(shown, names),
          answerHref: answerAt(shown, sitting.id, mine !== undefined && hasCome),
          early: !hasCome,
          answered: shown.votes.some(({ vote }) => vote.by.id === person.id),
          notYours: shown.notYours,
          up: told.mayKeep && at > 0,
          down: told.mayKeep && at >= 0 && at < last,
          off: told.mayKeep && shown.state === 'listed',
          defer: told.mayKeep && hasCome && shown.state === 'listed' && shown.gateState === 'open',
          back: told.mayKeep && shown.state === 'deferred' && shown.gateState === 'open',
        },
      ];
    }),
    struck: told.agenda.flatMap(({ shown }) =>
      shown?.state === 'struck'
        ? [{ ...itemView(shown, names), back: told.mayKeep && shown.gateState === 'open' }]
        : [],
    ),
    undecided: taken.filter(({ shown }) => shown?.gateState === 'open').length,
  };
}

/** Whether the day of a sitting has come: what is done at it is done from that day on. */
export function isItsDay({ heldAt }: Pick<Sitting, 'heldAt'>, { now, calendars }: Given): boolean {
  const { timeZone } = calendars.usual;
  return localDay(heldAt, timeZone) <= localDay(now, timeZone);
}

/** Where this person answers; from its day on the answer names the sitting. */
function answerAt({ yourTask }: Shown, sitting: string, there: boolean): string | null {
  if (yourTask === null) return null;
  return there ? `/tasks/${yourTask}?sitting=${sitting}` : `/tasks/${yourTask}`;
}

function headOf(told: Told | Recorded, names: Names) {
  const { id, title, body, where, heldAt, state, convenedBy, createdAt, endedAt, endedBy, reason } = told;
  return {
    ...{ id, state, reason },
    title: title ?? 'Title erased',
    body: names.body(body),
    where: where === null ? null : partsOf(where),
    when: dayAndTime(heldAt),
    tag: SITTING_TAGS[state],
    convened: `${nameOf(convenedBy)}, ${dayAndTime(createdAt)}`,
    ended: endedAt === null || endedBy === null ? null : `${nameOf(endedBy)}, ${dayAndTime(endedAt)}`,
  };
}

/** Where it is, with the link to it as one. */
function partsOf(where: string) {
  return where
    .split(/(https:\/\/[^\s<>"]+)/)
    .filter((text) => text !== '')
    .map((text) => ({ text, href: text.startsWith('https://') ? text : null }));
}

function itemView(shown: Shown, names: Names) {
  return {
    ...standing(shown, names),
    due: shown.gateState === 'open' ? dayOf(shown.dueAt) : null,
    urgent: shown.priority === 'high' && shown.gateState === 'open',
  };
}

function standing(shown: Standing, names: Names) {
  const { gate, initiative, stageName, level, bodies, state, gateState, notice } = shown;
  return {
    gate,
    href: `/initiatives/${initiative.id}`,
    title: initiative.title ?? 'Title erased',
    // Who decides is named beside it, and need not be named twice.
    lead: initiative.lead === '' || bodies.join() === initiative.lead ? null : names.body(initiative.lead),
    stage: stageName,
    level: levelName(level),
    bodies: names.bodies(bodies),
    tag: GATE_TAGS[gateState],
    decided: shown.decidedAt === null ? null : dayAndTime(shown.decidedAt),
    decidedHere: shown.decidedHere,
    deferred: state === 'deferred',
    struck: state === 'struck',
    reason: shown.reason,
    notice: notice === null ? null : NOTICE_WORDS[notice],
    needed: shown.stillNeeded.map(names.inSentence),
    votes: shown.votes.map(({ vote }) => ({
      said: `${capital(ANSWERED[vote.outcome])} by ${nameOf(vote.by)}${vote.onBehalfOf === null ? '' : `, in place of ${nameOf(vote.onBehalfOf)}`}${vote.profession === null ? '' : `, ${professionName(vote.profession).toLowerCase()}`}, for ${names.body(vote.body)}, ${dayAndTime(vote.at)}`,
      reason: vote.reason,
      conditions: vote.conditions.map(({ text, owner, due }) => `${text} (${owner}, by ${dayInWords(due)})`),
      sitting: vote.sitting,
    })),
  };
}

/** The record of a closed sitting, as minutes. */
export async function recordView(sql: Sql, sitting: Sitting, person: KnownPerson, given: Given) {
  const told = await tellRecord(sql, sitting, person, given);
  const names = await namesFor(sql, given.bodies, []);
  const there = ATTENDANCES.map((each) => ({
    text: ATTENDANCE_WORDS[each],
    names: told.people.filter(({ attendance }) => attendance === each).map((whom) => nameOf(whom.person)),
  }));
  const unsaid = told.people
    .filter(({ attendance }) => attendance === null)
    .map((whom) => nameOf(whom.person));
  return {
    ...headOf(told, names),
    people: [...there, { text: 'Invited, and nothing is recorded', names: unsaid }].filter(
      (each) => each.names.length > 0,
    ),
    items: told.agenda.map(({ place, shown }) => {
      if (shown === null) return { place, hidden: true };
      return {
        place,
        hidden: false,
        ...standing(shown, names),
        votes: standing(shown, names).votes.map((vote) => ({
          ...vote,
          elsewhere: vote.sitting !== sitting.id,
        })),
        explanation: shown.explanation,
        open: shown.gateState === 'open',
        noMore: shown.noMore.map(({ by, at }) => `${nameOf(by)}, ${dayAndTime(at)}`),
      };
    }),
  };
}

function nameOf({ name }: Named): string {
  return name ?? 'Somebody whose name was erased';
}
