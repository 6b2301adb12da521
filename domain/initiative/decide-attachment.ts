import {
  isThere,
  MOST_ATTACHED,
  type AttachedFile,
  type AttachedTo,
  type AttachingTo,
  type Attachment,
} from '../attachment.ts';
import { mayNot } from '../authorisation.ts';
import type { BodyMap } from '../body.ts';
import type { Person } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { fail, never, ok, type Result } from '../result.ts';
import { afterEdit } from './after-edit.ts';
import type { PersonCommand } from './commands.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import { notNow } from './not-now.ts';
import { seatOf } from './decide-task.ts';
import type { Event } from './events.ts';
import type { Initiative } from './initiative.ts';
import { partsOf } from './parts.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Attaches a file. With proposal or stage it is an edit: votes of those who were not shown it are outdated. */
export function attach(state: Initiative, command: Command<'attach-file'>, given: GivenBy): Decision {
  const { id, name, sha256, size, mediaType } = command;
  const to = placeFor(state, command.to, given.by, given.bodies);
  if (!to.ok) return refuse(to.error);
  const full = tooMany(state, size);
  if (full !== null) return refuse(full);
  const file: AttachedFile = { id, name, sha256, size, mediaType };
  const added: Event = { type: 'attachment-added', data: { ...file, to: to.value, by: given.by.id } };
  return accept(...around(state, added, to.value, given));
}

/** Takes a file away again. Its bytes go with it, unless a gate was decided by people who read them. */
export function removeAttachment(
  state: Initiative,
  { id }: Command<'remove-attachment'>,
  given: GivenBy,
): Decision {
  const found = state.attachments.find((each) => each.id === id);
  if (found === undefined) return refuse(refusal('not-found', `There is no attachment ${id}.`));
  const denied = cannotRemove(state, found, given.by, given.bodies);
  if (denied !== null) return refuse(denied);
  if (!isThere(found)) return accept();
  const { sha256, read, to } = found;
  const data = { id, by: given.by.id, sha256, bytes: read ? 'kept' : 'deleted' } as const;
  return accept(...around(state, { type: 'attachment-removed', data }, to, given));
}

/** Whether this person may attach something there now; why not, if not. Asked before a byte is kept. */
export function cannotAttach(
  state: Initiative,
  to: AttachingTo,
  person: Person,
  bodies: BodyMap,
): Refusal | null {
  const place = placeFor(state, to, person, bodies);
  return place.ok ? tooMany(state, 0) : place.error;
}

/** Whether this person may take a file away; why not, if not. */
export function cannotRemove(
  state: Initiative,
  { to, by }: Attachment,
  person: Person,
  bodies: BodyMap,
): Refusal | null {
  const parts = partsOf(state, bodies);
  switch (to.kind) {
    case 'proposal':
    case 'stage':
      return notChangedNow(state, to, person);
    case 'comment':
    case 'question':
    case 'answer': {
      const denied = mayNot(person, 'attachment.remove', { initiative: state, parts });
      if (denied !== null) return denied;
      if (by !== person.id)
        return refusal('not-allowed', 'Only who attached a file to what they said takes it away.');
      return to.kind === 'comment' || (state.gate?.id === to.gate && state.gate.state === 'open')
        ? null
        : refusal('late', 'That gate is decided: what was asked and answered stands, and so do its files.');
    }
    default:
      return never(to);
  }
}

function placeFor(
  state: Initiative,
  to: AttachingTo,
  person: Person,
  bodies: BodyMap,
): Result<AttachedTo, Refusal> {
  const target = { initiative: state, parts: partsOf(state, bodies) };
  switch (to.kind) {
    case 'proposal':
    case 'stage': {
      const denied = notChangedNow(state, to, person);
      return denied === null ? ok(to) : fail(denied);
    }
    case 'comment': {
      const denied = mayNot(person, 'attachment.add', target);
      if (denied !== null) return fail(denied);
      if (to.by === null) return fail(refusal('not-found', `There is no comment ${to.n}.`));
      return to.by === person.id
        ? ok({ kind: 'comment', n: to.n })
        : fail(refusal('not-allowed', 'Only who made a comment attaches something to it.'));
    }
    case 'question':
    case 'answer': {
      const denied = mayNot(person, 'attachment.add', target);
      return denied === null ? asked(state, to, person) : fail(denied);
    }
    default:
      return never(to);
  }
}

/** The last question of a task, or the answer to it, while its gate is open, for who said it. */
function asked(
  state: Initiative,
  { kind, task }: Extract<AttachingTo, { kind: 'question' | 'answer' }>,
  person: Person,
): Result<AttachedTo, Refusal> {
  const found = seatOf(state, task);
  const question = (found?.seat.questions.length ?? 0) - 1;
  const last = found?.seat.questions[question];
  const said = kind === 'question' ? last : last?.answer;
  if (found?.gate.state !== 'open' || said === undefined || said === null)
    return fail(refusal('nothing-asked', `There is no ${kind} at this task to attach something to.`));
  return said.by === person.id
    ? ok({ kind, gate: found.gate.id, task, question })
    : fail(refusal('not-allowed', `Only who gave the ${kind} attaches something to it.`));
}

/** Whether proposal or stage are this person's to change, and not decided; why not, if not. */
function notChangedNow(
  state: Initiative,
  to: Extract<AttachedTo, { kind: 'proposal' | 'stage' }>,
  person: Person,
): Refusal | null {
  const stage = to.kind === 'stage' ? to.stage : 'develop-plan';
  const what = to.kind === 'stage' ? to.stage : 'The plan';
  return (
    mayNot(person, to.kind === 'stage' ? 'stage.send' : 'initiative.edit', { initiative: state }) ??
    notNow(state, ['draft', 'under-way', 'declined'], 'worked on') ??
    (state.stages[stage].state === 'decided'
      ? refusal('stage-conflict', `${what} has been decided: it stands as it was approved, with its files.`)
      : null)
  );
}

function tooMany({ attachments }: Initiative, size: number): Refusal | null {
  const { count, bytes } = MOST_ATTACHED;
  const kept = attachments.filter(isThere).reduce((sum, each) => sum + each.size, 0);
  if (attachments.length < count && kept + size <= bytes) return null;
  return refusal(
    'attachments-full',
    `An initiative has ${count} files at most, with those that were removed, of ${bytes / 1_000_000} MB together: ` +
      'remove one that is not needed, or put several into one.',
    { data: { count: attachments.length, bytes: kept } },
  );
}

/** What those who decide are shown has changed, where it is of proposal or stage. */
function around(state: Initiative, event: Event, to: AttachedTo, given: GivenBy): readonly Event[] {
  return to.kind === 'proposal' || to.kind === 'stage'
    ? afterEdit(state, { events: [event], actor: given.by.id }, given)
    : [event];
}
