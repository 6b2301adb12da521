import type { BodyCode, BodyMap } from '../body.ts';
import type { Matter } from '../matter.ts';
import type { Person } from '../person.ts';
import { isRegistered, professionOf } from '../professions.ts';
import { isWaiting, type Gate, type Seat, type Vote } from './gate.ts';
import { isMetAt, leftOf, setOf, setsOf } from './quorum.ts';
import { counted, filterWords } from './quorum-words.ts';
import { remitAt } from './remit-at.ts';
import { cannotEverFill, conflictOf, roleFor } from './seat.ts';
import { matches, type Threshold, type ThresholdSet } from './thresholds.ts';

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
  const apart = groups.filter((group) => !canBeFilled(gate, [group]));
  if (apart.length === 0 && canBeFilled(gate, groups)) return { eligible, outOfReach: [] };
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
  readonly set: ThresholdSet;
  readonly places: readonly Place[];
}

function placesOf(gate: Gate, people: readonly Person[]): readonly Place[] {
  const byRole = new Map<string, Person[]>();
  for (const person of people)
    for (const held of new Set(person.roles.map(({ role, body }) => `${role} ${body ?? ''}`)))
      byRole.set(held, [...(byRole.get(held) ?? []), person]);
  return gate.seats
    .filter((seat) => seat.kind !== 'advice' && isWaiting(seat) && !isMetAt(gate, setOf(gate, seat)))
    .map((seat) => {
      const held = new Set(seat.bodies.flatMap((body) => byRole.get(`${seat.role} ${body}`) ?? []));
      return { seat, people: [...held].filter((person) => cannotEverFill(gate, seat, person) === null) };
    });
}

/** The places of each set that is not met, since those need professions between them. */
function groupsOf(gate: Gate, places: readonly Place[]): readonly Group[] {
  return setsOf(gate)
    .filter((set) => set.anyOf.length > 0 && !isMetAt(gate, set))
    .map((set) => ({
      set,
      places: places.filter(({ seat }) => set.places.some(({ task }) => task === seat.task)),
    }));
}

/** Interests were looked at before: what is left to ask is who has answered. */
const LOOKED_AT: Matter = { owner: '', editors: [], recused: [], proposal: { value: null } };

/**
 * Whether distinct people can meet all these sets. Approvals depend on professions, so they are tried, by the rules of a vote, in
 * whatever order: that one set comes after another keeps nobody from it in the end. Signatures do not, so those that are left are
 * matched, unless somebody stands in for another: who of them fills one place, the others cannot fill for the same person.
 */
function canBeFilled(gate: Gate, groups: readonly Group[]): boolean {
  const standIn = groups.some((group) =>
    group.places.some(({ people }) => people.some(({ standsFor = [] }) => standsFor.length > 0)),
  );
  const approvals = groups.filter(({ set }) => standIn || set.byProfession);
  const signatures = groups
    .filter(({ set }) => !standIn && !set.byProfession)
    .flatMap(({ places }) => places);
  if (!canBeMatched(signatures, new Set())) return false;
  const alike = kindsOf(groups.flatMap(({ places }) => places));
  let tries = 0;
  const fill = (now: Gate, index: number, from: number, spent: ReadonlySet<Person>): boolean => {
    tries += 1;
    if (tries > MOST_TRIES) return true;
    const group = approvals[index];
    if (group === undefined) return canBeMatched(signatures, spent);
    if (isMetAt(now, group.set)) return fill(now, index + 1, 0, spent);
    // Within a set it is no matter who comes first: its places are filled in order, or left.
    return group.places.slice(from).some((place, skipped) => {
      const free = place.people.filter(
        (person) =>
          !spent.has(person) &&
          roleFor(place.seat, remitAt(LOOKED_AT, now, person)) !== undefined &&
          cannotEverFill(now, place.seat, person) === null,
      );
      // People of one kind stand for each other.
      const kinds = [...new Map(free.map((person) => [alike(person), person])).values()];
      return kinds.some((person) =>
        fill(withVote(now, place.seat, person), index, from + skipped + 1, new Set([...spent, person])),
      );
    });
  };
  return fill(gate, 0, 0, new Set());
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

function missingOf(gate: Gate, { set, places }: Group, map: BodyMap): OutOfReach {
  const bodies = bodiesOf(places);
  const of = named(bodies, map);
  if (!set.byProfession) {
    const role = places[0]?.seat.role ?? 'signatory';
    return {
      ...{ bodies, role },
      reason: `A signature of ${of} is needed, and nobody is registered who could give it.`,
      wayOut: `Register a ${role === 'signatory' ? 'signatory' : 'approver'} of ${of} who has not written this proposal or answered at this gate.`,
    };
  }
  const able = [...new Set(places.flatMap((place) => place.people))];
  const there = [...new Set(able.map(({ profession }) => nameOf(profession)))].sort();
  const signs = places.some(({ seat }) => seat.role === 'signatory');
  const left = leftOf(gate, set);
  return {
    bodies,
    ...wantedOf(gate, { set, places }, of, there),
    reason:
      `${of} has to give ${counted(left, 'more approval', 'more approvals')} of ${set.anyOf.map((each) => askedBy(each, signs)).join(', or ')}. ` +
      (able.length === 0
        ? 'Nobody is registered who could give one.'
        : `${counted(able.length, 'person', 'people')} could give one: ${there.join(', ')}.`),
  };
}

/** What a threshold asks of the approvals between them: "2 (from 2 professions, 1 registered)". */
function askedBy({ approve, filter, professions, bodies, among }: Threshold, signs: boolean): string {
  const { notProfessions, ...of } = filter;
  const whom = filterWords(of);
  const asked = [
    ...(whom === null ? [] : [whom]),
    `from ${counted(professions, 'profession', 'professions')}`,
    ...(bodies > 1 ? [`of ${bodies} bodies`] : []),
    ...among.map((each) => `${each.atLeast} ${filterWords(each.filter) ?? ''}`.trim()),
    ...(notProfessions ?? []).map((each) => `none by ${nameOf(each)}, the owner's profession`),
    ...(signs ? ['one by a signatory'] : []),
  ];
  return `${approve} (${asked.join(', ')})`;
}

/** Whom approvals lack: a signatory, somebody registered, or somebody of another profession. */
function wantedOf(
  gate: Gate,
  { set, places }: Group,
  of: string,
  there: readonly string[],
): Pick<OutOfReach, 'role' | 'wayOut'> {
  const signing = places.filter(({ seat }) => seat.role === 'signatory');
  const approving = places.filter(({ seat }) => seat.role !== 'signatory');
  if (
    signing.some(({ people }) => people.length === 0) &&
    approving.length === leftOf(gate, set) - signing.length &&
    approving.every(({ people }) => people.length > 0) &&
    new Set(approving.flatMap(({ people }) => people)).size >= approving.length
  )
    return { role: 'signatory', wayOut: `Register a signatory of ${of}.` };
  const voted = gate.seats.flatMap(({ task, role, vote }) =>
    vote !== null && set.places.some((place) => place.task === task) ? [{ ...vote, role }] : [],
  );
  const could = places.flatMap(({ seat, people }) =>
    people.map(({ profession, ...person }) => ({
      profession,
      role: seat.role,
      body: roleFor(seat, { profession, ...person })?.body ?? '',
    })),
  );
  // Whom each way of meeting it asks for, and nobody is.
  const lacking = set.anyOf.flatMap(({ filter, among }) =>
    [filter, ...among.map((each) => each.filter)].filter(
      (each) => filterWords(each) !== null && ![...voted, ...could].some((person) => matches(each, person)),
    ),
  )[0];
  const signs = signing.length > 0 ? ', a signatory where none is there' : '';
  if (lacking !== undefined && lacking.notProfessions === undefined)
    return {
      role: 'approver',
      wayOut: `Register an approver of ${of} ${lacking.registered === true ? 'of a registered profession' : `who is ${filterWords(lacking) ?? ''}`}${signs}.`,
    };
  const than = there.length > 0 ? ` than ${there.join(', ')}` : '';
  return { role: 'approver', wayOut: `Register an approver of ${of} of another profession${than}${signs}.` };
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
