import { mkdtempSync, rmSync } from 'node:fs';
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
  guardFolder(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      releaseFolder(path);
    },
  };
}
