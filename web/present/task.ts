import { askedAgain, type AskedAgain } from '../../api/differences.ts';
import { peopleOfAttachments } from '../../api/present/attachments.ts';
import { peopleAt } from '../../api/present/gates.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { availableActions } from '../../domain/gate/actions.ts';
import { delegateOf, type Delegation, type Gate, type Question, type Seat } from '../../domain/gate/gate.ts';
import { awaited } from '../../domain/gate/remind.ts';
import { remitAt } from '../../domain/gate/remit-at.ts';
import { outcomesOf, roleFor } from '../../domain/gate/seat.ts';
import { isOwnWork } from '../../domain/matter.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Sitting } from '../../domain/sitting/sitting.ts';
import { isEarlierStage, STAGE_NAMES, stageAfter, STAGES } from '../../domain/stage.ts';
import { whyUnseen } from '../../store/handler.ts';
import { decodeCursor, type Cursor, type Page } from '../../store/keyset.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import { readReceipts } from '../../store/read/initiatives.ts';
import { readTasks } from '../../store/read/tasks.ts';
import { listSittings } from '../../store/sittings/read-sittings.ts';
import type { Sql } from '../../store/sql.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { factRows, proposalRows } from '../words/content-words.ts';
import { dayAndTime, dayInWords } from '../words/dates.ts';
import { differencesInWords } from '../words/difference-words.ts';
import { askedOf, seatAsks, choiceOf, outcomesAt, TASK_TAGS } from '../words/gate-words.ts';
import { levelName, namesFor, type Names } from '../words/names.ts';
import { refusalInWords } from '../words/refusal-words.ts';
import { comingView } from './coming.ts';
import { filesAt } from './files.ts';
import { gateView } from './gate.ts';
import { conditionOf, stageContent } from './initiative.ts';
import { isItsDay } from './sittings.ts';

/** A task as somebody who is to decide reads it. */
export function taskPage(
  services: Services,
  person: KnownPerson,
  id: string,
  refused: Refusal | null,
  at?: string,
) {
  return readOne(services, person, async (sql, given) => {
    const found = (await readTasks(sql, person, [id])).get(id);
    const state = found === undefined ? null : await readInitiative(sql, found.initiative.id);
    if (found === undefined || state === null)
      throw new ProblemError(problemOf(await whyUnseen(sql, { kind: 'task', id })));
    const { gate, seat } = found;
    const receipts = await readReceipts(sql, state.id);
    const holder = refused?.data?.['claimedBy'];
    const people = [
      ...peopleAt(gate),
      ...peopleOfAttachments(state.attachments),
      ...(person.standsFor ?? []),
      state.owner,
      ...(typeof holder === 'string' ? [holder] : []),
    ];
    const names = await namesFor(sql, given.bodies, people);
    const sittings = gate.state === 'open' ? await sittingsOf(sql, gate, person, given, at) : [];
    const again = await askedAgain(sql, state, gate, person.id);
    const rules = await services.world.rulesOf(sql, gate, given);
    const actions = Object.fromEntries(
      availableActions(state, gate, seat, person, given.now).map(({ action, refused: no }) => [
        action,
        { allowed: no === null, why: no === null ? null : refusalInWords(no, names) },
      ]),
    );
    const outcomes = outcomesAt(outcomesOf(seat), gate.stage, STAGES[0]);
    return {
      id,
      outcomes,
      contentHash: gate.contentHash,
      refusal: refused === null ? null : refusalInWords(refused, names),
      initiative: {
        href: `/initiatives/${state.id}`,
        title: state.proposal.value?.title ?? 'Title erased',
        owner: names.person(state.owner),
      },
      stage: STAGE_NAMES[gate.stage],
      level: levelName(gate.level),
      asked: askedOf(seat, names),
      kind: seatAsks(seat),
      coming: state.gate?.id === gate.id ? comingView(state, given, names) : null,
      tag: TASK_TAGS[seat.state],
      holder:
        seat.claimedBy === null ? null : seat.claimedBy === person.id ? 'You' : names.person(seat.claimedBy),
      answerWithin: rules.times.decideWithin,
      waitsForOwner: seat.state === 'info-requested',
      advises: seat.kind === 'advice',
      questions: seat.questions.map((each) => questionView(each, names)),
      mine: seat.claimedBy === person.id,
      reminds: remindsWhom(state, seat, names),
      reminded:
        seat.reminded === null
          ? null
          : { by: names.person(seat.reminded.by), at: dayAndTime(seat.reminded.at) },
      delegation: seat.delegation === null ? null : delegationView(seat, seat.delegation, person.id, names),
      standsFor: placeOf(state, gate, seat, person, names),
      mayRecuse:
        gate.state === 'open' && !state.recused.includes(person.id) && !isOwnWork(state, { id: person.id }),
      answeredByMe: seat.vote?.by === person.id,
      sittings,
      // Whoever came from a sitting at which this is not to be answered is told before they answer.
      notAtSitting: gate.state === 'open' && at !== undefined && !sittings.some((each) => each.id === at),
      again: again === null ? null : againView(again, state, names),
      gate: gateView(
        state,
        gate,
        receipts.get(gate.id) ?? gate.receipt,
        rules,
        given.bodies,
        names,
        given.now,
      ),
      ...proposed(state, gate.stage, names),
      files: filesAt(state, gate.stage, names),
      conditions: state.conditions.map(({ text }) => conditionWords(text.value)),
      actions,
      choices: outcomes.map((outcome) => ({ value: outcome, ...choiceOf(outcome, seat) })),
      returnChoices: STAGES.filter((each) => isEarlierStage(each, gate.stage)).map((value) => ({
        value,
        text: STAGE_NAMES[value],
      })),
      takesConditions: outcomes.includes('approve') && stageAfter(gate.stage) !== null,
      confirmsFacts: gate.stage === 'develop-plan' && seat.kind === 'approval',
    };
  });
}

const MOST_SITTINGS = 5;
/** Of one page; as many pages are read as there are. */
const READ_AT_ONCE = 30;

/**
 * The sittings ahead that this person is invited to with this gate on the agenda; from its day on it can be answered there. The
 * one that they came from is among them, however many there are.
 */
async function sittingsOf(sql: Sql, gate: Gate, person: KnownPerson, given: Given, at?: string) {
  const found: Sitting[] = [];
  let after: Cursor | null = null;
  do {
    const page: Page<Sitting> = await listSittings(sql, {
      ...{ states: ['convened'], invited: person.id, gate: gate.id },
      ...{ sort: 'heldAt', after, limit: READ_AT_ONCE },
    });
    found.push(...page.items);
    after = page.next === null ? null : decodeCursor(page.next);
  } while (after !== null);
  const listed = found.filter(({ items }) =>
    items.some((item) => item.gate === gate.id && item.state === 'listed'),
  );
  const others = listed.filter(({ id }) => id !== at).slice(0, MOST_SITTINGS);
  return listed
    .filter((each) => each.id === at || others.includes(each))
    .map((each) => ({
      id: each.id,
      title: each.title.value ?? 'Title erased',
      when: dayAndTime(each.heldAt),
      hasCome: isItsDay(each, given),
    }));
}

/** What changed since somebody answered, where they are asked again. */
function againView({ votedAt, differences }: AskedAgain, state: Initiative, names: Names) {
  return {
    votedAt: dayAndTime(votedAt),
    sections: differencesInWords(differences, names, (id) => conditionOf(state, id)),
  };
}

/** In whose place somebody would answer, by name; `null` where it is their own to answer, or not at all. */
function placeOf(
  state: Initiative,
  gate: Gate,
  seat: Seat,
  person: KnownPerson,
  names: Names,
): string | null {
  if (gate.state !== 'open' || seat.vote !== null) return null;
  const whose = roleFor(seat, remitAt(state, gate, person))?.onBehalfOf;
  return whose === undefined ? null : names.person(whose);
}

/** Whom a reminder goes to, by name; `null` for all who could take it. */
function remindsWhom(state: Initiative, seat: Seat, names: Names): string | null {
  const whom = awaited(state, seat);
  return whom === null ? null : names.person(whom);
}

function delegationView(seat: Seat, { to, at, note, resolvedAt }: Delegation, me: string, names: Names) {
  const said = note === null ? null : (note.value ?? 'This text was erased.');
  return {
    to: names.person(to),
    at: dayAndTime(at),
    pending: delegateOf(seat) !== null,
    done: resolvedAt !== null,
    mine: to === me,
    note: said,
  };
}

function questionView({ by, text, at, answer }: Question, names: Names) {
  const words = (content: Question['text']) => content.value ?? 'This text was erased.';
  return {
    by: names.person(by),
    text: words(text),
    at: dayAndTime(at),
    answer:
      answer === null
        ? null
        : { by: names.person(answer.by), text: words(answer.text), at: dayAndTime(answer.at) },
  };
}

/** What is decided on: proposal, facts, and the content of this stage and of those before it. */
function proposed(state: Initiative, stage: Initiative['stage'], names: Names) {
  const proposal = state.proposal.value;
  const shown = (each: Initiative['stage']) => ({
    name: STAGE_NAMES[each],
    blocks: stageContent(state, each),
  });
  return {
    proposal: proposal === null ? [] : proposalRows(proposal, state.scope, names),
    facts: factRows(state.facts),
    content: shown(stage),
    earlier: STAGES.filter((each) => isEarlierStage(each, stage)).map(shown),
  };
}

function conditionWords(text: { text: string; owner: string; due: string } | null): string {
  return text === null ? 'This text was erased.' : `${text.text} (${text.owner}, by ${dayInWords(text.due)})`;
}
