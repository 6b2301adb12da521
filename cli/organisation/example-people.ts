import { professionOf, type ProfessionCode } from '../../domain/professions.ts';
import type { BodyRecord } from './gather-bodies.ts';
import { exampleName } from './example-names.ts';

export const EXAMPLE_ROLES = ['owner', 'approver', 'signatory', 'board', 'operator'] as const;
export type ExampleRole = (typeof EXAMPLE_ROLES)[number];

export interface ExamplePerson {
  /** Who the identity provider says it is: `ROLE.BODY`, as in `approver-1.QKS`. */
  readonly subject: string;
  readonly name: string;
  readonly profession: ProfessionCode;
  readonly roles: readonly { readonly role: ExampleRole; readonly body: string | null }[];
}

interface Post {
  readonly title: string;
  readonly role: ExampleRole;
  readonly profession: ProfessionCode;
}

/** Three approvers of three professions, two of them registered, so that every quorum of the gate rules can be met. */
const POSTS: readonly Post[] = [
  { title: 'owner', role: 'owner', profession: 'physiotherapist' },
  { title: 'approver-1', role: 'approver', profession: 'registered-nurse' },
  { title: 'approver-2', role: 'approver', profession: 'doctor' },
  { title: 'approver-3', role: 'approver', profession: 'manager' },
  { title: 'board', role: 'board', profession: 'analyst' },
];

/** Only an ICS signs. */
const SIGNATORY: Post = { title: 'signatory', role: 'signatory', profession: 'pharmacist' };

/** The people of the example organisation: the posts of every body but partners, and one operator. */
export function examplePeople(bodies: readonly BodyRecord[]): readonly ExamplePerson[] {
  const staff = bodies
    .filter(({ kind }) => kind !== 'partner')
    .flatMap(({ code, kind }) =>
      (kind === 'system' ? [...POSTS, SIGNATORY] : POSTS).map((post) => inPost(post, code)),
    );
  return [...staff, OPERATOR];
}

function inPost({ title, role, profession }: Post, body: string): ExamplePerson {
  const subject = `${title}.${body}`;
  return { subject, name: exampleName(subject), profession, roles: [{ role, body }] };
}

/** The operator runs the installation, for no body, and sees no initiative. */
const OPERATOR: ExamplePerson = {
  subject: 'operator',
  name: exampleName('operator'),
  profession: 'manager',
  roles: [{ role: 'operator', body: null }],
};

export interface Account {
  readonly subject: string;
  readonly name: string;
  readonly description: string;
}

/** Somebody as the registry or the example organisation knows them. */
interface Known {
  readonly subject: string;
  readonly name: string;
  readonly profession: string | null;
  readonly roles: readonly { readonly role: string; readonly body: string | null }[];
}

/** The people as accounts that a person can choose between: "Registered nurse, approver, NHS Kent and Medway …". */
export function exampleAccounts(
  people: readonly Known[],
  bodies: readonly { readonly code: string; readonly name: string }[],
): readonly Account[] {
  const names = new Map(bodies.map(({ code, name }) => [code, name]));
  return people.map(({ subject, name, profession, roles }) => ({
    subject,
    name,
    description: [
      ...(profession === null ? [] : [professionOf(profession)?.name ?? profession]),
      ...roles.map(({ role, body }) =>
        role === 'operator'
          ? 'operator of this installation'
          : `${role}, ${names.get(body ?? '') ?? body ?? ''}`,
      ),
    ].join(', '),
  }));
}
