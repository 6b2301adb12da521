import type { DataSource } from 'typeorm';
import { decide } from '../../domain/initiative/decide.ts';
import type { Decision, Given } from '../../domain/initiative/decision.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { refusal, type Refusal } from '../../domain/refusal.ts';
import { gatesOf, inviteesOf, type SittingCommand } from '../../domain/sitting/commands.ts';
import {
  convene,
  decideSitting,
  type DecidedSitting,
  type SittingGiven,
} from '../../domain/sitting/decide.ts';
import type { SittingEvent, SittingHappened } from '../../domain/sitting/events.ts';
import { foldSitting } from '../../domain/sitting/evolve.ts';
import type { Sitting } from '../../domain/sitting/sitting.ts';
import type { Clock } from '../handler.ts';
import { answerStatement, takeKey, type Answer, type OnceKey } from '../idempotency.ts';
import { lockInitiative, type Found } from '../read-initiative.ts';
import { actAs, peopleById, type Identity, type KnownPerson } from '../registry.ts';
import type { Sql, Statement } from '../sql.ts';
import { Transaction } from '../transaction.ts';
import { afterwards, changeStatements, nudgeStatements } from '../turn.ts';
import type { World } from '../world.ts';
import { isHeld, lockAgenda } from './held.ts';
import { readSitting, sittingStatements } from './rows.ts';

export interface AskedOfSitting {
  readonly by: Identity;
  readonly id: string;
  readonly command: SittingCommand;
  readonly once: OnceKey | null;
}

/** What came of it: the sitting as it stands now, or the refusal. */
export type SittingOutcome = { readonly by: KnownPerson; readonly given: Given } & (
  { readonly ok: true; readonly state: Sitting } | { readonly ok: false; readonly refusal: Refusal }
);

interface Engines {
  readonly database: DataSource;
  readonly world: World;
  readonly clock: Clock;
}

/**
 * Changes a sitting and whatever initiatives that touches, in one transaction: the sitting is locked, then the initiatives in
 * order of id, which is how everybody locks them who locks more than one. `tell` answers from the rows as they are written.
 */
export async function changeSitting(
  { database, world, clock }: Engines,
  asked: AskedOfSitting,
  tell: (sql: Sql, outcome: SittingOutcome) => Promise<Answer>,
): Promise<Answer | 'other-body'> {
  const day = await clock();
  const transaction = await Transaction.begin(database);
  try {
    const [by, before] = await Promise.all([
      actAs(transaction, asked.by, day),
      asked.once === null ? null : takeKey(transaction, asked.once),
    ]);
    if (before !== null) return before;
    const found = await find(transaction, asked, day);
    const now = laterOf([await clock(), found.state?.at, ...found.all.map(({ state }) => state?.at)]);
    const given = await world.given(transaction, now);
    const outcome = decided(transaction, asked, found, { ...given, now }, by);
    const answer = await tell(transaction, outcome);
    await transaction.commit(asked.once === null ? [] : [answerStatement(asked.once, answer)]);
    return answer;
  } finally {
    await transaction.close();
  }
}

interface FoundSitting {
  readonly state: Sitting | null;
  /** The initiatives of the gates that it is about, locked, in order of id. */
  readonly all: readonly Found[];
  /** By gate, also of those that are over. */
  readonly initiativeOf: ReadonlyMap<string, string>;
  readonly people: SittingGiven['people'];
  readonly counts: SittingGiven['counts'];
  readonly isHeld: boolean;
}

async function find(sql: Sql, { id, command }: AskedOfSitting, day: string): Promise<FoundSitting> {
  const isNew = command.type === 'convene';
  if (!isNew) await sql.query('select from sitting where id = $1 for update', [id]);
  const state = isNew ? null : await readSitting(sql, id);
  const asksIfHeld = command.type === 'cancel' || (command.type === 'change' && command.heldAt !== undefined);
  if (asksIfHeld) await lockAgenda(sql, id);
  const standing = command.type === 'change' || command.type === 'cancel' ? (state?.items ?? []) : [];
  const gates = [
    ...gatesOf(command),
    ...standing.filter((item) => item.state === 'listed').map(({ gate }) => gate),
  ];
  const gatesFound: { id: string; initiative: string }[] =
    gates.length === 0
      ? []
      : await sql.query('select id, initiative from gate where id = any ($1::uuid[]) order by initiative', [
          gates,
        ]);
  const ids = [...new Set(gatesFound.map(({ initiative }) => initiative))];
  const all = await Promise.all(
    ids.map((initiative) => lockInitiative(sql, { kind: 'initiative', id: initiative })),
  );
  return {
    state,
    all,
    initiativeOf: new Map(gatesFound.map(({ id: gate, initiative }) => [gate, initiative])),
    people: await peopleById(sql, inviteesOf(command), day),
    isHeld: asksIfHeld && (await isHeld(sql, id)),
    counts: command.type === 'close' && state !== null ? await countsOf(sql, id) : new Map(),
  };
}

async function countsOf(sql: Sql, id: string): Promise<ReadonlyMap<string, number>> {
  const rows: { gate: string; n: number }[] = await sql.query('select gate, n from sitting_counts($1)', [id]);
  return new Map(rows.map(({ gate, n }) => [gate, n]));
}

/** Decides, and sends what is to be written: it is committed with the answer. */
function decided(
  transaction: Transaction,
  { id, command }: AskedOfSitting,
  found: FoundSitting,
  given: Given,
  by: KnownPerson,
): SittingOutcome {
  const around = { by, given };
  const initiatives = new Map(
    [...found.initiativeOf].flatMap(([gate, id]): [string, Initiative][] => {
      const state = found.all.find((each) => each.state?.id === id)?.state ?? null;
      return state === null ? [] : [[gate, state]];
    }),
  );
  const { people, counts, isHeld: wasHeld } = found;
  const sittingGiven = {
    ...{ now: given.now, calendar: given.calendars.usual, by, initiatives, people, counts },
    isHeld: wasHeld,
  };
  if (command.type !== 'convene' && found.state === null)
    return { ok: false, refusal: noSitting(id), ...around };
  const decision =
    command.type === 'convene'
      ? convene(command, sittingGiven)
      : decideSitting(seen(found), command, sittingGiven);
  if (!decision.ok) return { ok: false, refusal: decision.error, ...around };
  const at = atInitiatives(decision.value, found, given, by);
  if ('code' in at) return { ok: false, refusal: at, ...around };
  const events = happened(found.state, decision.value.events, given.now, by.id);
  if (events.length === 0) return { ok: true, state: seen(found), ...around };
  const after = foldSitting(id, events, found.state);
  for (const { text, values } of [...sittingStatements(found.state, after, events), ...at])
    void transaction.query(text, [...values]);
  return { ok: true, state: after, ...around };
}

/** What it means for the initiatives is decided there, one after the other; one refusal refuses the whole. */
function atInitiatives(
  { atInitiatives: asked }: DecidedSitting,
  { all }: FoundSitting,
  given: Given,
  by: KnownPerson,
): readonly Statement[] | Refusal {
  const statements: Statement[] = [];
  for (const { initiative, command } of asked) {
    const found = all.find(({ state }) => state?.id === initiative);
    if (found === undefined || found.state === null)
      throw new Error(`${command.type} of an initiative that was not read`);
    const decision: Decision = decide(found.state, command, { ...given, linked: found.linked, by });
    if (!decision.accepted) return decision.refusal;
    const after = afterwards(found.state, decision, given, by.id, initiative);
    if (after === null) throw new Error(`${command.type} left nothing`);
    statements.push(
      ...changeStatements(found, { after, decision }, given, by.id),
      ...nudgeStatements(found.state, { after, decision }, given.now),
    );
  }
  return statements;
}

function happened(
  before: Sitting | null,
  events: readonly SittingEvent[],
  at: string,
  actor: string,
): readonly SittingHappened[] {
  const n = before?.n ?? 0;
  return events.map((event, index): SittingHappened => ({ ...event, n: n + 1 + index, at, actor }));
}

function seen({ state }: FoundSitting): Sitting {
  if (state === null) throw new Error('There is no sitting');
  return state;
}

export function noSitting(id: string): Refusal {
  return refusal('not-found', `There is no sitting ${id} that you may see.`);
}

function laterOf(instants: readonly (string | undefined)[]): string {
  return instants.filter((each) => each !== undefined).reduce((a, b) => (b > a ? b : a));
}
