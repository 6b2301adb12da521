import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const guide = readFileSync(join(projectRoot(), 'docs/integrators.md'), 'utf8');
const [, section = ''] = guide.split('### Check a message\n');
const blockOf = (language: string) =>
  new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(section)?.[1] ?? '';

interface Message {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
type Check = (message: Message) => Promise<boolean>;

const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;
const body = JSON.stringify({ type: 'gate-decided', data: { n: 12, words: '“as they came” ' } });

/** A message as Remit sends it: signed by the library that its worker signs with. */
function sent(secrets: readonly string[], at = new Date()): Pick<Message, 'headers' | 'body'> {
  const id = '019396c0-0000-7000-8000-000000000001';
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
  return { headers, body };
}

describe('the integrator’s guide on the signatures of webhooks', function () {
  this.timeout(30_000);
  let folder: TempFolder;
  before(() => {
    folder = makeTempFolder('signatures');
  });
  after(() => {
    folder.remove();
  });

  const inNode: Check = async ({ secret, headers, body }) => {
    const file = join(folder.path, 'verify.mjs');
    await writeFile(file, blockOf('js'));
    const { isFromRemit } = (await import(pathToFileURL(file).href)) as {
      isFromRemit: (secret: string, headers: Message['headers'], body: Buffer) => boolean;
    };
    return isFromRemit(secret, headers, Buffer.from(body));
  };
  const inPython: Check = async (message) => {
    const script = `${blockOf('python')}\nimport json, sys\nm = json.loads(sys.argv[1])\nprint(is_from_remit(m["secret"], m["headers"], m["body"].encode()))`;
    const { stdout } = await run('python3', ['-c', script, JSON.stringify(message)]);
    expect(stdout).to.match(/^(True|False)\n$/);
    return stdout === 'True\n';
  };
  const inShell: Check = async ({ secret, headers, body }) => {
    await writeFile(join(folder.path, 'message'), body);
    const env = {
      ...process.env,
      SECRET: secret,
      ID: headers['webhook-id'],
      SENT: headers['webhook-timestamp'],
      SIGNATURES: headers['webhook-signature'],
    };
    const script = `check() { ${blockOf('bash')}\n}\nif check; then echo yes; else echo no; fi`;
    const { stdout, stderr } = await run('bash', ['-c', script], { cwd: folder.path, env });
    expect(stderr).to.equal('');
    return stdout === 'yes\n';
  };

  for (const [language, check] of [
    ['Node', inNode],
    ['Python', inPython],
    ['a shell', inShell],
  ] as const)
    it(`takes what Remit signed and nothing else, in ${language}`, async () => {
      const [secret, before] = [newSecret(), newSecret()];
      const good = sent([secret]);
      expect(await check({ secret, ...good })).to.equal(true);
      const both = sent([secret, before]);
      expect(await check({ secret: before, ...both }), 'while a secret is changed').to.equal(true);
      const minutes = (count: number) => new Date(Date.now() + count * 60_000);
      const withHeader = (name: string, value: string) => ({
        ...good,
        headers: { ...good.headers, [name]: value },
      });
      for (const [what, bad] of [
        ['another secret', sent([before])],
        ['another body', { ...good, body: good.body.replace('12', '13') }],
        ['another id', withHeader('webhook-id', 'another')],
        [
          'another time',
          withHeader('webhook-timestamp', String(Number(good.headers['webhook-timestamp']) - 1)),
        ],
        ['too old', sent([secret], minutes(-6))],
        ['of the future', sent([secret], minutes(6))],
        ['no signature', withHeader('webhook-signature', '')],
        [
          'another version',
          withHeader('webhook-signature', good.headers['webhook-signature']?.replace('v1', 'v2') ?? ''),
        ],
      ] as const)
        expect(await check({ secret, ...bad }), what).to.equal(false);
    });
});
