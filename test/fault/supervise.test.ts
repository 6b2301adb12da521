import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRunning } from '../../cli/embedded/processes.ts';
import { nodeProgram } from '../../cli/node-program.ts';
import { createSupervisor } from '../../cli/supervise.ts';
import { childProgram } from '../support/child-program.ts';
import { eventually, Lines } from '../support/eventually.ts';
import { problemOf } from '../support/problem-of.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('supervision', () => {
  let folder: TempFolder;
  let lines: Lines;
  beforeEach(() => {
    folder = makeTempFolder('supervise');
    lines = new Lines();
  });
  afterEach(() => folder.remove());

  const stoppedInOrder = (): string[] =>
    readFileSync(join(folder.path, 'stopped-in-order'), 'utf8').trim().split('\n');

  it('starts one again that died, and says which, how, and which restart it is', async () => {
    const supervisor = createSupervisor({ say: lines.say, delaysMs: [10, 20] });
    await supervisor.start(childProgram(folder.path, 'worker'));
    const first = supervisor.pidOf('worker') ?? 0;
    process.kill(first, 'SIGKILL');
    await lines.next(/^worker is back/);
    const second = supervisor.pidOf('worker') ?? 0;
    expect(second).not.to.equal(first);
    process.kill(second, 'SIGKILL');
    await lines.next(/restart 2 in 0\.02 s/);
    await eventually('it is back again', () => supervisor.pidOf('worker') !== undefined);
    await supervisor.stop();
    expect(lines.all.slice(0, 5)).to.deep.equal([
      `worker (process ${first}) was ended by SIGKILL.`,
      'worker: restart 1 in 0.01 s.',
      `worker is back (process ${second}).`,
      `worker (process ${second}) was ended by SIGKILL.`,
      'worker: restart 2 in 0.02 s.',
    ]);
  });

  it('stops all, the last started first, and does not start them again', async () => {
    const supervisor = createSupervisor({ say: lines.say });
    const pids: number[] = [];
    for (const name of ['a', 'b', 'c']) {
      await supervisor.start(childProgram(folder.path, name));
      pids.push(supervisor.pidOf(name) ?? 0);
    }
    await Promise.all([supervisor.stop(), supervisor.stop()]);
    expect(stoppedInOrder()).to.deep.equal(['c', 'b', 'a']);
    expect(pids.filter((pid) => isRunning(pid))).to.deep.equal([]);
    expect(await problemOf(supervisor.start(childProgram(folder.path, 'late')))).to.equal(
      'Remit is stopping.',
    );
  });

  it('ends one by its id that does not stop in time', async () => {
    const supervisor = createSupervisor({ say: lines.say });
    const deaf = childProgram(folder.path, 'deaf', { stopSignal: 'SIGWINCH', stopWithinMs: 50 });
    await supervisor.start(deaf);
    const pid = supervisor.pidOf('deaf') ?? 0;
    await supervisor.stop();
    expect(isRunning(pid)).to.equal(false);
  });

  it('passes on why a program does not become ready', async () => {
    const supervisor = createSupervisor({ say: lines.say });
    const broken = childProgram(folder.path, 'broken', {
      args: ['-e', 'console.error("no key was given"); process.exit(3)'],
    });
    expect(await problemOf(supervisor.start(broken))).to.match(
      /^broken stopped with exit code 3 before it was ready: no key was given \(see .*broken\.log\)$/,
    );
    const silent = childProgram(folder.path, 'silent', {
      ready: () => Promise.reject(new Error('nobody there')),
      readyWithinMs: 100,
    });
    expect(await problemOf(supervisor.start(silent))).to.match(
      /^silent did not answer within 0\.1 seconds \(nobody there\)/,
    );
    await supervisor.stop();
  });

  it('does not wait for one that is still starting when it is told to stop', async () => {
    const supervisor = createSupervisor({ say: lines.say });
    const never = childProgram(folder.path, 'never', { ready: () => Promise.reject(new Error('never')) });
    const starting = problemOf(supervisor.start(never));
    await supervisor.stop();
    expect(await starting).to.equal('never was stopped before it was ready.');
  });

  it('makes a program of Node stop by itself when the channel to us closes', async () => {
    const { command, args } = nodeProgram({
      ...childProgram(folder.path, 'channel'),
      module: 'test/support/child-main',
    });
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const exited = once(child, 'exit');
    createInterface({ input: child.stdout! }).on('line', lines.say);
    await lines.next(/^ready$/);
    child.disconnect();
    expect(await exited).to.deep.equal([0, null]);
    expect(lines.all).to.deep.equal(['ready', 'asked to stop']);
  });

  describe('in a process of its own', () => {
    let supervisor: ChildProcess;
    let exited: Promise<unknown[]>;
    let pids: number[];

    beforeEach(async () => {
      const script = join(import.meta.dirname, '../support/supervisor-main.ts');
      supervisor = spawn(process.execPath, ['--import', 'tsx', script, folder.path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      exited = once(supervisor, 'exit');
      createInterface({ input: supervisor.stdout! }).on('line', lines.say);
      pids = [];
      for (const name of ['first', 'second']) {
        const line = await lines.next(new RegExp(`^started ${name} `));
        pids.push(Number(line.split(' ').at(-1)));
      }
    });

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      it(`leaves no process after ${signal}`, async () => {
        supervisor.kill(signal);
        supervisor.kill(signal);
        await exited;
        expect(lines.all.at(-1)).to.equal(`ended by ${signal}`);
        expect(stoppedInOrder()).to.deep.equal(['second', 'first']);
        expect(pids.filter((pid) => isRunning(pid))).to.deep.equal([]);
      });
    }

    it('leaves no process after kill -9 either', async () => {
      supervisor.kill('SIGKILL');
      await exited;
      await eventually('its programs are gone', () => !pids.some((pid) => isRunning(pid)));
      expect(stoppedInOrder()).to.deep.equal(['second', 'first']);
    });
  });
});
