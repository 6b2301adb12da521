import type { Command } from 'commander';
import { allRoutes, API_VERSION } from '../../api/app.ts';
import { openApiDocument } from '../../api/openapi.ts';
import type { Services } from '../../api/services.ts';

/** Adds `remit openapi`: the OpenAPI document of this version, as `docs/openapi.json` keeps it. */
export function addOpenapi(program: Command, print: (text: string) => void): void {
  program
    .command('openapi')
    .description('print the OpenAPI document of this version')
    .action(() => {
      // The routes are declared before they are served, so that nothing of the services is used here.
      const unused = {} as Services;
      print(JSON.stringify(openApiDocument(allRoutes(unused), API_VERSION), null, 2));
    });
}
