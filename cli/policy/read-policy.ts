import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { PolicyProblem } from '../../domain/policy/decision-table.ts';
import { loadPolicy, type Policy } from '../../domain/policy/policy.ts';
import type { Result } from '../../domain/result.ts';
import { projectRoot } from '../embedded/folders.ts';
import { messageOf, StartProblem } from '../embedded/start-problem.ts';

/** The policy that is put in force where none is. */
const SHIPPED = join('policies', 'subsidiarity-1.dmn');

/** Reads a policy's file, the shipped one where none is named. The error says of a file that was read what is wrong in it. */
export async function readPolicy(path: string | undefined): Promise<Result<Policy, PolicyProblem[]>> {
  return loadPolicy(await readText(path ?? join(projectRoot(), SHIPPED), path ?? SHIPPED));
}

/** A policy that has to be there to go on. @throws StartProblem that says all that is wrong in it */
export async function policyOf(path: string | undefined): Promise<Policy> {
  const loaded = await readPolicy(path);
  if (loaded.ok) return loaded.value;
  const what = loaded.error.map(problemInWords).join('\n');
  throw new StartProblem(`${path ?? SHIPPED} is not a subsidiarity policy that can be used:\n${what}`);
}

/** What a JSON file says; `-` is standard input. @throws StartProblem */
export async function readJson(path: string): Promise<unknown> {
  const read = path === '-' ? await text(process.stdin) : await readText(path, path);
  try {
    return JSON.parse(read);
  } catch (error) {
    throw new StartProblem(`${path} is not JSON: ${messageOf(error)}.`, { cause: error });
  }
}

export function problemInWords({ table, rule, cell, detail }: PolicyProblem): string {
  const where = [table && `table ${table}`, rule && `rule ${rule}`, cell && `cell ${cell}`].filter(Boolean);
  return where.length === 0 ? detail : `${where.join(', ')}: ${detail}`;
}

function readText(path: string, name: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new StartProblem(`${name} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
}
