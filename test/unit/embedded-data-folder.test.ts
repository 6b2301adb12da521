import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '../../cli/embedded/data-folder.ts';
import { dataFolderPath, toolsFolders } from '../../cli/embedded/folders.ts';
import { freePorts, requireFreePort } from '../../cli/embedded/free-port.ts';
import { birthOf } from '../../cli/embedded/processes.ts';
import { Lines } from '../support/eventually.ts';
import { occupyPort } from '../support/occupied-port.ts';
import { problemOf } from '../support/problem-of.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('the data folder', () => {
  let folder: TempFolder;
  let lines: Lines;
  beforeEach(() => {
    folder = makeTempFolder('data');
    lines = new Lines();
  });
  afterEach(() => folder.remove());

  const lock = (): string => join(folder.path, 'remit.lock');
  const open = (): ReturnType<typeof openDataFolder> => openDataFolder({ say: lines.say, path: folder.path });

  it('is held by one Remit at a time', async () => {
    const held = open();
    expect(await problemOf(open)).to.match(
      new RegExp(
        `^Another Remit \\(process ${process.pid}\\) is running with the data in .*REMIT_DATA and PORT`,
      ),
    );
    held.release();
    expect(existsSync(lock())).to.equal(false);
    open().release();
    expect(lines.all).to.deep.equal([]);
  });

  it('is taken over from a Remit that is gone, and says so', () => {
    const gone = spawnSync('true').pid;
    writeFileSync(lock(), JSON.stringify({ pid: gone, birth: 'long ago' }));
    const held = open();
    expect(lines.all).to.have.length(1);
    expect(lines.all[0]).to.match(new RegExp(`left locked .*process ${gone}.*taken over`));
    expect(JSON.parse(readFileSync(lock(), 'utf8'))).to.deep.equal({
      pid: process.pid,
      birth: birthOf(process.pid),
    });
    held.release();
  });

  it('is taken over when another program has the process id by now', () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, birth: 'an earlier boot 12' }));
    open().release();
    expect(lines.all[0]).to.contain('taken over');
  });

  it('is taken over from a lock that was cut off in the middle', () => {
    writeFileSync(lock(), '{"pid":');
    open().release();
    expect(lines.all[0]).to.contain('taken over');
  });

  it('is given back only by who holds it', () => {
    const held = open();
    writeFileSync(lock(), JSON.stringify({ pid: process.ppid, birth: birthOf(process.ppid) }));
    held.release();
    expect(existsSync(lock())).to.equal(true);
  });

  it('stands beside package.json unless it is set; the tools do not move with it', () => {
    expect(dataFolderPath({ REMIT_DATA: '/elsewhere' })).to.equal('/elsewhere');
    expect(existsSync(join(dataFolderPath({}), '..', 'package.json'))).to.equal(true);
    expect(toolsFolders({ REMIT_DATA: '/elsewhere' })[0]).to.equal(join(dataFolderPath({}), 'tools'));
  });
});

describe('ports', () => {
  it('are free and differ', async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).to.equal(5);
    for (const port of ports) await requireFreePort(port, 'the API', 'PORT');
  });

  it('that are taken are refused in one sentence', async () => {
    const other = await occupyPort();
    const { port } = other;
    expect(await problemOf(requireFreePort(port, 'the API', 'PORT'))).to.equal(
      `Port ${port} for the API is taken by another program: stop that one, or set PORT to a free port.`,
    );
    await other.free();
  });
});
