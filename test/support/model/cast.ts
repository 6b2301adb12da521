import { atOnce } from '../at-once.ts';
import type { Asker, House } from '../house.ts';
import { PLACE, STOKE, TORBAY } from './scenarios.ts';

/** Somebody of the registry, with a way into the API. */
export interface KnownPerson {
  readonly subject: string;
  readonly id: string;
  readonly profession: string | null;
  readonly roles: readonly { readonly role: string; readonly body: string | null }[];
  readonly asks: Asker;
}

/** Bodies of which people take part; of each the example organisation has an owner, three approvers and a board member. */
const BODIES = [PLACE, STOKE, TORBAY, 'QHL', 'QNC', 'QJK', 'Y60', 'Y58', 'national'];

/** Only an ICS signs. */
const SYSTEMS = ['QHL', 'QNC', 'QJK'];

/** The people of the model, those beside the example organisation's registered first. */
export async function assemble(house: House): Promise<readonly KnownPerson[]> {
  const operator = await house.as('operator');
  for (const body of BODIES)
    for (const { title, roles, profession } of POSTS) {
      const held = roles
        .filter((role) => role !== 'signatory' || SYSTEMS.includes(body))
        .map((role) => ({ role, body }));
      const person = { subject: `${title}.${body}`, name: title, profession, roles: held };
      const told = await operator.post('/v1/people', person);
      if (told.status !== 201) throw new Error(JSON.stringify(told.body));
    }
  const people = await Promise.all(
    BODIES.map((body) =>
      operator.get<{ items: Omit<KnownPerson, 'asks'>[] }>(
        `/v1/people?limit=100&body=${encodeURIComponent(body)}`,
      ),
    ),
  );
  const known = new Map(people.flatMap(({ body }) => body.items).map((each) => [each.id, each]));
  return atOnce([...known.values()], 4, async (each) => ({ ...each, asks: await house.as(each.subject) }));
}

/** Those whom rules are about: the same profession twice, two of whom nobody is registered, none that counts, and too many roles. */
const POSTS = [
  { title: 'chief', roles: ['owner', 'approver', 'signatory'], profession: 'physiotherapist' },
  { title: 'nurse-2', roles: ['approver'], profession: 'registered-nurse' },
  { title: 'manager-2', roles: ['approver'], profession: 'manager' },
  { title: 'support-worker', roles: ['approver'], profession: 'healthcare-support-worker' },
  { title: 'student', roles: ['approver'], profession: 'student' },
  { title: 'unrecorded', roles: ['approver'], profession: null },
  { title: 'both', roles: ['approver', 'signatory'], profession: 'dietitian' },
] as const;

export const REGISTERED: readonly (string | null)[] = [
  'registered-nurse',
  'doctor',
  'physiotherapist',
  'pharmacist',
  'dietitian',
];

export const holdsFor = ({ roles }: KnownPerson, role: string, bodies: readonly string[]) =>
  bodies.find((body) => roles.some((each) => each.role === role && each.body === body));

export const isOf = ({ roles }: KnownPerson, bodies: readonly string[]) =>
  roles.some(({ body }) => body !== null && bodies.includes(body));
