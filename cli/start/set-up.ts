import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { createDatabase } from '../../store/database.ts';
import { installPolicies } from '../../store/policies.ts';
import { projectRoot } from '../embedded/folders.ts';
import { StartProblem } from '../embedded/start-problem.ts';
import { describeFileProblem } from '../organisation/file-problem.ts';
import { examplePeople } from '../organisation/example-people.ts';
import { loadOrganisation } from '../organisation/load-organisation.ts';
import { readBodies } from '../organisation/read-bodies.ts';

const BODIES = ['reference/bodies-2023-04.csv', 'examples/places.csv'];

/** What a start found in the database, and what it put there. */
export interface SetUp {
  readonly bodies: number;
  readonly people: number;
  readonly initiatives: number;
}

/**
 * The policies, and the example organisation where nobody is registered. An operator who has put another map in its
 * place keeps that. `issuer` is the local identity provider's; without it bodies alone are loaded.
 */
export async function setUp(ownerUrl: string, issuer: string | undefined): Promise<SetUp> {
  const database = await createDatabase({ url: ownerUrl, role: 'remit_owner', poolSize: 1 }).initialize();
  try {
    await putPoliciesInForce(database);
    const isNew = (await count(database, 'body')) === 0;
    const loaded = isNew ? await loadExample(database, issuer) : { bodies: 0, people: 0 };
    return { ...loaded, initiatives: await count(database, 'initiative') };
  } finally {
    await database.destroy();
  }
}

/** The shipped policies, where none is in force. */
export async function putPoliciesInForce(database: DataSource): Promise<void> {
  const read = (file: string) => readFileSync(join(projectRoot(), 'policies', file), 'utf8');
  await installPolicies(database, read('subsidiarity-1.dmn'), read('gates-2.json'), new Date().toISOString());
}

async function loadExample(
  database: DataSource,
  issuer: string | undefined,
): Promise<{ bodies: number; people: number }> {
  const bodies = await readBodies(BODIES.map((file) => join(projectRoot(), file)));
  if (!bodies.ok) throw new StartProblem(bodies.error.map(describeFileProblem).join('\n'));
  const people = issuer === undefined ? [] : examplePeople(bodies.value);
  return loadOrganisation(database, { bodies: bodies.value, people }, issuer ?? '', new Date().toISOString());
}

async function count(database: DataSource, table: 'body' | 'initiative'): Promise<number> {
  const [row]: { n: number }[] = await database.query(`select count(*)::int as n from ${table}`);
  return row?.n ?? 0;
}
