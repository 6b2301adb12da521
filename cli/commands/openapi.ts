import type { Command } from 'commander';
import { allRoutes, API_VERSION } from '../../api/app.ts';
import { openApiDocument } from '../../api/openapi.ts';
import type { Services } from '../../api/services.ts';
import { whoMayDocument } from '../../api/who-may.ts';

// The routes are declared before they are served, so that nothing of the services is used here.
const declared = () => allRoutes({} as Services);

/**
 * Adds `remit openapi`, the OpenAPI document of this version as `docs/openapi.json` keeps it, and `remit who-may`, who may
 * do what as `docs/who-may-do-what.md` does.
 */
export function addOpenapi(program: Command, print: (text: string) => void): void {
  program
    .command('openapi')
    .description('print the OpenAPI document of this version')
    .action(() => {
      print(JSON.stringify(openApiDocument(declared(), API_VERSION), null, 2));
    });
  program
    .command('who-may')
    .description('print who may do what, for docs/who-may-do-what.md')
    .action(() => {
      print(whoMayDocument(declared()).trimEnd());
    });
}
