import { currentOrigin } from '../contracts/origin.ts';
import type { Denied, LinkedFound, PersonCommand } from '../domain/initiative/commands.ts';
import { decide } from '../domain/initiative/decide.ts';
import type { Decision, Given } from '../domain/initiative/decision.ts';
import type { Event, Happened } from '../domain/initiative/events.ts';
import { fold } from '../domain/initiative/evolve.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { partsOf, sameParts } from '../domain/initiative/parts.ts';
import { nextAt } from '../domain/initiative/standing.ts';
import type { PersonId } from '../domain/person.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { About, AboutNextTask } from './about.ts';
import { eventStatements } from './append-events.ts';
import type { SittingFound } from '../domain/sitting/at-sitting.ts';
import { answerStatement, type Answer, type OnceKey } from './idempotency.ts';
import { linkedNudges, linkStatements } from './links.ts';
import type { Found } from './read-initiative.ts';
import type { Identity, KnownPerson } from './registry.ts';
import type { Statement } from './sql.ts';
import type { Transaction } from './transaction.ts';
import { initiativeStatements, partStatements } from './write-initiative.ts';

/** What came of a command: where things stand now, or the refusal. */
export type Outcome = {
  readonly by: KnownPerson;
  readonly given: Given;
  /** Of everybody whom an answer may mention. */
  readonly names: ReadonlyMap<string, string>;
} & (
  | { readonly ok: true; readonly state: Initiative; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly state: Initiative | null }
);

/** Who asks, and about what; with a key, they are answered once. */
export interface Asked {
  readonly by: Identity;
  readonly about: About | AboutNextTask;
  readonly once: OnceKey | null;
  /** Somebody else whom the command names. */
  readonly whom?: PersonId;
  /** The initiatives that it is to be linked with. */
  readonly linked?: readonly string[] | undefined;
  /** The version of the policy that its proposal is to name. */
  readonly policy?: string | undefined;
  /** The sitting that a vote says it is cast at. */
  readonly sitting?: string | undefined;
}

/** What was decided, and where things stand after it. */
interface Changes {
  readonly after: Initiative;
  readonly decision: Decision;
}

/** What was found as a turn opened: the state under the lock and the day's world, or why there is none to see. */
export interface Opened extends Omit<Found, 'versions' | 'linked'> {
  readonly by: KnownPerson;
  readonly given: Given;
  readonly unseen: Refusal | null;
  /** `null` also where there is nobody of that id. */
  readonly whom: KnownPerson | null;
  /** `null` where nothing is to be linked. */
  readonly linked: LinkedFound | null;
  /** `null` also where there is none that they may see. */
  readonly sitting: SittingFound | null;
}

/**
 * One command's turn at an initiative, from the lock to the commit. Between `CommandHandler.open` and `commit` nothing is
 * asked of the database: deciding, and saying what was decided, are pure. It must be closed, whatever happens.
 */
export class Turn {
  private changes: Changes | null = null;

  constructor(
    private readonly transaction: Transaction,
    private readonly asked: Asked,
    private readonly found: Opened,
  ) {}

  get state(): Initiative | null {
    return this.found.state;
  }

  get whom(): KnownPerson | null {
    return this.found.whom;
  }

  get linked(): LinkedFound | null {
    return this.found.linked;
  }

  get sitting(): SittingFound | null {
    return this.found.sitting;
  }

  get place(): Found['place'] {
    return this.found.place;
  }

  /** Yes or no, and where things stand after it. Nothing is written yet. */
  decide(command: PersonCommand | Denied | Refusal): Outcome {
    const { by, state, given, names, unseen } = this.found;
    const around = { by, given, names };
    const isDraft = 'type' in command && command.type === 'draft-initiative';
    // What is not theirs to see is said before what could not be made of it.
    if (unseen !== null && !isDraft) return { ok: false, refusal: unseen, state, ...around };
    if ('code' in command) return { ok: false, refusal: command, state, ...around };
    const { about } = this.asked;
    const decision = decide(state, command, { ...given, by });
    const id = state?.id ?? ('id' in about ? about.id : null);
    if (id === null) throw new Error(`${command.type} needs an initiative`);
    const after = afterwards(state, decision, given, by.id, id);
    if (after !== null && decision.events.length > 0) this.changes = { after, decision };
    if (!decision.accepted) return { ok: false, refusal: decision.refusal, state: after, ...around };
    if (after === null) throw new Error(`${command.type} left nothing`);
    return { ok: true, state: after, events: decision.events, ...around };
  }

  /** Writes what was decided and keeps the answer to it, in one wait. What it resolves for is durable. */
  async commit(answer: Answer): Promise<void> {
    const { given, state } = this.found;
    const { by, once } = this.asked;
    await this.transaction.commit([
      ...(this.changes === null ? [] : changeStatements(this.found, this.changes, given, by.id)),
      ...(this.changes === null ? [] : nudgeStatements(state, this.changes, given.now)),
      ...(this.changes === null ? [] : linkedNudges(state, this.changes.after, given, this.found.linked)),
      ...(once === null ? [] : [answerStatement(once, answer)]),
    ]);
  }

  close(): Promise<void> {
    return this.transaction.close();
  }
}

/** Where things stand after a decision. */
export function afterwards(
  before: Initiative | null,
  { events }: Decision,
  given: Given,
  actor: string,
  id: string,
): Initiative | null {
  return events.length === 0 ? before : fold(id, happened(before, events, given, actor), before);
}

/** Writes rows and events of a decision. */
export function changeStatements(
  { state: before, offers }: Pick<Found, 'state' | 'offers'>,
  { after, decision }: Changes,
  given: Given,
  actor: string,
): readonly Statement[] {
  const { id } = after;
  return [
    // The parts go first: through them the rows that follow are this person's to write.
    ...(before !== null && sameParts(before, after) ? [] : partStatements(id, partsOf(after, given.bodies))),
    ...linkStatements(before, after),
    ...initiativeStatements(before, after, nextAt(after, given.now), { events: decision.events, offers }),
    ...eventStatements(id, id, happened(before, decision.events, given, actor)),
  ];
}

/** What must follow a decision of people's. A workflow sees in the answer to its own step what comes next. */
export function nudgeStatements(
  before: Initiative | null,
  { after, decision }: Changes,
  now: string,
): readonly Statement[] {
  if (!decision.accepted || !wantsWorkflow(before, after, now)) return [];
  const origin = JSON.stringify(currentOrigin() ?? {});
  return [{ text: 'select jobs.nudge_for($1, $2)', values: [after.id, origin] }];
}

function happened(
  before: Initiative | null,
  events: readonly Event[],
  given: Given,
  actor: string,
): readonly Happened[] {
  const n = before?.n ?? 0;
  return events.map((event, index): Happened => ({ ...event, n: n + 1 + index, at: given.now, actor }));
}

/** The workflow is nudged when it has something to do now, or at another time than it waits for, or nothing any more. */
function wantsWorkflow(before: Initiative | null, after: Initiative, now: string): boolean {
  const ended = before?.status === 'under-way' && after.status !== 'under-way';
  const next = nextAt(after, now);
  return ended || next === now || next !== (before === null ? null : nextAt(before, now));
}
