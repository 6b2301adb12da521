import {
  BODY_KINDS,
  type Body,
  type BodyCode,
  type BodyKind,
  type BodyMap,
  type Membership,
} from './body.ts';
import type { FieldProblem } from './refusal.ts';

/** What the parents of a kind may be. */
const PARENT_KINDS: Readonly<Record<BodyKind, readonly BodyKind[]>> = {
  place: ['system', 'place'],
  system: ['region'],
  region: ['national'],
  national: [],
  partner: BODY_KINDS,
};

/** Of these a body has one parent on a day; a collaborative (a place) may be of several ICSs. */
const ONE_PARENT: readonly BodyKind[] = ['system', 'region'];

/** Nothing of an organisation of today was so before this day. */
const EARLIEST = '1900-01-01';

type Find = (code: BodyCode) => Body | undefined;

/** What is wrong with the map that bodies would make with those registered already. Their parents are known. */
export function mapProblems(bodies: readonly Body[], map: BodyMap): readonly FieldProblem[] {
  const changed = new Map(bodies.map((body) => [body.code, body]));
  const find: Find = (code) => changed.get(code) ?? map.get(code);
  return [
    ...secondNationals(bodies, map, find),
    ...bodies.flatMap((body) => kindInUse(body, map, changed)),
    ...bodies.flatMap((body) => [
      ...body.memberships.flatMap((membership, index) => timeProblems(body, membership, index)),
      ...body.memberships.flatMap((membership, index) => parentProblems(body, membership, index, find)),
    ]),
  ];
}

function secondNationals(bodies: readonly Body[], map: BodyMap, find: Find): readonly FieldProblem[] {
  const nationals = new Set(
    [...map.ofKind('national'), ...bodies.map((body) => body.code)].filter(
      (code) => find(code)?.kind === 'national',
    ),
  );
  if (nationals.size < 2) return [];
  return bodies
    .filter(({ code, kind }) => kind === 'national' && map.get(code)?.kind !== 'national')
    .map(({ code }) => {
      const other = [...nationals].find((each) => each !== code) ?? '';
      const detail = `There is one national body, and ${code} would be another beside ${other}.`;
      return { field: 'kind', rule: 'one-national', detail };
    });
}

/** A body may become another kind only while those that belong to it still may. */
function kindInUse(
  { code, kind }: Body,
  map: BodyMap,
  changed: ReadonlyMap<BodyCode, Body>,
): readonly FieldProblem[] {
  const before = map.get(code)?.kind;
  if (before === undefined || before === kind) return [];
  const child = BODY_KINDS.filter((each) => !PARENT_KINDS[each].includes(kind))
    .flatMap((each) => map.ofKind(each))
    .filter((each) => !changed.has(each))
    .find((each) => map.get(each)?.memberships.some(({ parent }) => parent === code));
  if (child === undefined) return [];
  const detail = `${code} cannot become a ${kind} while ${child} belongs to it: move ${child} first.`;
  return [{ field: 'kind', rule: 'kind-in-use', detail }];
}

function timeProblems(body: Body, membership: Membership, index: number): readonly FieldProblem[] {
  const { parent, from, to } = membership;
  const field = (name: string) => `memberships[${index}].${name}`;
  const which = `That ${body.code} belongs to ${parent}`;
  if (from < EARLIEST) {
    const detail = `${which} begins before ${EARLIEST}: correct the day.`;
    return [{ field: field('from'), rule: 'earliest', detail }];
  }
  if (to !== null && to <= from) {
    const detail = `${which} ends on ${to}, and must end after it began on ${from}.`;
    return [{ field: field('to'), rule: 'interval', detail }];
  }
  const earlier = body.memberships.slice(0, index);
  if (earlier.some((other) => other.parent === parent && other.from === from)) {
    const detail = `${which} from ${from} is said twice: say it once.`;
    return [{ field: field('from'), rule: 'once', detail }];
  }
  const clash = earlier.find(
    (other) => (other.parent === parent || ONE_PARENT.includes(body.kind)) && overlap(other, membership),
  );
  if (clash === undefined) return [];
  const detail = `${which} from ${from} overlaps its membership of ${clash.parent} from ${clash.from}: end one before the other begins.`;
  return [{ field: field('from'), rule: 'overlap', detail }];
}

function parentProblems(
  body: Body,
  membership: Membership,
  index: number,
  find: Find,
): readonly FieldProblem[] {
  const { code, kind } = body;
  const { parent } = membership;
  const field = `memberships[${index}].parent`;
  const parentKind = find(parent)?.kind;
  if (parent === code) {
    const detail = `${code} cannot belong to itself: name another body, or none.`;
    return [{ field, rule: 'no-circle', detail }];
  }
  const allowed = PARENT_KINDS[kind];
  if (parentKind !== undefined && !allowed.includes(parentKind)) {
    const wayOut = allowed.length === 0 ? 'it belongs to none' : `name a ${allowed.join(' or a ')}`;
    const detail = `${code} is a ${kind} and cannot belong to ${parent}, a ${parentKind}: ${wayOut}.`;
    return [{ field, rule: 'parent-kind', detail }];
  }
  if (!isInsideItself(body, membership, find)) return [];
  const detail = `${code} cannot belong to ${parent}, which belongs to ${code} at the same time.`;
  return [{ field, rule: 'no-circle', detail }];
}

/** True when on some day of the membership its body stands above its own parent. */
function isInsideItself({ code }: Body, membership: Membership, find: Find): boolean {
  const ever = andAbove(membership.parent, find, () => true);
  if (!ever.has(code)) return false;
  const begins = [...ever].flatMap((each) => find(each)?.memberships.map(({ from }) => from) ?? []);
  return [membership.from, ...new Set(begins)]
    .filter((day) => isInForce(membership, day))
    .some((day) => andAbove(membership.parent, find, (each) => isInForce(each, day)).has(code));
}

/** A body and those above it, by the memberships that count. */
function andAbove(
  code: BodyCode,
  find: Find,
  counts: (membership: Membership) => boolean,
): ReadonlySet<BodyCode> {
  const found = new Set([code]);
  // A set is walked to its end, with what is added on the way.
  for (const each of found)
    for (const membership of find(each)?.memberships ?? [])
      if (counts(membership)) found.add(membership.parent);
  return found;
}

function isInForce({ from, to }: Membership, day: string): boolean {
  return from <= day && (to === null || day < to);
}

function overlap(a: Membership, b: Membership): boolean {
  return (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to);
}
