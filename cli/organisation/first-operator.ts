import type { DataSource } from 'typeorm';
import { loadOrganisation } from './load-organisation.ts';

/** Somebody must register the others; before anybody is known, whoever may migrate says who. True when they were new. */
export async function registerFirstOperator(
  database: DataSource,
  issuer: string,
  subject: string,
): Promise<boolean> {
  const person = {
    subject,
    name: subject,
    profession: 'manager',
    roles: [{ role: 'operator', body: null }],
  } as const;
  const { people } = await loadOrganisation(
    database,
    { bodies: [], people: [person] },
    issuer,
    new Date().toISOString(),
  );
  return people === 1;
}
