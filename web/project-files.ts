import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * A file of the project, found from the folder with `package.json` upwards of here, so that templates and styles stay
 * where they are written and a build finds them too: `dist/web` and `web` look in the same place.
 */
export function projectFile(...parts: readonly string[]): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the pages');
    folder = parent;
  }
  return join(folder, ...parts);
}

const designSystemFile = createRequire(import.meta.url).resolve('nhsuk-frontend/package.json');

/** The NHS design system's templates, styles and images, as its package has them. */
export const DESIGN_SYSTEM = join(dirname(designSystemFile), 'dist');
export const DESIGN_SYSTEM_VERSION = (
  JSON.parse(readFileSync(designSystemFile, 'utf8')) as { readonly version: string }
).version;
