import type { BodyCode, BodyMap } from '../body.ts';
import { isOwnWork, type Initiative } from '../initiative/initiative.ts';
import type { Person } from '../person.ts';
import { isRegistered, neverCounts, professionOf } from '../professions.ts';
import { isWaiting, type Gate, type Quorum, type Seat, type Vote } from './gate.ts';
import { bodyFor, cannotFill } from './seat.ts';

/** What of a gate nobody who is there can give. */
export interface OutOfReach {
  readonly bodies: readonly BodyCode[];
  readonly role: Seat['role'];
  /** What is asked, who there is for it, and so what is missing. */
  readonly reason: string;
  /** Whom to register, or what else would mend it. */
  readonly wayOut: string;
}

/** Who could still fill a seat of a gate, and what of it nobody can. */
export interface Reach<P extends Person = Person> {
  /** In the order given; whoever holds a seat's task is among them. */
  readonly eligible: readonly P[];
  /** Empty where the people there are can complete the quorum between them. */
  readonly outOfReach: readonly OutOfReach[];
}

/** So many tries at most. Where it is not known after them whether a quorum can be reached, it is not said that it cannot. */
const MOST_TRIES = 20_000;

/**
 * Holds a gate against the people there are: whether its approvals and signatures can be given by distinct people of the
 * professions that it asks for. Advice holds nothing up and is not asked for.
 */
export function reachOf<P extends Person>(
  initiative: Pick<Initiative, 'owner' | 'editors'>,
  gate: Gate,
  people: readonly P[],
  map: BodyMap,
): Reach<P> {
  if (gate.state !== 'open') return { eligible: [], outOfReach: [] };
  const others = people.filter(({ id }) => !isOwnWork(initiative, id));
  const waiting = gate.seats.filter((seat) => seat.kind !== 'advice' && isWaiting(seat));
  const eligible = others.filter((person) => waiting.some((seat) => canFill(gate, seat, person)));
  if (canBeFilled(gate, waiting, eligible)) return { eligible, outOfReach: [] };
  const groups = groupsOf(gate, waiting);
  const apart = groups.filter((group) => !canBeFilled(gate, group.seats, eligible));
  // Each by itself could be had, and all together could not: the same people are wanted twice.
  const wanting = apart.length > 0 ? apart : [{ quorum: null, seats: waiting }];
  return { eligible, outOfReach: wanting.map((group) => missingOf(group, others, map)) };
}

interface Group {
  /** Whose approvals these are; `null` for a signature, and for all seats together. */
  readonly quorum: Quorum | null;
  readonly seats: readonly Seat[];
}

/** The approvals of each body together, since they need professions between them; each signature alone. */
function groupsOf(gate: Gate, waiting: readonly Seat[]): readonly Group[] {
  const approvals = gate.quorum.map((quorum) => ({
    quorum,
    seats: waiting.filter((seat) => seat.kind === 'approval' && seat.bodies.includes(quorum.body)),
  }));
  const signatures = waiting
    .filter((seat) => seat.kind === 'signature')
    .map((seat) => ({ quorum: null, seats: [seat] }));
  return [...approvals, ...signatures].filter(({ seats }) => seats.length > 0);
}

function canFill(gate: Gate, seat: Seat, person: Person): boolean {
  return bodyFor(seat, person) !== undefined && cannotFill(gate, seat, person) === null;
}

/** Whether distinct people of these can fill all those seats: the seat with the fewest for it first, by the rules of a vote. */
function canBeFilled(gate: Gate, seats: readonly Seat[], people: readonly Person[]): boolean {
  let tries = 0;
  const fill = (now: Gate, left: readonly Seat[]): boolean => {
    if (left.length === 0) return true;
    tries += 1;
    if (tries > MOST_TRIES) return true;
    const choices = left.map((seat) => ({
      seat,
      people: kindsOf(
        left,
        people.filter((person) => canFill(now, seat, person)),
      ),
    }));
    const [tightest] = choices.sort((a, b) => a.people.length - b.people.length);
    if (tightest === undefined || tightest.people.length === 0) return false;
    const { seat } = tightest;
    const further = left.filter((each) => each !== seat);
    return tightest.people.some((person) => fill(withVote(now, seat, person), further));
  };
  return fill(gate, seats);
}

/** One of each kind: people who could fill the same seats and are of one profession stand for each other. */
function kindsOf(left: readonly Seat[], people: readonly Person[]): readonly Person[] {
  const kinds = new Map<string, Person>();
  for (const person of people) {
    const could = left.flatMap((seat, index) => (bodyFor(seat, person) === undefined ? [] : [index]));
    const counts = could.some((index) => left[index]?.kind === 'approval');
    const kind = `${could.join()} ${counts ? (person.profession ?? '-') : ''}`;
    if (!kinds.has(kind)) kinds.set(kind, person);
  }
  return [...kinds.values()];
}

/** The gate as if this person had approved on that seat. */
function withVote(gate: Gate, seat: Seat, person: Person): Gate {
  const vote: Vote = {
    by: person.id,
    body: bodyFor(seat, person) ?? '',
    profession: person.profession,
    registered: person.profession !== null && isRegistered(person.profession),
    outcome: 'approve',
    contentHash: gate.contentHash,
    at: gate.openedAt,
    reason: null,
    conditions: null,
    returnTo: null,
  };
  const seats = gate.seats.map((each): Seat =>
    each.task === seat.task ? { ...each, state: 'completed', vote } : each,
  );
  return { ...gate, seats };
}

function missingOf({ quorum, seats }: Group, people: readonly Person[], map: BodyMap): OutOfReach {
  const bodies = [...new Set(seats.flatMap((seat) => seat.bodies))].sort();
  const role = seats[0]?.role ?? 'approver';
  const can = people.filter((person) => seats.some((seat) => bodyFor(seat, person) !== undefined));
  const of = bodies.map((body) => map.get(body)?.name ?? body).join(' or ');
  if (quorum === null && seats.length > 1)
    return {
      ...{ bodies, role },
      reason: `${seats.length} seats wait for people of ${of}, and the ${counted(can.length, 'person', 'people')} who could fill them are wanted for several.`,
      wayOut: 'Register further approvers or signatories of these bodies.',
    };
  if (quorum === null)
    return {
      ...{ bodies, role },
      reason: `A signature of ${of} is needed, and nobody is registered who could give it.`,
      wayOut: `Register a ${role} of ${of} who has not written or decided this.`,
    };
  const professions = [
    ...new Set(
      can.flatMap(({ profession }) => (profession !== null && !neverCounts(profession) ? [profession] : [])),
    ),
  ].sort();
  const signs = seats.some((seat) => seat.role === 'signatory');
  const asked = [
    `from ${counted(quorum.professions, 'profession', 'professions')}`,
    ...(quorum.registered > 0 ? [`${quorum.registered} of them registered`] : []),
    ...(quorum.notProfession === null ? [] : [`by another profession than the owner's`]),
    ...(signs ? ['one by a signatory'] : []),
  ];
  const there = professions.map((code) => (professionOf(code)?.name ?? code).toLowerCase());
  return {
    ...{ bodies, role: signs && seats.length === 1 ? 'signatory' : 'approver' },
    reason:
      `${of} has to give ${counted(seats.length, 'more approval', 'more approvals')} of ${quorum.approvals} (${asked.join(', ')}). ` +
      `${counted(can.length, 'person', 'people')} could give one${there.length > 0 ? `, of these professions: ${there.join(', ')}` : ''}.`,
    wayOut: `Register people of ${of} whose professions are not there yet${signs ? ', a signatory among them' : ''}.`,
  };
}

function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
