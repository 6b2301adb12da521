import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * A file of the shared folder that stands beside the project (or where `REMIT_SHARED` says), or `null` where it
 * is not there: the vectors are read in place and never copied into the project.
 */
export function sharedPath(...parts: string[]): string | null {
  const path = join(process.env['REMIT_SHARED'] ?? join(ROOT, '..', 'shared'), ...parts);
  return existsSync(path) ? path : null;
}
