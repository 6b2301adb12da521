import type { Request, Response } from 'express';
import nunjucks from 'nunjucks';
import { assetAddress } from './assets.ts';
import { cspNonce } from './protect.ts';
import { DESIGN_SYSTEM, projectFile } from './project-files.ts';
import { CSRF_FIELD } from './csrf-guard.ts';
import { csrfToken, currentPerson } from './session.ts';

/** Shows a view. `data` is plain words: every one of them is escaped on its way into the page. */
export type Render = (
  request: Request,
  response: Response,
  view: string,
  data?: object,
  status?: number,
) => void;

export function createRender(): Render {
  const environment = new nunjucks.Environment(
    new nunjucks.FileSystemLoader([projectFile('web', 'views'), DESIGN_SYSTEM]),
    { autoescape: true, throwOnUndefined: false, trimBlocks: true, lstripBlocks: true },
  );
  environment.addGlobal('asset', assetAddress);
  return (request, response, view, data = {}, status = 200) => {
    const page = environment.render(`${view}.njk`, {
      ...data,
      cspNonce: cspNonce(response),
      csrfField: CSRF_FIELD,
      csrf: csrfToken(request),
      signedIn: currentPerson(request),
      path: request.path,
      returnTo: request.originalUrl,
    });
    response.status(status).type('html').set('Cache-Control', 'no-store').send(page);
  };
}
