import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { explainWriting } from '../embedded/start-problem.ts';

/** The file's text; `undefined` when there is none, or nothing in it. */
export function readKept(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Only we may read it. It appears whole or not at all, so that a full disk leaves no half of it. */
export function keep(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw explainWriting(error, dirname(path));
  }
}

/** A secret that is made once, by chance. */
export function keptSecret(path: string): string {
  const kept = readKept(path);
  if (kept !== undefined) return kept;
  const made = randomBytes(32).toString('base64url');
  keep(path, made);
  return made;
}
