import type { Up } from './bring-up.ts';
import type { Surroundings } from './servers.ts';
import { whoIsWaitedFor } from './waiting.ts';

/** What is worth knowing of a Remit that runs: where it is, and who one can be. */
export async function describeAddresses(
  { settings, folder }: Pick<Surroundings, 'settings' | 'folder'>,
  { issuer, urls, temporal }: Up,
): Promise<readonly string[]> {
  const { url, publicUrl } = settings;
  return [
    '',
    ...table([
      ['Pages', publicUrl],
      ['API', `${url}/v1, described at ${url}/docs and ${url}/openapi.json`],
      ['Sign-in', settings.issuer ?? `${issuer} (local: no passwords, this machine only)`],
      ...(temporal.uiUrl === undefined ? [] : [['Temporal', temporal.uiUrl] as const]),
      ['Data', folder],
    ]),
    ...(settings.issuer === undefined ? await describePeople(urls.worker, issuer) : []),
    '',
    'Ctrl-C stops all of it.',
  ];
}

async function describePeople(workerUrl: string, issuer: string): Promise<readonly string[]> {
  const waiting = await whoIsWaitedFor(workerUrl, issuer);
  return [
    '',
    'Sign in as',
    ...table([
      ...waiting.map(
        ({ subject, name, tasks }) =>
          [subject, `${name}: ${tasks === 1 ? '1 task waits' : `${tasks} tasks wait`}`] as const,
      ),
      ['owner.QKS', 'somebody who proposes an initiative'],
      ['board.Y59', 'somebody who looks at what was decided'],
      ['operator', 'somebody who runs the installation'],
    ]),
    '  or anybody else of a body: owner, approver-1 to approver-3, board, and signatory of an ICS',
    'A token for the API: npm run -s token -- owner.QKS',
  ];
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
