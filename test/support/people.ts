import { uuidFrom } from '../../domain/log/hash.ts';
import type { Person, Role } from '../../domain/person.ts';

/** Somebody with one profession; the same words give the same person. */
export function person(name: string, profession: string | null, ...held: readonly [Role, string][]): Person {
  return {
    id: uuidFrom('person', name),
    profession,
    roles: held.map(([role, body]) => ({ role, body })),
  };
}

export const ownerOf = (body: string, profession: string | null = 'manager'): Person =>
  person(`owner of ${body}, ${profession ?? 'of none'}`, profession, ['owner', body]);

export const approverOf = (body: string, profession: string | null, name = 'approver'): Person =>
  person(`${name} of ${body}, ${profession ?? 'of none'}`, profession, ['approver', body]);

export const signatoryOf = (
  body: string,
  profession: string | null = 'manager',
  name = 'signatory',
): Person => person(`${name} of ${body}, ${profession ?? 'of none'}`, profession, ['signatory', body]);

export const boardOf = (body: string): Person => person(`board of ${body}`, 'manager', ['board', body]);
