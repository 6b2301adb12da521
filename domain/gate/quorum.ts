import type { BodyMap } from '../body.ts';
import { neverCounts } from '../professions.ts';
import { refusal, type Refusal } from '../refusal.ts';
import type { Gate, Quorum, Seat, Vote } from './gate.ts';
import { thresholdWords, waitingSentence } from './quorum-words.ts';
import type { Section } from './sections.ts';
import {
  leftToMeet,
  matches,
  plainly,
  setIsDeclined,
  setIsMet,
  type Counted,
  type Free,
  type Threshold,
  type ThresholdSet,
} from './thresholds.ts';

type Quorate = Pick<Gate, 'quorum' | 'seats'>;

const KNOWN = new WeakMap<Gate['quorum'], { seats: number; sets: readonly ThresholdSet[] }>();

/**
 * All that a gate waits for, as sets of thresholds, whatever the version of the rules it opened with: the one place that reads a
 * quorum as it is kept. A signature or advice of which nothing more is said is a set of its own.
 */
export function setsOf({ quorum, seats }: Quorate): readonly ThresholdSet[] {
  const known = KNOWN.get(quorum);
  if (known?.seats === seats.length) return known.sets;
  const said = quorum.map((each) => ('anyOf' in each ? each : asSet(each, seats)));
  const placed = new Set(said.flatMap(({ places }) => places.map(({ task }) => task)));
  const alone = seats.filter(({ task, kind }) => kind !== 'approval' && !placed.has(task)).map(aloneAs);
  const sets = [...said, ...alone];
  KNOWN.set(quorum, { seats: seats.length, sets });
  return sets;
}

/** Two approvals of a body between them: as version 1 of the rules said it, and as it is kept where no more is said. */
function asSet(plain: Extract<Quorum, { approvals: number }>, seats: Gate['seats']): ThresholdSet {
  const { body, approvals, professions, registered, notProfession } = plain;
  const places = seats
    .filter(({ kind, bodies }) => kind === 'approval' && bodies.includes(body))
    .map(({ task, role }) => ({ task, role }));
  // Of a gate that was read for a list, those are missing that nobody has taken.
  const missing = Array.from({ length: approvals - places.length }, () => ({
    task: '',
    role: 'approver' as const,
  }));
  return {
    id: `approvals:${body}`,
    name: 'Approvals',
    bodies: [body],
    places: [...places, ...missing],
    anyOf: [plainThreshold(approvals, professions, registered, notProfession)],
    after: [],
    reads: null,
    vetoes: [],
    onDecline: 'ends',
    byProfession: true,
  };
}

const PLAIN = new Map<string, Threshold>();

/** There are few of them, and what is worked out of one is kept with it. */
function plainThreshold(
  approvals: number,
  professions: number,
  registered: number,
  notProfession: string | null,
): Threshold {
  const key = [approvals, professions, registered, notProfession].join();
  const made = PLAIN.get(key) ?? {
    ...plainly(approvals),
    professions,
    filter: notProfession === null ? {} : { notProfessions: [notProfession] },
    among: registered === 0 ? [] : [{ atLeast: registered, filter: { registered: true } }],
  };
  PLAIN.set(key, made);
  return made;
}

function aloneAs({ task, kind, bodies, role }: Seat): ThresholdSet {
  return {
    id: `${kind}:${task}`,
    name: kind === 'advice' ? 'Advice' : 'Signature',
    bodies,
    places: [{ task, role }],
    anyOf: kind === 'advice' ? [] : [plainly(1)],
    after: [],
    reads: null,
    vetoes: [],
    onDecline: 'returns',
    byProfession: false,
  };
}

/** The set that a seat is a place of. */
export function setOf(gate: Quorate, seat: Pick<Seat, 'task'>): ThresholdSet {
  const found = setsOf(gate).find(({ places }) => places.some(({ task }) => task === seat.task));
  if (found === undefined) throw new Error(`The seat ${seat.task} is in no set of its gate`);
  return found;
}

/** The approvals and declines in a set's places. */
export function votesIn({ seats }: Pick<Gate, 'seats'>, { places }: ThresholdSet): readonly Counted[] {
  return seats.flatMap(({ task, role, vote }): readonly Counted[] => {
    if (vote === null || !places.some((place) => place.task === task)) return [];
    const { profession, body, outcome } = vote;
    return outcome === 'approve' || outcome === 'decline' ? [{ profession, body, role, outcome }] : [];
  });
}

/** The places of a set that nobody has filled. */
export function freeIn({ seats }: Pick<Gate, 'seats'>, { places, bodies }: ThresholdSet): Free {
  const filled = new Set(seats.flatMap(({ task, vote }) => (vote === null ? [] : [task])));
  const free = places.filter(({ task }) => !filled.has(task));
  const signatory = free.filter(({ role }) => role === 'signatory').length;
  return { bodies, signatory, approver: free.length - signatory };
}

export function isMetAt(gate: Quorate, set: ThresholdSet): boolean {
  return setIsMet(set, votesIn(gate, set));
}

/** True once everything is met that decides a gate. */
export function quorumIsMet(gate: Quorate): boolean {
  return setsOf(gate).every((set) => isMetAt(gate, set));
}

/** The sets that a set waits for. */
export function waitsFor(gate: Quorate, set: ThresholdSet): readonly ThresholdSet[] {
  if (set.after.length === 0) return [];
  return setsOf(gate).filter((other) => set.after.includes(other.id) && !isMetAt(gate, other));
}

/** By which declines a gate ends, and how: by a veto, or by all of a set's that are enough; `null` where it goes on. */
export function endByDecline(
  gate: Quorate,
): { readonly how: ThresholdSet['onDecline']; readonly seats: readonly Seat[] } | null {
  // Asked at each vote, and most gates have none.
  if (!gate.seats.some(({ vote }) => vote?.outcome === 'decline')) return null;
  const declined = setsOf(gate).flatMap((set) => {
    const seats = gate.seats.filter(
      ({ task, vote }) => vote?.outcome === 'decline' && set.places.some((place) => place.task === task),
    );
    return setIsDeclined(set, votesIn(gate, set), freeIn(gate, set)) ? [{ set, seats }] : [];
  });
  for (const { set, seats } of declined) {
    const vetoing = seats.find(({ vote, role }) =>
      set.vetoes.some((filter) => vote !== null && matches(filter, { ...vote, role })),
    );
    if (vetoing !== undefined) return { how: 'ends', seats: [vetoing] };
  }
  const [first] = declined;
  return first === undefined ? null : { how: first.set.onDecline, seats: first.seats };
}

/** Whether a seat is asked of anybody now: not before its set opens, and no more once that is met. */
export function isAsked(gate: Quorate, seat: Seat): boolean {
  const set = setOf(gate, seat);
  return (set.anyOf.length === 0 || !isMetAt(gate, set)) && waitsFor(gate, set).length === 0;
}

/** How many approvals and signatures a gate still waits for, at the least. */
export function leftOf(gate: Quorate, set: ThresholdSet): number {
  const free = freeIn(gate, set);
  return leftToMeet(set, votesIn(gate, set), free) ?? free.approver + free.signatory;
}

/** What a gate still waits for, a sentence for each set. */
export function stillNeeded(gate: Quorate, map: Pick<BodyMap, 'get'>): readonly string[] {
  return setsOf(gate)
    .filter((set) => !isMetAt(gate, set))
    .map((set) => waitingSentence(set, leftOf(gate, set), waitsFor(gate, set), map));
}

type Filling = Pick<Counted, 'profession' | 'body' | 'role'>;

/** What a program, or a page, reads of why an approval would not count by somebody's profession. */
interface WhyNotCounted extends Readonly<Record<string, unknown>> {
  readonly profession: string | null;
  readonly why: 'owners-profession' | 'for-others' | 'has-approved' | 'last-registered' | 'out-of-reach';
}

/**
 * Whether one more approval by somebody would leave a set that can no longer be met: two approvals of one profession, or
 * no place left for somebody registered. Gives the question to be asked of each. Source: policy/gates, "Who must agree".
 */
export function closedBy(gate: Quorate, set: ThresholdSet): (person: Filling) => Refusal | null {
  const votes = votesIn(gate, set);
  const free = freeIn(gate, set);
  const isOver = set.anyOf.length > 0 && setIsMet(set, votes);
  const known = new Map<string, boolean>();
  const leavesNone = (person: Filling): boolean => {
    // Who counts alike leaves alike.
    const kind = [
      person.role,
      person.body,
      votes.some(({ profession }) => profession === person.profession),
      ...set.anyOf.flatMap(({ filter, among }) =>
        [filter, ...among.map((each) => each.filter)].map((each) => matches(each, person)),
      ),
    ].join();
    const found = known.get(kind);
    if (found !== undefined) return found;
    const rest = { ...free, [person.role]: Math.max(0, free[person.role] - 1) };
    const none = leftToMeet(set, [...votes, { ...person, outcome: 'approve' }], rest) === null;
    known.set(kind, none);
    return none;
  };
  return (person) => {
    const { profession } = person;
    if (set.byProfession && profession === null)
      return refusal('no-profession', 'An approval counts by profession, and none is recorded for you.');
    if (set.byProfession && profession !== null && neverCounts(profession))
      return refusal('no-profession', 'A student never counts: this approval is for somebody else.');
    if (isOver) return refusal('not-needed', 'What this asks for is given already: nobody else is needed.');
    if (set.anyOf.length === 0) return null;
    if (set.anyOf.every(({ filter }) => !matches(filter, person))) return ofOthers(set, person);
    return leavesNone(person) ? whyNone(set, votes, free, person) : null;
  };
}

function ofOthers(set: ThresholdSet, { profession }: Filling): Refusal {
  const owners = set.anyOf.every(
    ({ filter }) => profession !== null && filter.notProfessions?.includes(profession),
  );
  return refusal(
    'profession-counted',
    owners
      ? `This approval is for another profession than the owner's, ${profession ?? ''}.`
      : `This is for others: it takes ${set.anyOf.map(thresholdWords).join(', or ')}.`,
    { data: { profession, why: owners ? 'owners-profession' : 'for-others' } satisfies WhyNotCounted },
  );
}

function whyNone(set: ThresholdSet, votes: readonly Counted[], free: Free, person: Filling): Refusal {
  const { profession } = person;
  const left = free.approver + free.signatory - 1;
  const [threshold, ...others] = set.anyOf;
  const because = (why: WhyNotCounted['why']): { readonly data: WhyNotCounted } => ({
    data: { profession, why },
  });
  if (threshold === undefined || others.length > 0)
    return refusal(
      'profession-counted',
      `With an approval of yours it could not be met any more: it takes ${set.anyOf.map(thresholdWords).join(', or ')}.`,
      because('out-of-reach'),
    );
  const professions = new Set([...votes.map((vote) => vote.profession), profession]);
  if (professions.size + left < threshold.professions)
    return refusal(
      'profession-counted',
      `The approvals need ${threshold.professions} professions, and ${profession ?? ''} has already approved.`,
      because('has-approved'),
    );
  if (
    threshold.among.some(({ filter }) => filter.registered === true && !matches(filter, person)) &&
    left === 0
  )
    return refusal(
      'profession-counted',
      'At least one approval must be by a registered profession, and this seat is the last.',
      because('last-registered'),
    );
  return refusal(
    'profession-counted',
    `With an approval of yours it could not be met any more: it takes ${thresholdWords(threshold)}.`,
    because('out-of-reach'),
  );
}

/** That the set of a seat opens once others are met. */
export function notYet(gate: Quorate, seat: Seat): Refusal | null {
  const before = waitsFor(gate, setOf(gate, seat));
  if (before.length === 0) return null;
  return refusal(
    'not-yet',
    `This is asked once it is given: ${before.map(({ name }) => name.toLowerCase()).join(', ')}.`,
    {
      data: { after: before.map(({ id }) => id) },
    },
  );
}

/** The sections that somebody reads in a seat; `null` for everything. Who fits several thresholds reads for each of them. */
export function readsIn(
  gate: Quorate,
  seat: Seat,
  person: Pick<Vote, 'profession' | 'body'>,
): readonly Section[] | null {
  const { anyOf, reads } = setOf(gate, seat);
  const each = anyOf
    .filter(({ filter }) => matches(filter, { ...person, role: seat.role }))
    .map((threshold) => threshold.reads ?? reads);
  if (each.length === 0) return reads;
  if (each.includes(null)) return null;
  return [...new Set(each.flatMap((sections) => sections ?? []))];
}
