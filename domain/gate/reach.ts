import type { BodyCode, BodyMap } from '../body.ts';
import type { Matter } from '../matter.ts';
import type { Person } from '../person.ts';
import { isRegistered, professionOf } from '../professions.ts';
import { isWaiting, type Gate, type Quorum, type Seat, type Vote } from './gate.ts';
import { remitAt } from './remit-at.ts';
import { cannotFill, conflictOf, roleFor } from './seat.ts';

/** What of a gate nobody who is there can give. */
export interface OutOfReach {
  readonly bodies: readonly BodyCode[];
  readonly role: Seat['role'];
  /** What is asked, who there is for it, and so what is missing. */
  readonly reason: string;
  /** Whom to register. */
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
const MOST_TRIES = 2_000;

/**
 * Holds a gate against the people there are: whether its approvals and signatures can be given by distinct people of the
 * professions that it asks for. Advice holds nothing up and is not asked for.
 */
export function reachOf<P extends Person>(
  initiative: Matter,
  gate: Gate,
  people: readonly P[],
  map: BodyMap,
): Reach<P> {
  if (gate.state !== 'open') return { eligible: [], outOfReach: [] };
  const others = people
    .filter((person) => conflictOf(initiative, person) === null)
    .map((person) => remitAt(initiative, gate, person));
  const places = placesOf(gate, others);
  const able = new Set(places.flatMap((place) => place.people.map(({ id }) => id)));
  const eligible = people.filter(({ id }) => able.has(id));
  const groups = groupsOf(gate, places);
  const apart = groups.filter((group) => !canBeFilled(gate, group.places));
  if (apart.length === 0 && canBeFilled(gate, places)) return { eligible, outOfReach: [] };
  const missing = apart.map((group) => missingOf(gate, group, map));
  // Each by itself could be had, and all together could not: the same people are wanted twice.
  return { eligible, outOfReach: missing.length > 0 ? missing : [wantedTwice(places, map)] };
}

/** A seat that waits, and who could fill it as the gate stands. */
interface Place {
  readonly seat: Seat;
  readonly people: readonly Person[];
}

interface Group {
  /** Whose approvals these are; `null` for a signature. */
  readonly quorum: Quorum | null;
  readonly places: readonly Place[];
}

function placesOf(gate: Gate, people: readonly Person[]): readonly Place[] {
  const byRole = new Map<string, Person[]>();
  for (const person of people)
    for (const held of new Set(person.roles.map(({ role, body }) => `${role} ${body ?? ''}`)))
      byRole.set(held, [...(byRole.get(held) ?? []), person]);
  return gate.seats
    .filter((seat) => seat.kind !== 'advice' && isWaiting(seat))
    .map((seat) => {
      const held = new Set(seat.bodies.flatMap((body) => byRole.get(`${seat.role} ${body}`) ?? []));
      return { seat, people: [...held].filter((person) => cannotFill(gate, seat, person) === null) };
    });
}

/** The approvals of each body together, since they need professions between them; each signature alone. */
function groupsOf(gate: Gate, places: readonly Place[]): readonly Group[] {
  const approvals = gate.quorum.map((quorum) => ({
    quorum,
    places: places.filter(({ seat }) => seat.kind === 'approval' && seat.bodies.includes(quorum.body)),
  }));
  const signatures = places
    .filter(({ seat }) => seat.kind === 'signature')
    .map((place) => ({ quorum: null, places: [place] }));
  return [...approvals, ...signatures].filter((group) => group.places.length > 0);
}

/** Interests were looked at before: what is left to ask is who has answered. */
const LOOKED_AT: Matter = { owner: '', editors: [], recused: [], proposal: { value: null } };

/**
 * Whether distinct people can fill all these places. Approvals depend on professions, so they are tried, by the rules of a
 * vote; signatures do not, so those that are left are matched, unless somebody stands in for another: who of them fills
 * one seat, the others cannot fill for the same person.
 */
function canBeFilled(gate: Gate, places: readonly Place[]): boolean {
  const standIn = places.some(({ people }) => people.some(({ standsFor = [] }) => standsFor.length > 0));
  const approvals = places.filter(({ seat }) => standIn || seat.kind === 'approval');
  const signatures = places.filter(({ seat }) => !standIn && seat.kind !== 'approval');
  if (!canBeMatched(signatures, new Set())) return false;
  const alike = kindsOf(places);
  let tries = 0;
  const fill = (now: Gate, index: number, spent: ReadonlySet<Person>): boolean => {
    tries += 1;
    if (tries > MOST_TRIES) return true;
    const place = approvals[index];
    if (place === undefined) return canBeMatched(signatures, spent);
    const free = place.people.filter(
      (person) =>
        !spent.has(person) &&
        roleFor(place.seat, remitAt(LOOKED_AT, now, person)) !== undefined &&
        cannotFill(now, place.seat, person) === null,
    );
    // People of one kind stand for each other.
    const kinds = [...new Map(free.map((person) => [alike(person), person])).values()];
    return kinds.some((person) =>
      fill(withVote(now, place.seat, person), index + 1, new Set([...spent, person])),
    );
  };
  return fill(gate, 0, new Set());
}

/** Tells who are as good as each other: those who could fill the same places, for the same people, and are of one profession. */
function kindsOf(places: readonly Place[]): (person: Person) => string {
  const could = new Map<Person, number[]>();
  for (const [index, { people }] of places.entries())
    for (const person of people) could.set(person, [...(could.get(person) ?? []), index]);
  return (person) => {
    const { id, profession, standsFor = [] } = person;
    const fits = (could.get(person) ?? []).join();
    return `${profession ?? '-'} ${fits} ${standsFor.length > 0 ? id : ''}`;
  };
}

/** Whether each place can have somebody of its own: a matching, found place by place along augmenting ways. */
function canBeMatched(places: readonly Place[], spent: ReadonlySet<Person>): boolean {
  const has = new Map<Person, Place>();
  const find = (place: Place, seen: Set<Person>): boolean =>
    place.people.some((person) => {
      if (spent.has(person) || seen.has(person)) return false;
      seen.add(person);
      const other = has.get(person);
      if (other !== undefined && !find(other, seen)) return false;
      has.set(person, place);
      return true;
    });
  return places.every((place) => find(place, new Set()));
}

/** The gate as if this person had approved on that seat. */
function withVote(gate: Gate, seat: Seat, person: Person): Gate {
  const held = roleFor(seat, remitAt(LOOKED_AT, gate, person));
  const vote: Vote = {
    by: person.id,
    ...(held?.onBehalfOf !== undefined && { onBehalfOf: held.onBehalfOf }),
    body: held?.body ?? '',
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

function wantedTwice(places: readonly Place[], map: BodyMap): OutOfReach {
  const bodies = bodiesOf(places);
  const people = new Set(places.flatMap((place) => place.people));
  return {
    bodies,
    role: places.some(({ seat }) => seat.role === 'signatory') ? 'signatory' : 'approver',
    reason: `${counted(places.length, 'seat waits', 'seats wait')}, and the ${counted(people.size, 'person', 'people')} who could fill them ${people.size === 1 ? 'is' : 'are'} wanted for several: a person fills one.`,
    wayOut: `Register further approvers or signatories of ${named(bodies, map)}.`,
  };
}

function missingOf(gate: Gate, { quorum, places }: Group, map: BodyMap): OutOfReach {
  const bodies = bodiesOf(places);
  const of = named(bodies, map);
  if (quorum === null) {
    const role = places[0]?.seat.role ?? 'signatory';
    return {
      ...{ bodies, role },
      reason: `A signature of ${of} is needed, and nobody is registered who could give it.`,
      wayOut: `Register a ${role === 'signatory' ? 'signatory' : 'approver'} of ${of} who has not written this proposal or answered at this gate.`,
    };
  }
  const able = [...new Set(places.flatMap((place) => place.people))];
  const there = [...new Set(able.map(({ profession }) => nameOf(profession)))].sort();
  const asked = [
    `from ${counted(quorum.professions, 'profession', 'professions')}`,
    ...(quorum.registered > 0 ? [`${quorum.registered} registered`] : []),
    ...(quorum.notProfession === null
      ? []
      : [`none by ${nameOf(quorum.notProfession)}, the owner's profession`]),
    ...(places.some(({ seat }) => seat.role === 'signatory') ? ['one by a signatory'] : []),
  ];
  return {
    bodies,
    ...wantedOf(gate, quorum, places, of, there),
    reason:
      `${of} has to give ${counted(places.length, 'more approval', 'more approvals')} of ${quorum.approvals} (${asked.join(', ')}). ` +
      (able.length === 0
        ? 'Nobody is registered who could give one.'
        : `${counted(able.length, 'person', 'people')} could give one: ${there.join(', ')}.`),
  };
}

/** Whom a body's approvals lack: a signatory, somebody registered, or somebody of another profession. */
function wantedOf(
  gate: Gate,
  quorum: Quorum,
  places: readonly Place[],
  of: string,
  there: readonly string[],
): Pick<OutOfReach, 'role' | 'wayOut'> {
  const signing = places.filter(({ seat }) => seat.role === 'signatory');
  const approving = places.filter(({ seat }) => seat.role !== 'signatory');
  if (signing.some(({ people }) => people.length === 0) && canBeFilled(gate, approving))
    return { role: 'signatory', wayOut: `Register a signatory of ${of}.` };
  const isThere = (person: Pick<Vote, 'profession'>) =>
    person.profession !== null && isRegistered(person.profession);
  const votes = gate.seats.flatMap(({ vote }) => (vote?.body === quorum.body ? [vote] : []));
  const lacksRegistered =
    quorum.registered > 0 && ![...votes, ...places.flatMap(({ people }) => people)].some(isThere);
  const what = lacksRegistered ? 'of a registered profession' : 'of another profession';
  const than = !lacksRegistered && there.length > 0 ? ` than ${there.join(', ')}` : '';
  const signs = signing.length > 0 ? ', a signatory where none is there' : '';
  return { role: 'approver', wayOut: `Register an approver of ${of} ${what}${than}${signs}.` };
}

function bodiesOf(places: readonly Place[]): readonly BodyCode[] {
  return [...new Set(places.flatMap(({ seat }) => seat.bodies))].sort();
}

function named(bodies: readonly BodyCode[], map: BodyMap): string {
  return bodies.map((body) => map.get(body)?.name ?? body).join(' or ');
}

function nameOf(profession: string | null): string {
  return profession === null ? 'no profession' : (professionOf(profession)?.name ?? profession).toLowerCase();
}

function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
