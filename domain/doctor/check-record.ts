import { delegateOf, type Gate } from '../gate/gate.ts';
import { offersOf, type Offer } from '../gate/offer.ts';
import { priorityAt } from '../gate/priority.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { BodyPart } from '../initiative/parts.ts';
import { nextAt } from '../initiative/standing.ts';
import { differences, inWords } from './differences.ts';
import { stored, type Finding, type FindingCode } from './finding.ts';
import type { GateRow, InitiativeRecord, MapAt, TaskRow } from './record.ts';
import { replay, type Replayed } from './replay.ts';

/** What an initiative's record is worth: its differences, and where it stands by its events where they can be told. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** `null` where the events do not tell it. */
  readonly state: Initiative | null;
}

/** Compares the rows of one initiative with its events, and both with themselves. */
export function checkRecord(record: InitiativeRecord, mapAt: MapAt): Checked {
  const { id, row, events } = record;
  const say = (code: FindingCode, says: string) => stored(code, id, says);
  const words = record.spoiled.map(({ hash, how }) =>
    how === 'changed'
      ? say('words-changed', `The words kept under the hash ${hash} are not those that were sealed.`)
      : say('words-missing', `The words of the hash ${hash} are gone, and nobody erased them.`),
  );
  const inStream = checkStream(record, say);
  if (inStream.length > 0) return { findings: [...inStream, ...words], state: null };
  try {
    const told = replay(id, events, mapAt);
    if (told.state.n > row.n)
      return {
        findings: [
          say(
            'row-behind-events',
            `Its row counts ${row.n} events and ${told.state.n} are stored: the rows are of an earlier moment.`,
          ),
          ...words,
        ],
        state: null,
      };
    return { findings: [...checkRows(record, told, say), ...words], state: told.state };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      findings: [say('event-unreadable', `Its events cannot be told again (${why}).`), ...words],
      state: null,
    };
  }
}

/** What only they do who are named in it. */
const DONE_BY: readonly string[] = [
  'task-assigned',
  'task-delegated',
  'task-resolved',
  'task-taken-over',
  'comment-made',
  'attachment-added',
  'attachment-removed',
  'fact-confirmed',
  'fact-challenged',
  'challenge-settled',
  'task-reminded',
  'vote-recalled',
  'attempt-refused',
  'information-requested',
  'information-given',
];

type Say = (code: FindingCode, says: string) => Finding;

function checkStream({ id, row, events }: InitiativeRecord, say: Say): readonly Finding[] {
  const there = new Set(events.map((event) => event.n));
  const last = events.at(-1)?.n ?? 0;
  const gone = Array.from({ length: last }, (_, index) => index + 1).filter((n) => !there.has(n));
  const astray = events.filter((event) => event.initiative !== id);
  const early = events.filter((event, index) => index > 0 && event.at < (events[index - 1]?.at ?? ''));
  return [
    ...(gone.length === 0
      ? []
      : [say('event-missing', `Of its ${last} events, number ${listed(gone)} ${areGone(gone)}.`)]),
    ...(row.n <= last
      ? []
      : [
          say(
            'last-event-missing',
            `Its row counts ${row.n} events and the last that is stored is number ${last}: ${row.n - last} at the end ${row.n - last === 1 ? 'is' : 'are'} gone.`,
          ),
        ]),
    ...early.map(({ n, type, at }) =>
      say(
        'event-out-of-order',
        `Its event ${n}, ${type}, says ${at}, which is before the event ahead of it.`,
      ),
    ),
    ...events.flatMap((event) => {
      if (DONE_BY.includes(event.type) && 'by' in event.data) {
        if (event.data.by === event.actor) return [];
        return [
          say(
            'event-contradicts-itself',
            `Its event ${event.n}, ${event.type}, says that ${event.actor} did it, and that it was ${event.data.by}.`,
          ),
        ];
      }
      if (event.type !== 'task-completed') return [];
      const { by, at } = event.data.vote;
      if (by === event.actor && at === event.at) return [];
      return [
        say(
          'event-contradicts-itself',
          `Its event ${event.n}, ${event.type}, says that ${event.actor} did it at ${event.at}, and holds a vote of ${by} at ${at}.`,
        ),
      ];
    }),
    ...astray.map(({ n, type, initiative }) =>
      say(
        'event-astray',
        `Its event ${n}, ${type}, says that it is of ${initiative ?? 'no initiative'}: those who should see it do not.`,
      ),
    ),
  ];
}

const areGone = (list: readonly number[]) => (list.length === 1 ? 'is gone' : 'are gone');
const listed = (list: readonly unknown[]) =>
  list.length > 5 ? `${list.slice(0, 5).join(', ')} and ${list.length - 5} more` : list.join(', ');

function checkRows(record: InitiativeRecord, told: Replayed, say: Say): readonly Finding[] {
  const { state } = told;
  const { stages, gate, claims, ...own } = state;
  const { nextAt: next, claims: claimed, ...row } = record.row;
  const inClaims = differences(claims, claimed);
  const { lead = '', affected = [] } = state.proposal.value ?? {};
  const inRow = differences({ ...own, gate: gate?.id ?? null, lead, affected }, row);
  const expectedNext = nextAt(state, state.at);
  return [
    ...(inRow.length === 0
      ? []
      : [say('initiative-row-differs', `Its row does not follow from its events: ${inWords(inRow)}.`)]),
    ...(inClaims.length === 0 ? [] : [claimsDiffer(record.id, inWords(inClaims))]),
    ...(next === expectedNext
      ? []
      : [
          say(
            'next-at-differs',
            `Its row says that its next step is due ${next ?? 'never'}, and its events say ${expectedNext ?? 'never'}.`,
          ),
        ]),
    ...Object.values(stages).flatMap((work) => {
      const found = record.stages.find((each) => each.stage === work.stage);
      if (found === undefined)
        return [say('stage-row-missing', `The row of its stage ${work.stage} is gone.`)];
      const changed = differences(work, found);
      return changed.length === 0
        ? []
        : [
            say(
              'stage-row-differs',
              `The row of its stage ${work.stage} does not follow from its events: ${inWords(changed)}.`,
            ),
          ];
    }),
    ...checkGates(record, told.gates, say),
    ...checkTasks(record, told.gates, say),
    ...checkPriority(record, state),
    ...checkParts(record.parts, told.parts, say),
  ];
}

const nameOf = ({ stage, round }: Pick<Gate, 'stage' | 'round'>) => `gate of ${stage}, round ${round}`;

function checkGates({ gates }: InitiativeRecord, told: readonly Gate[], say: Say): readonly Finding[] {
  const found = new Map(gates.map((gate) => [gate.id, gate]));
  const known = new Set(told.map((gate) => gate.id));
  return [
    ...told.flatMap((gate) => {
      const { seats: _, ...expected } = gate;
      const row: GateRow | undefined = found.get(gate.id);
      if (row === undefined) return [say('gate-row-missing', `The row of its ${nameOf(gate)}, is gone.`)];
      const changed = differences(expected, row);
      return changed.length === 0
        ? []
        : [
            say(
              'gate-row-differs',
              `The row of its ${nameOf(gate)}, does not follow from its events: ${inWords(changed)}.`,
            ),
          ];
    }),
    ...gates
      .filter((gate) => !known.has(gate.id))
      .map((gate) => say('gate-row-unknown', `There is a row of a ${nameOf(gate)}, that no event opened.`)),
  ];
}

function checkTasks({ id, tasks }: InitiativeRecord, gates: readonly Gate[], say: Say): readonly Finding[] {
  const found = new Map(tasks.map((row) => [row.task, row]));
  const expected = gates.flatMap((gate) => {
    const offers = offersOf(gate);
    return gate.seats.map((_, index) => taskRow(gate, index, offers[index]));
  });
  const known = new Set(expected.map((row) => row.task));
  const open = new Set(gates.flatMap((gate) => (gate.state === 'open' ? [gate.id] : [])));
  const named = (row: Pick<TaskRow, 'task' | 'kind' | 'stage'>) =>
    `${row.kind} task ${row.task} of ${row.stage}`;
  return [
    ...expected.flatMap((row) => {
      const other = found.get(row.task);
      if (other === undefined) return [say('task-row-missing', `The row of its ${named(row)} is gone.`)];
      const { offer, ...task } = row;
      const { offer: stands, ...kept } = other;
      const changed = differences(task, kept);
      // Of a gate that is over nobody's queue has anything.
      const otherwise = stands === null && !open.has(row.gate) ? [] : differences(offer, stands ?? UNKNOWN);
      return [
        ...(changed.length === 0
          ? []
          : [
              say(
                'task-row-differs',
                `The row of its ${named(row)} does not follow from its events: ${inWords(changed)}.`,
              ),
            ]),
        ...(otherwise.length === 0
          ? []
          : [offerDiffers(id, `Its ${named(row)} stands otherwise in queues: ${inWords(otherwise)}.`)]),
      ];
    }),
    ...tasks
      .filter((row) => !known.has(row.task))
      .map((row) => say('task-row-unknown', `There is a row of a ${named(row)} that no event made.`)),
  ];
}

/** As it stands where a release wrote it that knows nothing of it. */
const UNKNOWN = { offered: null, closedTo: null, engages: null };

/** Nobody decides by it: what is refused is refused by the rules. But who is not shown a task does not answer it. */
function offerDiffers(initiative: string, says: string): Finding {
  return {
    code: 'offer-differs',
    initiative,
    says,
    wayOut: 'How its tasks stand in queues is written anew, as their gate says.',
    mend: { by: 'offer' },
  };
}

/** What was challenged and confirmed while a release was at work that knows nothing of it, or before there was any. */
function claimsDiffer(initiative: string, says: string): Finding {
  return {
    code: 'claims-differ',
    initiative,
    says: `What its row says of who asserted and confirmed its facts does not follow from its events: ${says}.`,
    wayOut: 'It is written anew, as the events say.',
    mend: { by: 'claims' },
  };
}

/** Of a gate that is over nobody asks what is urgent; and where row and events differ in what it follows from, that is said. */
function checkPriority(
  { id, row, tasks, priorities }: InitiativeRecord,
  state: Initiative,
): readonly Finding[] {
  const { gate } = state;
  if (gate?.state !== 'open') return [];
  const expected = priorityAt(gate, state);
  if (priorityAt(gate, row) !== expected) return [];
  return tasks
    .filter((each) => each.gate === gate.id)
    .map(({ task, dueAt }) => ({ task, found: priorities.get(task) ?? dueAt }))
    .filter(({ found }) => found !== expected)
    .map(({ task, found }) => ({
      code: 'priority-differs',
      initiative: id,
      says: `Its task ${task} stands at ${found} by priority, and by its events at ${expected}.`,
      wayOut: 'Where its tasks stand by priority is written anew.',
      mend: { by: 'priority' },
    }));
}

function taskRow(gate: Gate, index: number, offer: Offer | undefined): TaskRow {
  const seat = gate.seats[index];
  if (seat === undefined) throw new Error(`Gate ${gate.id} has no seat ${index}`);
  const { stage, level, openedAt, dueAt } = gate;
  return {
    ...seat,
    gate: gate.id,
    seat: index,
    outcome: seat.vote?.outcome ?? null,
    delegatedTo: delegateOf(seat),
    offer: offer ?? null,
    stage,
    level,
    openedAt,
    dueAt,
  };
}

function checkParts(found: readonly BodyPart[], told: readonly BodyPart[], say: Say): readonly Finding[] {
  const without = (list: readonly BodyPart[], other: readonly BodyPart[]) =>
    list.filter(({ body, part }) => !other.some((each) => each.body === body && each.part === part));
  return [
    ...without(told, found).map(({ body, part }) =>
      say(
        'part-missing',
        `${body} has a part in it by its events (${part}) and none that is stored: its people do not see it.`,
      ),
    ),
    ...without(found, told).map(({ body, part }) =>
      say(
        'part-unknown',
        `A part of ${body} in it is stored (${part}) that no event gave: its people see what is not theirs.`,
      ),
    ),
  ];
}
