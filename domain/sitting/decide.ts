import { mayNot, type Target } from '../authorisation.ts';
import type { Calendar } from '../calendar.ts';
import type { Content } from '../content.ts';
import type { Gate } from '../gate/gate.ts';
import type { PersonCommand } from '../initiative/commands.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { Person, PersonId } from '../person.ts';
import { refusal, versionProblem, type FieldProblem, type Refusal } from '../refusal.ts';
import { fail, never, ok, type Result } from '../result.ts';
import { agendaOf, placesOf } from './agenda.ts';
import type { SittingCommand } from './commands.ts';
import type { SittingEvent } from './events.ts';
import { asWritten, notAfterItWasHeld, notThen } from './held-at.ts';
import { notInvitable } from './invite.ts';
import { notOnAgenda, notYet } from './not-now.ts';
import { MOST_PLACES, type Sitting } from './sitting.ts';

type Command<T extends SittingCommand['type']> = Extract<SittingCommand, { type: T }>;

/** What is put to an initiative in the same transaction: it is decided there as everything is. */
export interface AtInitiative {
  readonly initiative: string;
  readonly command: Extract<
    PersonCommand,
    { type: 'put-on-agenda' | 'take-off-agenda' | 'defer-at-sitting' }
  >;
}

export interface DecidedSitting {
  readonly events: readonly SittingEvent[];
  readonly atInitiatives: readonly AtInitiative[];
}

/** What a command finds: who asks, and of the gates that it is about those that they may see, under lock. */
export interface SittingGiven {
  readonly now: string;
  readonly by: Person;
  readonly calendar: Calendar;
  /** By the id of a gate its initiative as it stands. */
  readonly initiatives: ReadonlyMap<string, Initiative>;
  readonly people: ReadonlyMap<PersonId, Person>;
  /** How many events each item's initiative has, by gate; only to close. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether somebody answered at it, whatever became of the answer, or deferred an item; only to cancel or move it. */
  readonly isHeld: boolean;
}

type Answer = Result<DecidedSitting, Refusal>;
const only = (...events: readonly SittingEvent[]): Answer => ok({ events, atInitiatives: [] });

/** Calls people together for gates that a body decides, signs or advises on. */
export function convene(command: Command<'convene'>, given: SittingGiven): Answer {
  const { id, body, title, where, invited } = command;
  const heldAt = asWritten(command.heldAt);
  const denied = mayNot(given.by, 'sitting.convene', { body });
  if (denied !== null) return fail(denied);
  const agenda = agendaOf(command.agenda, body, given.initiatives);
  const gates = agenda.flatMap(({ gate }) => gate ?? []);
  const fields = [
    ...agenda.flatMap(({ problem }) => problem ?? []),
    ...notThen(heldAt, given),
    ...notInvitable(invited, body, gates, given.people),
  ];
  if (fields.length > 0) return fail(invalid(fields));
  const items = gates.map((gate, index) => newItem(gate, given, index + 1));
  return ok({
    events: [
      { type: 'sitting-convened', data: { body, title, where, heldAt, items, invited: unique(invited) } },
    ],
    atInitiatives: items.map(({ initiative, gate }) => ({
      initiative,
      command: { type: 'put-on-agenda', gate, sitting: id, body },
    })),
  });
}

/** Decides what is asked of a sitting that there is. */
export function decideSitting(
  state: Sitting,
  command: Exclude<SittingCommand, { type: 'convene' }>,
  given: SittingGiven,
): Answer {
  const denied = denies(state, command, given.by);
  if (denied !== null) return fail(denied);
  if (state.state !== 'convened')
    return fail(refusal('sitting-over', `This sitting is ${state.state}: nothing of it changes any more.`));
  switch (command.type) {
    case 'change':
      return changed(state, command, given);
    case 'record-attendance':
      return attended(state, command, given);
    case 'defer-item':
      return deferred(state, command, given);
    case 'close':
      return closed(state, given);
    case 'cancel':
      return cancelled(state, command, given);
    default:
      return never(command);
  }
}

function denies(state: Sitting, command: SittingCommand, by: Person): Refusal | null {
  const target = targetOf(state);
  if (command.type !== 'record-attendance') return mayNot(by, 'sitting.keep', target);
  // Whoever cannot come says so themselves.
  const own = command.people.every(
    ({ person, attendance }) => person === by.id && attendance === 'apologies',
  );
  return own ? mayNot(by, 'sitting.attend', target) : mayNot(by, 'sitting.keep', target);
}

/** A sitting as the authorisation function is told of it. */
export function targetOf({ body, people }: Pick<Sitting, 'body' | 'people'>): Target {
  return { body, invited: people.map(({ person }) => person) };
}

function changed(state: Sitting, command: Command<'change'>, given: SittingGiven): Answer {
  const { title = state.title, where = state.where, expected } = command;
  const heldAt = asWritten(command.heldAt ?? state.heldAt);
  const stale = versionProblem(expected, state.n, 'sitting');
  if (stale !== null) return fail(stale);
  const agenda =
    command.agenda === undefined ? null : agendaOf(command.agenda, state.body, given.initiatives);
  const staying = command.agenda ?? state.items.map(({ gate }) => gate);
  const gates = staying.flatMap((gate) => gateOf(given, gate) ?? []);
  const known = new Set(state.people.map(({ person }) => person));
  const fields = [
    ...(agenda ?? []).flatMap(({ asked, problem }) =>
      // What stands on the agenda may stay there, whatever became of it.
      problem === null || (problem.rule !== 'once' && isListed(state, asked)) ? [] : [problem],
    ),
    ...(command.heldAt === undefined ? [] : [...notThen(heldAt, given), ...notAfterItWasHeld(heldAt, given)]),
    ...notInvitable(command.invited ?? [], state.body, gates, given.people, known),
  ];
  if (fields.length > 0) return fail(invalid(fields));
  const full = agendaFull(state, command.agenda, given);
  if (full !== null) return fail(invalid([full]));
  const onAgenda = agendaChange(state, command.agenda, given);
  return ok({
    events: [
      ...(sameWords(title, state.title) ? [] : [{ type: 'sitting-renamed', data: { title } } as const]),
      ...(heldAt === asWritten(state.heldAt) && sameWords(where, state.where)
        ? []
        : [{ type: 'sitting-moved', data: { from: state.heldAt, heldAt, where } } as const]),
      ...onAgenda.events,
      ...invitationChange(state, command.invited),
    ],
    atInitiatives: onAgenda.atInitiatives,
  });
}

/** Whether more would be put on it than an agenda has places for, in all its life. */
function agendaFull(
  state: Sitting,
  agenda: readonly string[] | undefined,
  given: SittingGiven,
): FieldProblem | null {
  if (agenda === undefined) return null;
  const { places, added } = placesOf(state, agenda, given.initiatives);
  const last = Math.max(0, ...added.map((gate) => places.get(gate) ?? 0));
  if (last <= MOST_PLACES) return null;
  return {
    field: 'agenda',
    rule: 'at-most',
    detail:
      `This agenda has had ${state.places} items, and one has ${MOST_PLACES} at most, with those that were struck: ` +
      'put back one that was struck, or convene another sitting for what is new.',
  };
}

/** The agenda as it is to be: what whoever asks may not see stays where it is. */
function agendaChange(
  state: Sitting,
  agenda: readonly string[] | undefined,
  given: SittingGiven,
): DecidedSitting {
  if (agenda === undefined) return { events: [], atInitiatives: [] };
  const { places, added, struck, placed } = placesOf(state, agenda, given.initiatives);
  if (added.length + struck.length + placed.length === 0) return { events: [], atInitiatives: [] };
  const items = added.flatMap((id) => {
    const gate = gateOf(given, id);
    return gate === null ? [] : [newItem(gate, given, places.get(id) ?? 0)];
  });
  const { id: sitting, body } = state;
  return {
    events: [{ type: 'agenda-changed', data: { added: items, struck, placed } }],
    atInitiatives: [
      ...items.map(({ initiative, gate }): AtInitiative => ({
        initiative,
        command: { type: 'put-on-agenda', gate, sitting, body },
      })),
      ...takenOff(state, struck, 'struck', given),
    ],
  };
}

function invitationChange(state: Sitting, wanted: readonly PersonId[] | undefined): readonly SittingEvent[] {
  if (wanted === undefined) return [];
  const known = state.people.map(({ person }) => person);
  const invited = unique(wanted).filter((each) => !known.includes(each));
  const uninvited = known.filter((each) => !wanted.includes(each));
  return invited.length + uninvited.length === 0
    ? []
    : [{ type: 'invitations-changed', data: { invited, uninvited } }];
}

function attended(state: Sitting, { people }: Command<'record-attendance'>, given: SittingGiven): Answer {
  const early = people.some(({ attendance }) => attendance !== 'apologies') ? notYet(state, given) : null;
  if (early !== null) return fail(early);
  const invited = new Map(state.people.map((each) => [each.person, each.attendance]));
  const fields = people.flatMap(({ person }, index): readonly FieldProblem[] => {
    const field = `people[${index}].person`;
    if (!invited.has(person)) return [{ field, rule: 'invited', detail: `${person} is not invited.` }];
    return people.findIndex((each) => each.person === person) === index
      ? []
      : [{ field, rule: 'once', detail: `${person} is there twice: say once whether they are there.` }];
  });
  if (fields.length > 0) return fail(invalid(fields));
  return only(
    ...people
      .filter(({ person, attendance }) => invited.get(person) !== attendance)
      .map((data): SittingEvent => ({ type: 'attendance-recorded', data })),
  );
}

function deferred(state: Sitting, { gate, reason }: Command<'defer-item'>, given: SittingGiven): Answer {
  const early = notYet(state, given);
  if (early !== null) return fail(early);
  const initiative = given.initiatives.get(gate);
  if (initiative === undefined || !isListed(state, gate)) return fail(notOnAgenda());
  return ok({
    events: [{ type: 'item-deferred', data: { gate, reason } }],
    atInitiatives: [
      { initiative: initiative.id, command: { type: 'defer-at-sitting', gate, sitting: state.id, reason } },
    ],
  });
}

function closed(state: Sitting, given: SittingGiven): Answer {
  const early = notYet(state, given);
  if (early !== null) return fail(early);
  const upTo = [...given.counts].map(([gate, n]) => ({ gate, n }));
  return only({ type: 'sitting-closed', data: { upTo } });
}

function cancelled(state: Sitting, { reason }: Command<'cancel'>, given: SittingGiven): Answer {
  if (given.isHeld)
    return fail(
      refusal(
        'sitting-held',
        'Somebody answered at this sitting, or an item was deferred: it was held. Close it, so that there is a record.',
      ),
    );
  const listed = state.items.filter((item) => item.state === 'listed').map(({ gate }) => gate);
  return ok({
    events: [{ type: 'sitting-cancelled', data: { reason } }],
    atInitiatives: takenOff(state, listed, 'cancelled', given),
  });
}

/** A gate that is over has no more events: that it was struck is on the sitting's record alone. */
function takenOff(
  { id: sitting, body }: Sitting,
  gates: readonly string[],
  because: 'struck' | 'cancelled',
  given: SittingGiven,
): readonly AtInitiative[] {
  return gates.flatMap((gate) => {
    const initiative = given.initiatives.get(gate);
    return initiative === undefined || gateOf(given, gate)?.state !== 'open'
      ? []
      : [{ initiative: initiative.id, command: { type: 'take-off-agenda', gate, sitting, body, because } }];
  });
}

const isListed = ({ items }: Sitting, gate: string) =>
  items.some((item) => item.gate === gate && item.state === 'listed');

/** Whether words are what they were: who is invited hears of nothing else. What was erased is like nothing. */
function sameWords(a: Content<string> | null, b: Content<string> | null): boolean {
  if (a === null || b === null || a.hash === b.hash) return a?.hash === b?.hash;
  return a.value !== null && a.value === b.value;
}

const unique = (people: readonly PersonId[]) => [...new Set(people)];

function gateOf({ initiatives }: SittingGiven, id: string): Gate | null {
  const gate = initiatives.get(id)?.gate ?? null;
  return gate?.id === id ? gate : null;
}

function newItem(gate: Gate, { initiatives }: SittingGiven, place: number) {
  const { id, stage, contentHash } = gate;
  return { gate: id, initiative: initiatives.get(id)?.id ?? '', stage, place, contentHash };
}

function invalid(fields: readonly FieldProblem[]): Refusal {
  return refusal('invalid', fields.map(({ detail }) => detail).join(' '), { fields });
}
