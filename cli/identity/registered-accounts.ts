import type { DataSource } from 'typeorm';
import { listPeople, personBySubject } from '../../store/registry.ts';
import { readBodies } from '../../store/world.ts';
import { exampleAccounts, type Account } from '../organisation/example-people.ts';

/** More than this is not a list to choose from; whoever is not on it signs in by their name. */
const MOST = 5_000;

/** The people of the registry, as those who can sign in here. */
export function registeredAccounts(
  database: DataSource,
  issuer: string,
): {
  readonly accountExists: (subject: string) => Promise<boolean>;
  readonly listAccounts: () => Promise<readonly Account[]>;
  readonly serviceAccountExists: (subject: string) => Promise<boolean>;
} {
  const now = () => new Date().toISOString();
  return {
    accountExists: async (subject) => {
      const person = await personBySubject(database.manager, issuer, subject, now());
      return person !== null && !person.service;
    },
    serviceAccountExists: async (subject) =>
      Boolean((await personBySubject(database.manager, issuer, subject, now()))?.service),
    listAccounts: async () => {
      const people = await listPeople(database.manager, { limit: MOST }, now());
      return exampleAccounts(
        people.filter((person) => person.issuer === issuer),
        await readBodies(database.manager),
      );
    },
  };
}
