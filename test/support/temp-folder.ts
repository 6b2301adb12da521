import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardFolder, releaseFolder } from '../../cli/embedded/guard.ts';

export interface TempFolder {
  readonly path: string;
  remove(): void;
}

/** A folder of its own, which goes also when the run is cut off. */
export function makeTempFolder(purpose: string): TempFolder {
  const path = mkdtempSync(join(tmpdir(), `remit-${purpose}-`));
  // As root Postgres runs as another account, and its data is to stay in here.
  chmodSync(path, 0o755);
  guardFolder(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      releaseFolder(path);
    },
  };
}
