import type { DataSource, EntityManager } from 'typeorm';
import { currentOrigin } from '../contracts/origin.ts';
import type { PersonCommand, WorkflowCommand } from '../domain/initiative/commands.ts';
import { decide, decideForWorkflow } from '../domain/initiative/decide.ts';
import type { Decision, Given } from '../domain/initiative/decision.ts';
import { WORKFLOW, type Event, type Happened } from '../domain/initiative/events.ts';
import { fold } from '../domain/initiative/evolve.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { partsOf } from '../domain/initiative/parts.ts';
import { nextAt, standingOf, type Standing } from '../domain/initiative/standing.ts';
import { bodiesOf, type Person } from '../domain/person.ts';
import { refusal, type Refusal } from '../domain/refusal.ts';
import { appendEvents } from './append-events.ts';
import { keepAnswer, takeKey, type Answer, type OnceKey } from './idempotency.ts';
import { readInitiative } from './read-initiative.ts';
import { writeInitiative, writeParts } from './write-initiative.ts';
import type { World } from './world.ts';

/** The one clock: ISO 8601, UTC, milliseconds. Tests join it to the time-skipping server's. */
export type Clock = () => string | Promise<string>;

/** What came of a command: where things stand now, or the refusal. */
export type Outcome =
  | {
      readonly ok: true;
      readonly state: Initiative;
      readonly given: Given;
      readonly events: readonly Event[];
    }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      readonly state: Initiative | null;
      readonly given: Given;
    };

/** What a person asks, of which initiative, and how the answer is written within the same transaction. */
export interface Asked {
  readonly by: Person;
  readonly initiative: string;
  /** What is asked; where only a part is changed, it is made whole from what stands under the lock. */
  readonly command: PersonCommand | ((state: Initiative | null) => PersonCommand | Refusal);
  readonly once: OnceKey | null;
  readonly answer: (manager: EntityManager, outcome: Outcome) => Promise<Answer>;
}

/**
 * The only writer. Every change, whoever asks for it, is: lock, decide, write, append events, enqueue, commit; in one
 * transaction. Whatever it answers has been committed, and what was not committed was not answered.
 */
export class CommandHandler {
  constructor(
    private readonly database: DataSource,
    private readonly world: World,
    private readonly clock: Clock,
  ) {}

  /** A person's command. The answer to a key that was used before is the answer it had then. */
  async handle(asked: Asked): Promise<Answer | 'other-body'> {
    return this.database.transaction(async (manager) => {
      await actAs(manager, asked.by);
      if (asked.once !== null) {
        const before = await takeKey(manager, asked.once);
        if (before !== null) return before;
      }
      const outcome = await this.decided(manager, asked);
      const answer = await asked.answer(manager, outcome);
      if (asked.once !== null) await keepAnswer(manager, asked.once, answer);
      return answer;
    });
  }

  /** A step of the workflow, and where the initiative stands after it. Asked again it changes nothing. */
  async step(initiative: string, command: WorkflowCommand): Promise<Standing> {
    return this.database.transaction(async (manager) => {
      const state = await readInitiative(manager, initiative, { lock: true });
      if (state === null) throw new Error(`No initiative ${initiative}`);
      const given = await this.world.given(manager, await this.now(state));
      const decision = decideForWorkflow(state, command, given);
      const after = await write(manager, state, decision, given, WORKFLOW, initiative);
      return standingOf(after ?? state, given.now);
    });
  }

  /** Where an initiative stands, and what the workflow has to do next. */
  async standing(initiative: string): Promise<Standing> {
    const state = await readInitiative(this.database.manager, initiative);
    if (state === null) throw new Error(`No initiative ${initiative}`);
    return standingOf(state, await this.now(state));
  }

  private async decided(manager: EntityManager, { by, initiative, command }: Asked): Promise<Outcome> {
    const state = await readInitiative(manager, initiative, { lock: true });
    const given = { ...(await this.world.given(manager, await this.now(state))), by };
    const asked = typeof command === 'function' ? command(state) : command;
    if ('code' in asked) return { ok: false, refusal: asked, state, given };
    if (state === null && asked.type !== 'draft-initiative')
      return { ok: false, refusal: await this.unseen(manager, initiative), state, given };
    const decision = decide(state, asked, given);
    const after = await write(manager, state, decision, given, by.id, initiative);
    if (!decision.accepted) return { ok: false, refusal: decision.refusal, state: after ?? state, given };
    if (after === null) throw new Error(`${asked.type} left nothing`);
    if (wantsWorkflow(state, after, given.now))
      await manager.query('select jobs.nudge_for($1, $2)', [initiative, currentOrigin() ?? {}]);
    return { ok: true, state: after, given, events: decision.events };
  }

  private async unseen(manager: EntityManager, initiative: string): Promise<Refusal> {
    const found: unknown[] = await manager.query(`select from place_of('initiative', $1)`, [initiative]);
    return found.length === 0
      ? refusal('not-found', `There is no initiative ${initiative}.`)
      : refusal('not-allowed', 'None of your bodies has a part in this initiative.');
  }

  /** Read after the lock, and never earlier than what has already happened. */
  private async now(state: Initiative | null): Promise<string> {
    const now = await this.clock();
    return state !== null && now < state.at ? state.at : now;
  }
}

/** Makes this transaction the person's: row-level security shows what their bodies have a part in. */
export async function actAs(manager: EntityManager, person: Person): Promise<void> {
  await manager.query(`select set_config('remit.bodies', $1, true), set_config('remit.caller', $2, true)`, [
    bodiesOf(person).join(' '),
    person.id,
  ]);
}

async function write(
  manager: EntityManager,
  before: Initiative | null,
  decision: Decision,
  given: Given,
  actor: string,
  id: string,
): Promise<Initiative | null> {
  if (decision.events.length === 0) return before;
  const n = before?.n ?? 0;
  const events = decision.events.map((event, index): Happened => ({
    ...event,
    n: n + 1 + index,
    at: given.now,
    actor,
  }));
  const after = fold(id, events, before);
  // The parts go first: through them the rows that follow are this person's to write.
  const parts = partsOf(after, given.bodies);
  if (before === null || JSON.stringify(parts) !== JSON.stringify(partsOf(before, given.bodies)))
    await writeParts(manager, id, parts);
  await writeInitiative(manager, before, after, nextAt(after, given.now));
  await appendEvents(manager, id, id, events);
  return after;
}

/** The workflow is nudged when it has something to do now that it had not before, or when there is nothing left. */
function wantsWorkflow(before: Initiative | null, after: Initiative, now: string): boolean {
  const ended = before?.status === 'under-way' && after.status !== 'under-way';
  const due = nextAt(after, now) === now;
  return ended || due;
}
