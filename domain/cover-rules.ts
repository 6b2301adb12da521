import { mayNot } from './authorisation.ts';
import type { BodyMap } from './body.ts';
import { includes, isOn, ownRoles, type Cover, type Scope } from './cover.ts';
import type { Person } from './person.ts';
import { refusal, type FieldProblem, type Refusal } from './refusal.ts';
import { fail, ok, type Result } from './result.ts';
import type { RegistryEvent } from './registry.ts';

/** Somebody is away for so many days at most: a leave that is longer is named again. */
const LONGEST = 366;
/** So many leaves of one person may be ahead. */
const MOST_AHEAD = 50;

/** What is asked for: who is away, and who stands in for them. */
export interface Naming {
  readonly id: string;
  readonly person: Person;
  /** As they are registered; `null` where nobody stands in; `'unknown'` where there is nobody of that id. */
  readonly substitute: Person | null | 'unknown';
  readonly from: string;
  readonly to: string;
  readonly scope: Scope;
  /** The leaves of this person that are not over. */
  readonly before: readonly Cover[];
}

/**
 * Names who stands in for somebody from a day to (not including) a day. Somebody may be away with nobody to stand in:
 * then nobody counts on them. Whoever stands in may be away themselves: then who stands in for them does.
 */
export function nameSubstitute(
  { id, person, substitute, from, to, scope, before }: Naming,
  map: BodyMap,
  today: string,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'cover.name', { person });
  if (denied !== null) return fail(denied);
  const fields: FieldProblem[] = [];
  const wrong = (field: string, rule: string, detail: string) => void fields.push({ field, rule, detail });
  if (substitute === 'unknown') wrong('substitute', 'person-unknown', 'Nobody of this id is registered.');
  else if (substitute?.id === person.id)
    wrong('substitute', 'somebody-else', 'Nobody stands in for themselves.');
  else if (substitute !== null && ownRoles(substitute).length === 0)
    wrong('substitute', 'has-a-role', 'Whoever stands in holds a role of their own: this person holds none.');
  if (from < today) wrong('from', 'not-past', `The first day away is ${today} or later.`);
  if (to <= from) wrong('to', 'after-from', 'The day of coming back is after the first day away.');
  else if (daysBetween(from, to) > LONGEST)
    wrong('to', 'not-longer', `Somebody is away for ${LONGEST} days at most: name it again after that.`);
  for (const [index, body] of (scope.bodies ?? []).entries())
    if (map.get(body) === undefined)
      wrong(`scope.bodies[${index}]`, 'known-body', `No body ${body} is registered; see GET /v1/bodies.`);
  if (fields.length === 0 && !ownRoles(person).some((held) => includes(scope, held)))
    wrong(
      'scope',
      'takes-in-a-role',
      'Nothing is left to stand in for: who is away approves or signs for nothing that this takes in.',
    );
  if (before.filter((each) => each.to > today).length >= MOST_AHEAD)
    wrong('from', 'most', `${MOST_AHEAD} leaves are ahead already: end some of them.`);
  if (fields.length > 0)
    return fail(refusal('invalid', fields.map((each) => each.detail).join(' '), { fields }));
  const who = typeof substitute === 'string' || substitute === null ? null : substitute.id;
  return ok([
    { type: 'substitute-named', data: { id, person: person.id, substitute: who, from, to, scope } },
  ]);
}

/** Ends a leave: from today on its person is there again, and one that had not begun never was. */
export function endCover(
  cover: Cover,
  person: Person,
  today: string,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'cover.end', { person });
  if (denied !== null) return fail(denied);
  if (cover.to <= today || cover.to <= cover.from)
    return fail(refusal('cover-over', 'This is over already.'));
  const on = isOn(cover, today) ? today : cover.from;
  return ok([{ type: 'cover-ended', data: { id: cover.id, person: cover.person, on } }]);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / (24 * 60 * 60 * 1000);
}
