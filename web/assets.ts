import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { DESIGN_SYSTEM, DESIGN_SYSTEM_VERSION, projectFile } from './project-files.ts';

const YEAR = 'public, max-age=31536000, immutable';
const DAY = 'public, max-age=86400';

const nhsuk = (file: string) => readFileSync(join(DESIGN_SYSTEM, 'nhsuk', file), 'utf8');

/**
 * What pages load beside themselves, made once. The design system's fonts are fetched from another site and licensed
 * for NHS addresses only, so their rules are left out: nothing that a page loads comes from elsewhere, and text is
 * shown in the system's own next choice, Arial.
 */
const FILES = {
  'nhsuk.css': {
    type: 'text/css',
    text: nhsuk(`nhsuk-frontend-${DESIGN_SYSTEM_VERSION}.min.css`)
      .replaceAll(/@font-face\s*\{[^}]*\}/g, '')
      .replace(/\/\*# sourceMappingURL=.*\*\//, ''),
  },
  'remit.css': { type: 'text/css', text: readFileSync(projectFile('web', 'assets', 'remit.css'), 'utf8') },
  'nhsuk.js': {
    type: 'text/javascript',
    text: nhsuk(`nhsuk-frontend-${DESIGN_SYSTEM_VERSION}.min.js`).replace(/\/\/# sourceMappingURL=.*/, ''),
  },
} as const;

type AssetName = keyof typeof FILES;

const VERSIONS = new Map(
  Object.entries(FILES).map(([name, { text }]) => [
    name,
    createHash('sha256').update(text).digest('hex').slice(0, 12),
  ]),
);

/** The address of a file, which changes when the file does, so that browsers may keep it for good. */
export function assetAddress(name: AssetName): string {
  return `/assets/${name}?v=${VERSIONS.get(name) ?? ''}`;
}

export function serveAssets(): Router {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set('X-Content-Type-Options', 'nosniff');
    next();
  });
  for (const [name, { type, text }] of Object.entries(FILES)) {
    router.get(`/${name}`, (request, response) => {
      const current = request.query['v'] === VERSIONS.get(name);
      response
        .set('Cache-Control', current ? YEAR : DAY)
        .type(type)
        .send(text);
    });
  }
  router.use(
    express.static(join(DESIGN_SYSTEM, 'nhsuk', 'assets'), {
      index: false,
      redirect: false,
      setHeaders: (response) => void response.set('Cache-Control', DAY),
    }),
  );
  return router;
}
