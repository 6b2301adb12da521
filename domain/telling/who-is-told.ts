import type { BodyCode } from '../body.ts';
import { isWaiting, type Gate, type Seat } from '../gate/gate.ts';
import { setOf, waitsFor } from '../gate/quorum.ts';
import { awaited } from '../gate/remind.ts';
import type { EventType, Happened } from '../initiative/events.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { PersonId, Role } from '../person.ts';
import type { Notice } from './notices.ts';

/** Who is told: one person, whoever may take one of some tasks, or who holds a role for one of some bodies. */
export type Whom =
  | { readonly person: PersonId }
  | { readonly mayTake: readonly string[] }
  | { readonly roles: readonly Role[]; readonly bodies: readonly BodyCode[] };

/** That somebody is to be told something. `task` is where it leads; `null` leads to the initiative. */
export interface Telling {
  readonly notice: Notice;
  readonly whom: Whom;
  readonly task: string | null;
}

/** An event with the initiative as it stood before and after it. */
interface Moment {
  readonly before: Initiative;
  readonly after: Initiative;
}

type Rules = {
  readonly [T in EventType]: (
    event: Extract<Happened, { type: T }>,
    moment: Moment,
  ) => readonly (Telling | null)[];
};

const nobody = () => [];

/**
 * Who is told of what happened, and as what. Every event has its line, so that nobody forgets one: the compiler names those
 * that miss. Whoever did it is not told of it, and nobody is told of an initiative that they may not see: see `whatIsHeard`.
 */
const TABLE: Rules = {
  'initiative-drafted': nobody,
  'initiative-edited': nobody,
  'attachment-added': nobody,
  'attachment-removed': nobody,
  'initiative-submitted': nobody,
  'initiative-withdrawn': (_, { before }) => involved(before.gate).map((who) => to(who, 'withdrawn')),
  // The owner is told by the gate's decision.
  'initiative-declined': nobody,
  // Those who decide are told by the gate that opens.
  'initiative-reopened': nobody,
  'initiative-closed': (_, { after }) => [to(after.owner, 'closed')],
  'fact-confirmed': nobody,
  'fact-challenged': ({ data: { deciding = [] } }, { after }) => [
    to(after.owner, 'challenged'),
    { notice: 'to-settle', whom: { roles: ['approver', 'signatory'], bodies: deciding }, task: null },
  ],
  'challenge-settled': ({ data: { challenge } }, { before, after }) => [
    to(after.owner, 'settled'),
    to(before.claims.challenges.find(({ id }) => id === challenge)?.by ?? null, 'settled'),
  ],
  // It is a list of the board's.
  'level-lowered': nobody,
  'comment-made': (_, { after }) => [
    to(after.owner, 'commented'),
    ...holders(after.gate).map(({ claimedBy, task }) => to(claimedBy, 'commented', task)),
  ],
  'stage-started': nobody,
  'stage-content-sent': nobody,
  'stage-presented': nobody,
  'stage-sent-back': (_, { after }) => [to(after.owner, 'sent-back')],
  'gate-opened': ({ data: { seats } }, { after }) => [
    mayTake(
      'asked',
      seats.map((seat) => seat.task),
    ),
    to(after.owner, 'with-deciders'),
  ],
  // It is told with the gate that opens.
  'gate-escalated': nobody,
  'systems-told': ({ data: { systems } }) => [
    { notice: 'told-of', whom: { roles: ['signatory', 'board'], bodies: systems }, task: null },
  ],
  'task-claimed': nobody,
  'task-taken-over': ({ data: { from, task } }) => [to(from, 'taken-over', task)],
  'task-assigned': ({ data: { to: whom, task } }, { before }) => {
    const held = seatOf(before, task)?.claimedBy ?? null;
    return [to(whom, 'assigned', task), held === whom ? null : to(held, 'taken-over', task)];
  },
  'task-delegated': ({ data: { to: whom, task } }) => [to(whom, 'delegated', task)],
  'task-resolved': ({ data: { task } }, { after }) => [
    to(seatOf(after, task)?.claimedBy ?? null, 'prepared', task),
  ],
  'task-reminded': ({ data: { whom, task } }) => [
    whom === null ? mayTake('reminded-all', [task]) : to(whom, 'reminded', task),
  ],
  'task-released': nobody,
  'person-recused': nobody,
  'recusal-ended': nobody,
  'information-requested': ({ data: { task } }, { after }) => [to(after.owner, 'question', task)],
  'information-given': ({ data: { task } }, { after }) => [
    to(seatOf(after, task)?.claimedBy ?? null, 'answered', task),
  ],
  'information-not-given': ({ data: { task } }, { before, after }) => [
    to(seatOf(before, task)?.claimedBy ?? null, 'not-answered', task),
    to(after.owner, 'not-answered', task),
  ],
  'clock-stopped': nobody,
  'clock-started': nobody,
  // Those whose turn comes with it.
  'task-completed': (_, moment) => [mayTake('asked', whoseTurnComes(moment))],
  // Whoever is refused is told in the answer.
  'vote-refused': nobody,
  // Nor is anybody asked to do anything: it is in the history for who looks.
  'attempt-refused': nobody,
  'vote-recalled': nobody,
  'votes-outdated': ({ data: { tasks } }, { before }) =>
    tasks.map((task) => to(seatOf(before, task)?.vote?.by ?? null, 'asked-again', task)),
  // So that who thinks otherwise by now can take it back.
  'votes-stand-again': ({ data: { tasks } }, moment) => [
    ...tasks.map((task) => to(seatOf(moment.after, task)?.vote?.by ?? null, 'stands-again', task)),
    mayTake('asked', whoseTurnComes(moment)),
  ],
  // So that they need not answer again, or know that they are to.
  'votes-carried': ({ data: { carried, left } }, moment) => [
    ...carried.map(({ by, task }) => to(by, 'counts-on', task)),
    ...left.map(({ by }) => to(by, 'counts-no-more')),
    mayTake('asked', whoseTurnComes(moment)),
  ],
  'referral-answered': (_, { after }) => [to(after.owner, 'referral-answered')],
  'requirement-overridden': (_, { after }) => [to(after.owner, 'overridden')],
  'put-on-agenda': nobody,
  'taken-off-agenda': nobody,
  // With the reason, which is the owner's to know.
  'deferred-at-sitting': (_, { after }) => [to(after.owner, 'deferred')],
  'gate-reminded': ({ data: { tasks } }, { after }) =>
    waiting(after.gate)
      .filter(({ task }) => tasks.includes(task))
      .map((seat) => {
        const whom = awaited(after, seat);
        return whom === null ? mayTake('reminded-all', [seat.task]) : to(whom, 'reminded', seat.task);
      }),
  'advice-not-given': nobody,
  // Those who are late, and those whose step of the chain within the level it is.
  'gate-past-due': ({ data: { tell } }, { after }) => [
    ...holders(after.gate).map(({ claimedBy, task }) => to(claimedBy, 'past-due', task)),
    mayTake(
      'past-due',
      waiting(after.gate).map((seat) => seat.task),
    ),
    {
      notice: 'past-due',
      whom: { roles: rolesOf(tell), bodies: lateBodies(after.gate) },
      task: null,
    },
  ],
  'verdict-retaken': nobody,
  // What follows from it is told: the gate that is superseded, and the one that opens.
  'policy-moved': nobody,
  'gate-returned': nobody,
  'gate-decided': ({ data: { state } }, { before, after }) => {
    switch (state) {
      case 'approved':
        return [to(after.owner, 'approved')];
      case 'declined':
        return [to(after.owner, 'declined')];
      // The stage that is sent back says so.
      case 'changes-requested':
      case 'returned':
        return [];
      case 'superseded':
        return involved(before.gate).map((who) => to(who, 'superseded'));
    }
  },
};

/** Every type of event, as the table has them. */
export const EVENT_TYPES = Object.keys(TABLE) as readonly EventType[];

/** Who is to be told of an event, in the order of the table. */
export function whoIsTold(event: Happened, before: Initiative | null, after: Initiative): readonly Telling[] {
  // The event's type picks its own line; the compiler cannot follow a union through an index.
  const rule = TABLE[event.type] as (event: Happened, moment: Moment) => readonly (Telling | null)[];
  return rule(event, { before: before ?? after, after }).filter((telling) => telling !== null);
}

/** Whether anybody may be told of events of a type: for the others, nothing needs to be read. */
export function tellsSomebody(type: string): boolean {
  return Object.hasOwn(TABLE, type) && TABLE[type as EventType] !== nobody;
}

function to(person: PersonId | null, notice: Notice, task: string | null = null): Telling | null {
  return person === null ? null : { notice, whom: { person }, task };
}

function mayTake(notice: Notice, tasks: readonly string[]): Telling {
  return { notice, whom: { mayTake: tasks }, task: null };
}

function rolesOf(step: string): readonly Role[] {
  if (step === 'approvers') return ['approver'];
  return step === 'signatory' ? ['signatory'] : ['board'];
}

/** The bodies that decide, and those whose seats wait: all within the gate's level, or its signatories. */
function lateBodies(gate: Gate | null): readonly BodyCode[] {
  return [...new Set([...(gate?.bodies ?? []), ...waiting(gate).flatMap((seat) => seat.bodies)])];
}

function waiting(gate: Gate | null): readonly Seat[] {
  return gate?.state === 'open' ? gate.seats.filter(isWaiting) : [];
}

function holders(gate: Gate | null): readonly Seat[] {
  return waiting(gate).filter((seat) => seat.claimedBy !== null);
}

/** The tasks of sets that open now: what they came after is met. */
function whoseTurnComes({ before, after }: Moment): readonly string[] {
  const [was, is] = [before.gate, after.gate];
  if (was === null || is?.state !== 'open' || was.id !== is.id) return [];
  return waiting(is)
    .filter(
      (seat) => waitsFor(was, setOf(was, seat)).length > 0 && waitsFor(is, setOf(is, seat)).length === 0,
    )
    .map((seat) => seat.task);
}

/** Who did something at a gate that is over now: who holds a task of it, or has answered one. */
function involved(gate: Gate | null): readonly PersonId[] {
  if (gate === null) return [];
  const people = gate.seats.flatMap(({ claimedBy, vote }) => [claimedBy, vote?.by ?? null]);
  return [...new Set(people.filter((person) => person !== null))];
}

function seatOf({ gate }: Initiative, task: string): Seat | undefined {
  return gate?.seats.find((seat) => seat.task === task);
}
