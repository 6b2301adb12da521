import { mayNot } from '../domain/authorisation.ts';
import type { BodyCode } from '../domain/body.ts';
import type { Given } from '../domain/initiative/decision.ts';
import { targetOf } from '../domain/sitting/decide.ts';
import type { SittingCommand } from '../domain/sitting/commands.ts';
import type { Sitting } from '../domain/sitting/sitting.ts';
import { suggest } from '../domain/sitting/suggest.ts';
import { refusal, type Refusal } from '../domain/refusal.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import { decidersOf, type Identity, type KnownPerson } from '../store/registry.ts';
import { changeSitting, noSitting } from '../store/sittings/change-sitting.ts';
import { agendasWith, readAgenda, readRecorded, waitingGates } from '../store/sittings/read-sittings.ts';
import { isHeld } from '../store/sittings/held.ts';
import { readSitting } from '../store/sittings/rows.ts';
import type { Sql } from '../store/sql.ts';
import { etag, refused } from './change.ts';
import { reusedKey } from './commands.ts';
import { nameThem } from './present/people.ts';
import { peopleOf, presentRecord, presentSitting, presentSuggestions } from './present/sittings.ts';
import { problemOf, ProblemError } from './problem.ts';
import { answer } from './route.ts';
import type { Services } from './services.ts';

/** Does what is asked of a sitting, once for a key, and answers with the sitting as it is now. */
export async function keepSitting(
  services: Services,
  asked: {
    readonly by: Identity;
    readonly id: string;
    readonly command: SittingCommand;
    readonly once: OnceKey | null;
  },
): Promise<Answer> {
  const isNew = asked.command.type === 'convene';
  const told = await changeSitting(services, asked, async (sql, outcome) => {
    if (!outcome.ok) return refused(outcome.refusal);
    const { by, given, state } = outcome;
    const headers = { ...etag(state.n), ...(isNew && { Location: `/v1/sittings/${state.id}` }) };
    return answer(isNew ? 201 : 200, await tellSitting(sql, state, by, given), headers);
  });
  if (told === 'other-body') throw new ProblemError(reusedKey());
  return told;
}

/** A sitting as this person is shown it. */
export async function tellSitting(sql: Sql, sitting: Sitting, person: KnownPerson, given: Given) {
  const agenda = await readAgenda(
    sql,
    person,
    sitting.items.map(({ gate }) => gate),
  );
  const gates = [...agenda.values()].map(({ gate }) => gate);
  const nameOf = await nameThem(sql, peopleOf(sitting, gates));
  const shown = presentSitting(sitting, agenda, person, given, nameOf);
  return { ...shown, mayCancel: shown.mayKeep && !(await isHeld(sql, sitting.id)) };
}

/** A sitting that this person may read. @throws ProblemError */
export async function sittingToRead(sql: Sql, id: string, person: KnownPerson): Promise<Sitting> {
  const sitting = await readSitting(sql, id);
  if (sitting === null) throw new ProblemError(problemOf(noSitting(id)));
  const denied = mayNot(person, 'sitting.read', targetOf(sitting));
  if (denied !== null) throw new ProblemError(problemOf(denied));
  return sitting;
}

/** What a closed sitting decided: of each item what this person may see. */
export async function tellRecord(sql: Sql, sitting: Sitting, person: KnownPerson, given: Given) {
  const open = notClosed(sitting);
  if (open !== null) throw new ProblemError(problemOf(open));
  const seen = await readAgenda(
    sql,
    person,
    sitting.items.map(({ gate }) => gate),
  );
  const items = sitting.items.filter(({ gate }) => seen.has(gate));
  const recorded = await readRecorded(sql, { ...sitting, items });
  const told = [...recorded.values()];
  const gates = told.map(({ gate }) => gate);
  const tookBack = told.flatMap(({ noMore }) => noMore.map(({ by }) => by));
  const nameOf = await nameThem(sql, [...peopleOf(sitting, gates), ...tookBack]);
  return presentRecord({ ...sitting, items }, recorded, given, nameOf);
}

function notClosed({ state }: Sitting): Refusal | null {
  if (state === 'closed') return null;
  return state === 'cancelled'
    ? refusal('sitting-over', 'This sitting was cancelled: there is no record of it.')
    : refusal('sitting-open', 'The record of a sitting is made when it is closed.');
}

/** Agendas that a body might take: its ready gates, together where the same people could decide them. */
export async function suggestAgendas(sql: Sql, body: BodyCode, person: KnownPerson, given: Given) {
  const denied = mayNot(person, 'sitting.convene', { body });
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const gates = await readAgenda(sql, person, await waitingGates(sql, body));
  const people = await decidersOf(sql, [body], given.now);
  const agendas = await agendasWith(sql, [...gates.keys()]);
  const candidates = [...gates].map(([gate, found]) => ({ ...found, sittings: agendas.get(gate) ?? [] }));
  const suggested = suggest(candidates, people, body);
  const nameOf = await nameThem(
    sql,
    suggested.flatMap((each) => each.people),
  );
  return presentSuggestions(suggested, nameOf);
}
