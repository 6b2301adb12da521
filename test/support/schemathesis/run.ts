import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../cli/embedded/folders.ts';
import { installPythonTool } from './python-tool.ts';
import { makeTempFolder } from '../temp-folder.ts';

/** schemathesis makes requests from an OpenAPI document, such as it allows and such as it does not, and checks what comes. */
const SCHEMATHESIS = {
  name: 'schemathesis',
  version: '4.32.5',
  requirements: join(projectRoot(), 'test', 'support', 'schemathesis', 'requirements.txt'),
  python: [3, 10],
} as const;

/** A server error, a status or form that the document does not say, an answer that breaks its schema. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
];

export interface Asked {
  readonly url: string;
  /** What the operations are read from. */
  readonly document: unknown;
  readonly token: string;
  /** How many requests for each operation, at most. */
  readonly each: number;
  readonly seed: number;
}

/** Asks all that the document allows as one person; gives whether every check held, and what is said. */
export async function runSchemathesis({ url, document, token, each, seed }: Asked) {
  const { python, folder: installed } = await installPythonTool(SCHEMATHESIS, { say: console.log });
  const folder = makeTempFolder('schemathesis');
  const file = join(folder.path, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const program = 'import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())';
  const options = [
    ['--url', url],
    ['--checks', CHECKS.join(',')],
    // Short runs fuzz; long ones also try the edges of every schema one by one.
    ['--phases', each > 20 ? 'examples,coverage,fuzzing' : 'fuzzing'],
    ['--max-examples', String(each)],
    ['--seed', String(seed)],
    ['--suppress-health-check', 'all'],
    ['--generation-database', 'none'],
    ['--warnings', 'off'],
    ['--request-timeout', '30'],
    ['--header', `Authorization: Bearer ${token}`],
  ].flat();
  const child = spawn(
    python,
    ['-c', program, 'run', file, ...options, '--continue-on-failure', '--no-shrink', '--no-color'],
    { cwd: folder.path, env: { ...process.env, PYTHONPATH: installed }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  folder.remove();
  return { held: code === 0, said };
}
