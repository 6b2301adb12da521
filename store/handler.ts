import type { DataSource } from 'typeorm';
import type { WorkflowCommand } from '../domain/initiative/commands.ts';
import { decide, decideForWorkflow } from '../domain/initiative/decide.ts';
import { freeTasks, inHandAt } from '../domain/initiative/decide-interest.ts';
import { WORKFLOW } from '../domain/initiative/events.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { standingOf, type Standing } from '../domain/initiative/standing.ts';
import { refusal, type Refusal } from '../domain/refusal.ts';
import type { About, AboutNextTask } from './about.ts';
import { takeKey, type Answer } from './idempotency.ts';
import { findLinked, linkedNudges } from './links.ts';
import { lockMostUrgent } from './next-task.ts';
import { lockInitiative, NOTHING, readInitiative, type Found } from './read-initiative.ts';
import { actAs, namesOf, peopleById, personById, type KnownPerson } from './registry.ts';
import type { Sql } from './sql.ts';
import { findNamedPolicies } from './policy-life.ts';
import { findSitting } from './sittings/find-sitting.ts';
import { pooled, Transaction } from './transaction.ts';
import { afterwards, changeStatements, nudgeStatements, Turn, type Asked } from './turn.ts';
import type { World } from './world.ts';

/** The one clock: ISO 8601, UTC, milliseconds. Tests join it to the time-skipping server's. */
export type Clock = () => string | Promise<string>;

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

  /**
   * Opens the turn of a person's command, in one wait: this transaction is theirs, the key is taken, the initiative is
   * locked and read. For a key that was used before, the answer that it had then.
   */
  async open(asked: Asked): Promise<Turn | { readonly before: Answer | 'other-body' }> {
    const { about, once } = asked;
    const day = await this.clock();
    const transaction = await Transaction.begin(this.database);
    try {
      // Who asks is who they are as this transaction begins: a role that ended a moment ago is gone.
      const [by, before, locked, whom, linked, sitting] = await Promise.all([
        actAs(transaction, asked.by, day),
        once === null ? null : takeKey(transaction, once),
        about.kind === 'next-task' ? null : lockInitiative(transaction, about),
        asked.whom === undefined ? null : personById(transaction, asked.whom, day),
        asked.linked === undefined || about.kind !== 'initiative'
          ? null
          : findLinked(transaction, about.id, asked.linked),
        asked.sitting === undefined || about.kind !== 'task'
          ? null
          : findSitting(transaction, asked.sitting, about.id),
      ]);
      if (before !== null) {
        await transaction.close();
        return { before };
      }
      const found =
        about.kind === 'next-task' ? await this.lockNext(transaction, by, about) : (locked ?? NOTHING);
      const { state, versions, place, offers } = found;
      const now = await this.now(state);
      const named = policiesOf(asked, state);
      const [world, unseen, names, policies] = await Promise.all([
        versions === null ? this.world.given(transaction, now) : this.world.at(transaction, versions, now),
        state === null && about.kind !== 'next-task' ? whyUnseen(transaction, about) : null,
        state === null ? namesOf(transaction, [by.id]) : found.names,
        named.length === 0 ? [] : findNamedPolicies(transaction, named),
      ]);
      const given = {
        ...(await this.world.about(transaction, state, world)),
        linked: found.linked,
        policies,
      };
      const known = whom === null ? names : new Map([...names, [whom.id, whom.name]]);
      const opened = { by, state, place, offers, given, unseen, names: known, whom, linked, sitting };
      return new Turn(transaction, asked, opened);
    } catch (error) {
      await transaction.close();
      throw error;
    }
  }

  /**
   * Locks and reads the initiative of the most urgent task that this person may claim. Those that others have locked are
   * passed over, since they are being claimed; where nothing else is left they are waited for. What was claimed between
   * finding and locking is let go again, and another looked for.
   */
  private async lockNext(
    transaction: Transaction,
    by: KnownPerson,
    { filter }: AboutNextTask,
  ): Promise<Found> {
    const except: string[] = [];
    void transaction.query('savepoint looking');
    for (;;) {
      const task =
        (await lockMostUrgent(transaction, by, filter, { except, how: 'passing-over' })) ??
        (await lockMostUrgent(transaction, by, filter, { except, how: 'waiting' }));
      if (task === null) return NOTHING;
      const found = await lockInitiative(transaction, { kind: 'task', id: task });
      const { state, versions } = found;
      if (state !== null) {
        const given = await this.world.at(transaction, versions, await this.now(state));
        const claim = decide(state, { type: 'claim-task', task }, { ...given, by });
        // What they claimed themselves a moment ago is theirs, and not the next.
        if (claim.accepted && claim.events.length > 0) return found;
      }
      except.push(task);
      void transaction.query('rollback to savepoint looking');
    }
  }

  /** A step of the workflow, and where the initiative stands after it. Asked again it changes nothing. */
  async step(initiative: string, command: WorkflowCommand): Promise<Standing> {
    const transaction = await Transaction.begin(this.database);
    try {
      const found = await lockInitiative(transaction, { kind: 'initiative', id: initiative });
      const { state, versions } = found;
      if (state === null) throw new Error(`No initiative ${initiative}`);
      const world = await this.world.at(transaction, versions, await this.now(state));
      const given = { ...(await this.world.about(transaction, state, world)), linked: found.linked };
      const decision = decideForWorkflow(state, command, given);
      const after = afterwards(state, decision, given, WORKFLOW, initiative) ?? state;
      await transaction.commit(
        after === state
          ? []
          : [
              ...changeStatements(found, { after, decision }, given, WORKFLOW),
              ...linkedNudges(state, after, given, null),
            ],
      );
      return standingOf(after, given.now);
    } finally {
      await transaction.close();
    }
  }

  /**
   * Takes from people what they may not have in hand any more at the open gate of an initiative; gives whether there was
   * anything. Who they are is read under the lock.
   */
  async free(initiative: string): Promise<boolean> {
    const transaction = await Transaction.begin(this.database);
    try {
      const found = await lockInitiative(transaction, { kind: 'initiative', id: initiative });
      const { state, versions } = found;
      if (state === null) throw new Error(`No initiative ${initiative}`);
      const given = await this.world.at(transaction, versions, await this.now(state));
      const people = await peopleById(transaction, inHandAt(state), given.now);
      const decision = freeTasks(state, people, given);
      const after = afterwards(state, decision, given, WORKFLOW, initiative) ?? state;
      if (after === state) return false;
      const changes = { after, decision };
      await transaction.commit([
        ...changeStatements(found, changes, given, WORKFLOW),
        ...nudgeStatements(state, changes, given.now),
      ]);
      return true;
    } finally {
      await transaction.close();
    }
  }

  /**
   * Where an initiative stands, and what the workflow has to do next. At an open gate that is found out under the lock, and written
   * where it moves the gate: so it is a step like the others, and read beforehand only where there is none.
   */
  async takeStock(initiative: string): Promise<Standing> {
    const state = await readInitiative(pooled(this.database), initiative);
    if (state === null) throw new Error(`No initiative ${initiative}`);
    // Runs of the first version ask no more than this when they are nudged: money elsewhere may move an open gate.
    if (state.gate?.state === 'open') return this.step(initiative, { type: 'move-on' });
    return standingOf(state, await this.now(state));
  }

  /** Read after the lock, and never earlier than what has already happened. */
  private async now(state: Initiative | null): Promise<string> {
    const now = await this.clock();
    return state !== null && now < state.at ? state.at : now;
  }
}

/** The versions of the policy that an initiative names, or is to name. Whatever is done at a task or a gate asks for none. */
function policiesOf({ about, policy }: Asked, state: Initiative | null): readonly string[] {
  if (about.kind !== 'initiative') return [];
  const { policy: now } = state?.proposal.value ?? {};
  return [...(policy === undefined ? [] : [policy]), ...(now === undefined ? [] : [now.version])];
}

/** Why nothing was found: there is nothing, or it is not this person's to see. */
export async function whyUnseen(sql: Sql, { kind, id }: About): Promise<Refusal> {
  const found: unknown[] = await sql.query('select from place_of($1, $2)', [kind, id]);
  if (found.length === 0) return refusal('not-found', `There is no ${kind} ${id}.`);
  const what = kind === 'initiative' ? 'this initiative' : `the initiative of this ${kind}`;
  return refusal('not-allowed', `None of your bodies has a part in ${what}.`);
}
