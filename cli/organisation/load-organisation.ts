import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { seal } from '../../domain/content.ts';
import type { NewBody, NewPerson, RegistryEvent } from '../../domain/registry.ts';
import { changeRegistry, SETUP } from '../../store/registry.ts';
import type { ExamplePerson } from './example-people.ts';

/**
 * Sets a new installation up with bodies and people, before there is anybody who could ask for it. What is registered
 * already stays; gives how many bodies and people were new.
 */
export async function loadOrganisation(
  database: DataSource,
  organisation: { readonly bodies: readonly NewBody[]; readonly people: readonly ExamplePerson[] },
  issuer: string,
  now: string,
): Promise<{ readonly bodies: number; readonly people: number }> {
  return changeRegistry(database, SETUP, now, async (manager) => {
    const codes: { code: string }[] = await manager.query('select code from body');
    const subjects: { subject: string }[] = await manager.query(
      'select subject from person where issuer = $1',
      [issuer],
    );
    const knownBodies = new Set(codes.map((row) => row.code));
    const knownPeople = new Set(subjects.map((row) => row.subject));
    const bodies = organisation.bodies.filter((body) => !knownBodies.has(body.code));
    const people = organisation.people.filter((person) => !knownPeople.has(person.subject));
    const events: RegistryEvent[] = [
      ...bodies.map((data) => ({ type: 'body-registered', data }) as const),
      ...people.map((person) => ({ type: 'person-registered', data: registered(person, issuer) }) as const),
    ];
    return { events, result: { bodies: bodies.length, people: people.length } };
  });
}

function registered({ subject, name, profession, roles }: ExamplePerson, issuer: string): NewPerson {
  const salt = randomBytes(16).toString('base64url');
  return { id: uuid(), issuer, subject, name: seal(name, salt), profession, roles };
}
