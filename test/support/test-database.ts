import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { createDatabase, type DatabaseRole } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { installPolicies } from '../../store/policies.ts';
import { startTestPostgres } from './servers.ts';

const templates = new Map<GateRulesFile, Promise<string>>();

/** Of the last release, which cannot read the newer ones, are the gate rules of version 1. */
export type GateRulesFile = 'gates-1.json' | 'gates-2.json';

/** A database of a test's own, migrated and with the shipped policies in force. */
export interface TestDatabase {
  readonly url: string;
  connect(role: DatabaseRole, poolSize?: number): Promise<DataSource>;
  drop(): Promise<void>;
}

export async function createTestDatabase(gates: GateRulesFile = 'gates-2.json'): Promise<TestDatabase> {
  const server = await startTestPostgres();
  const made = templates.get(gates) ?? createTemplate(server.superuserUrl, gates);
  templates.set(gates, made);
  const from = await made;
  const name = `t_${uuid().replaceAll('-', '')}`;
  await asSuperuser(server.superuserUrl, `create database ${name} template ${from}`);
  const url = urlOf(server.superuserUrl, name);
  const open: DataSource[] = [];
  return {
    url,
    connect: async (role, poolSize = 20) => {
      const database = await createDatabase({ url, role, poolSize }).initialize();
      open.push(database);
      return database;
    },
    drop: async () => {
      for (const database of open) if (database.isInitialized) await database.destroy();
      await asSuperuser(server.superuserUrl, `drop database ${name} with (force)`);
    },
  };
}

async function createTemplate(superuserUrl: string, gates: GateRulesFile): Promise<string> {
  const name = `template_${process.pid}_${gates.replaceAll(/\W/g, '_')}`;
  await asSuperuser(superuserUrl, `create database ${name}`);
  const url = urlOf(superuserUrl, name);
  await migrate(url);
  const database = await createDatabase({ url, role: 'remit_owner', poolSize: 1 }).initialize();
  const read = (file: string) => readFileSync(join(projectRoot(), 'policies', file), 'utf8');
  await installPolicies(database, read('subsidiarity-1.dmn'), read(gates), '2026-01-01T00:00:00.000Z');
  await database.destroy();
  return name;
}

function urlOf(superuserUrl: string, database: string): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function asSuperuser(superuserUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
