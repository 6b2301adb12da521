import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBodies } from '../../cli/commands/bodies.ts';
import { fetchToken } from '../../cli/commands/token.ts';
import { freePorts } from '../../cli/embedded/free-port.ts';
import { isRunning } from '../../cli/embedded/processes.ts';
import { findIssuer } from '../../cli/identity/find-issuer.ts';
import { problemOf } from '../support/problem-of.ts';
import { processesOf, runRemit, startRemit, type StartedRemit } from '../support/remit.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

// One Remit is started for all of these, in the order in which somebody would meet it.
describe('npm start', function () {
  this.timeout(120_000);
  let folder: TempFolder;
  let port: number;
  let remit: StartedRemit;
  let url: string;
  const started: StartedRemit[] = [];
  const data = () => join(folder.path, 'data');
  const settings = () => ({ REMIT_DATA: data(), PORT: String(port), REMIT_URL: url });

  function begin(given: Parameters<typeof startRemit>[0]): StartedRemit {
    const one = startRemit(given);
    started.push(one);
    return one;
  }

  async function ask<T>(subject: string, path: string, body?: unknown): Promise<T> {
    const token = await fetchToken(subject, { issuer: await findIssuer(url) });
    const answer = await fetch(new URL(path, url), {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  }

  before(async () => {
    folder = makeTempFolder('start');
    [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    remit = begin(settings());
    await remit.lines.next(/^Ctrl-C stops|^\(ended/);
  });

  after(async () => {
    for (const each of started) each.child.kill('SIGTERM');
    await Promise.all(started.map((each) => each.exited));
    folder.remove();
  });

  it('has played the examples, leaves one waiting, and says whom it waits for', async () => {
    const said = remit.lines.all.join('\n');
    expect(said).to.match(/Remit is ready, in [\d.]+ s/);
    expect(said).not.to.contain('  ! ');
    expect(said.match(/decided at/g)).to.have.length(15);
    expect(said).to.match(/approver-1\.Y61 .*1 task waits/);
    const { items } = await ask<{ items: { status: string }[] }>('owner.QHL', '/v1/initiatives');
    expect(items.map((each) => each.status)).to.deep.equal(['closed']);
    const waiting = await ask<{ items: { state: string; level: string }[] }>(
      'approver-1.Y61',
      '/v1/tasks?queue=mine&state=ready',
    );
    expect(waiting.items).to.have.length(1);
    expect(waiting.items.every((task) => task.level === 'region')).to.equal(true);
  });

  it('prints a token and nothing else', async () => {
    const { code, stdout, stderr } = await runRemit(['token', 'owner.QKS'], settings());
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const unknown = await runRemit(['token', 'owner.NOBODY'], settings());
    expect(unknown.code).to.equal(1);
    expect(unknown.stderr).to.match(/^remit: No token: nobody is called owner\.NOBODY[^\n]*\n$/);
  });

  it('lets in somebody who is registered later', async () => {
    const person = {
      subject: 'a.newcomer',
      name: 'Ada Newcomer',
      profession: 'midwife',
      roles: [{ role: 'owner', body: 'QKS' }],
    };
    await ask('operator', '/v1/people', person);
    expect((await ask<{ name: string }>('a.newcomer', '/v1/people/me')).name).to.equal('Ada Newcomer');
  });

  it('imports a map of bodies, all of it or none', async () => {
    const file = join(folder.path, 'bodies.csv');
    const head = 'code,name,kind,parent,from,to,gss\n';
    writeFileSync(
      file,
      `${head}place:QKS:thanet,Thanet,place,QKS,2023-04-01,,\nQKS,Kent and Medway,system,Y59,2023-04-01,,\n`,
    );
    const { code, stdout, stderr } = await runRemit(['bodies', 'import', file], settings());
    expect([code, stdout], stderr).to.deep.equal([0, '1 registered, 1 changed, 0 as they were.\n']);
    const again = await importBodies([file], { url, as: 'operator' });
    expect(again).to.deep.equal({ registered: 0, changed: 0, unchanged: 2 });
    writeFileSync(
      file,
      `${head}place:QKS:dover,Dover,place,QKS,2023-04-01,,\nplace:QZZ:x,Nowhere,place,QZZ,2023-04-01,,\n`,
    );
    expect(await problemOf(importBodies([file], { url, as: 'operator' }))).to.equal(
      `${file}:3: column "parent": no file has a body with the code QZZ (known-parent). Add its row, or correct the code.`,
    );
    expect(
      await problemOf(importBodies([join('examples', 'places.csv')], { url, as: 'owner.QKS' })),
    ).to.contain('403');
    const { items } = await ask<{ items: { code: string }[] }>('operator', '/v1/bodies?kind=place');
    expect(items.map((body) => body.code))
      .to.include('place:QKS:thanet')
      .and.not.to.include('place:QKS:dover');
  });

  it('refuses in one sentence what cannot be', async () => {
    const other = join(folder.path, 'other');
    const [refusedPort, refusedHost, refusedAddress, refusedLock] = await Promise.all([
      runRemit(['start'], { ...settings(), REMIT_DATA: other }),
      runRemit(['start'], { ...settings(), HOST: '0.0.0.0' }),
      runRemit(['start'], { ...settings(), REMIT_PUBLIC_URL: 'https://remit.example.org' }),
      runRemit(['start'], settings()),
    ]);
    expect(refusedPort.stderr).to.equal(
      `remit: Port ${port} for the pages and the API is taken by another program: stop that one, or set PORT to a free port.\n`,
    );
    expect(refusedHost.stderr).to.match(/^remit: Remit does not listen on 0\.0\.0\.0 while [^\n]*\n$/);
    expect(refusedAddress.stderr).to.match(/^remit: Remit is not published as https:[^\n]*\n$/);
    expect(refusedLock.stderr).to.match(
      /^remit: Another Remit \(process \d+\) is running with the data in [^\n]*\n$/,
    );
    for (const refused of [refusedPort, refusedHost, refusedAddress, refusedLock])
      expect(refused.code).to.equal(1);
  });

  it('starts a process again that was killed, and says so', async () => {
    const { worker = 0 } = processesOf(data());
    process.kill(worker, 'SIGKILL');
    await remit.lines.next(new RegExp(`^Worker \\(process ${worker}\\) was ended by SIGKILL`));
    await remit.lines.next(/^Worker is back/);
    const played = await runRemit(['play', join('examples', 'urgent-eye-hub-norfolk.json')], settings());
    expect(played.stdout, played.stderr).to.match(/1 passed, 0 failed\n$/);
  });

  it('runs beside another, and stops in the middle of its start when it is told to', async () => {
    const [otherPort = 0] = await freePorts(1);
    const other = join(folder.path, 'beside');
    const second = begin({ ...settings(), REMIT_DATA: other, PORT: String(otherPort) });
    await second.lines.next(/Remit is ready|^\(ended/);
    const running = Object.values(processesOf(other));
    expect(running).to.have.length(5);
    expect(running.every((pid) => isRunning(pid))).to.equal(true);
    second.child.kill('SIGINT');
    expect(await second.exited, second.lines.all.join('\n')).to.equal(130);
    expect(running.filter((pid) => isRunning(pid))).to.deep.equal([]);
    expect((await fetch(new URL('/readyz', url))).status).to.equal(200);
  });

  it('finds the data again after it was cut off, and stops all of it when it is told to', async () => {
    const cutOff = Object.values(processesOf(data()));
    expect(cutOff).to.have.length(5);
    remit.child.kill('SIGKILL');
    await remit.exited;
    remit = begin(settings());
    await remit.lines.next(/^Ctrl-C stops|^\(ended/);
    const said = remit.lines.all.join('\n');
    expect(said).to.match(/was left locked by a Remit that was cut off \(process \d+\): it is taken over\./);
    expect(said).to.contain('The data of before is here: 5 initiatives.');
    expect(said).not.to.contain('Example ');
    expect(said).to.match(/approver-1\.Y61 .*1 task waits/);
    expect((await ask<{ name: string }>('a.newcomer', '/v1/people/me')).name).to.equal('Ada Newcomer');
    const running = [...cutOff, ...Object.values(processesOf(data()))];
    expect(running).to.have.length(10);
    remit.child.kill('SIGINT');
    expect(await remit.exited).to.equal(0);
    expect(running.filter((pid) => isRunning(pid))).to.deep.equal([]);
    expect(processesOf(data())).to.deep.equal({});
  });
});
