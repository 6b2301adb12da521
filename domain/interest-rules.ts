import { mayNot } from './authorisation.ts';
import type { BodyCode, BodyMap } from './body.ts';
import type { Declared } from './interest.ts';
import type { Person } from './person.ts';
import { refusal, type FieldProblem, type Refusal } from './refusal.ts';
import { fail, ok, type Result } from './result.ts';
import type { RegistryEvent } from './registry.ts';

/** Enters an interest into the register: from its first day on who declared it decides nothing that it is in. */
export function declareInterest(
  declared: Declared,
  map: BodyMap,
  today: string,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const denied = mayNot(by, 'interest.declare', { person: { id: declared.person, roles: [] } });
  if (denied !== null) return fail(denied);
  const { kind, of, from, to } = declared;
  const fields: FieldProblem[] = [];
  if (kind === 'body' && map.get(of.value ?? '') === undefined)
    fields.push({
      field: 'about.body',
      rule: 'known-body',
      detail: `No body ${of.value ?? ''} is registered; see GET /v1/bodies.`,
    });
  if (to !== null && (to <= from || to <= today))
    fields.push({ field: 'to', rule: 'after-from', detail: 'It ends after it began, and not in the past.' });
  if (fields.length > 0)
    return fail(refusal('invalid', fields.map((each) => each.detail).join(' '), { fields }));
  return ok([{ type: 'interest-declared', data: declared }]);
}

/** Of the people of which bodies somebody reads the register of interests; `null`: of everybody. */
export function readsInterestsOf({ roles }: Pick<Person, 'roles'>): readonly BodyCode[] | null {
  if (roles.some(({ role }) => role === 'operator')) return null;
  return roles.flatMap(({ role, body }) => (role === 'board' && body !== null ? [body] : []));
}

/** Ends an interest: it is in the register still, and stands in nobody's way from today on. */
export function withdrawInterest(
  interest: {
    readonly id: string;
    readonly person: string;
    readonly from: string;
    readonly to: string | null;
  },
  today: string,
  by: Person,
): Result<readonly RegistryEvent[], Refusal> {
  const { id, person, from, to } = interest;
  const denied = mayNot(by, 'interest.withdraw', { person: { id: person, roles: [] } });
  if (denied !== null) return fail(denied);
  if (to !== null && to <= today) return fail(refusal('interest-over', 'This interest has ended already.'));
  return ok([{ type: 'interest-withdrawn', data: { id, person, on: from > today ? from : today } }]);
}
