import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { readComposeFile, variablesNeeded, withVariables } from '../cluster/compose.ts';

const read = (file: string) => readFileSync(join(projectRoot(), file), 'utf8');
const file = readComposeFile();
const services = Object.entries(file.services);
/** Without the one-off jobs. */
const staying = services.filter(([, { restart }]) => restart === 'unless-stopped');

describe('docker-compose.yml', () => {
  // It names draft 7 by an address that is not draft 7's own.
  const { $schema: _, ...schema } = JSON.parse(read('test/cluster/compose-spec.json')) as { $schema: string };
  const isValid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

  it('is what the Compose Specification allows', () => {
    expect(isValid(file), JSON.stringify(isValid.errors, null, 1)).to.equal(true);
    const misspelt = { ...file, services: { ...file.services, other: { image: 'x', comand: [] } } };
    expect(isValid(misspelt)).to.equal(false);
  });

  it('has two of each process, Postgres, Temporal, its pages, a proxy, and jobs that prepare them', () => {
    expect(staying.map(([name]) => name)).to.have.members([
      ...['postgres', 'temporal', 'temporal-ui', 'proxy', 'identity'],
      ...['web-1', 'web-2', 'worker-1', 'worker-2'],
    ]);
    expect(services.filter((each) => !staying.includes(each)).map(([name]) => name)).to.have.members([
      ...['temporal-schema', 'temporal-namespace', 'migrate', 'example'],
    ]);
    expect(file.services['web-1']).to.deep.equal(file.services['web-2']);
    expect(file.services['worker-1']).to.deep.equal(file.services['worker-2']);
  });

  it('pins every image, and ours is of this version', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    for (const [name, { image }] of services) {
      if (image.startsWith('remit:')) expect(image, name).to.equal(`remit:${version}`);
      else expect(image, name).to.match(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    }
    for (const line of read('Dockerfile')
      .split('\n')
      .filter((each) => each.startsWith('FROM ')))
      expect(line).to.match(/^FROM [a-z]+:\d+\.\d+-[a-z-]+( AS build)?$/);
  });

  it('holds no secret, and has no default for one', () => {
    for (const [name, { environment = {} }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        // Not every provider wants one.
        if (variable === 'OIDC_CLIENT_SECRET') expect(value).to.equal('${OIDC_CLIENT_SECRET:-}');
        else if (/PASSWORD|PWD|SECRET|KEY/.test(variable))
          expect(value, `${name} ${variable}`).to.match(/^\$\{\w+:\?[^}]+\}$/);
        const password = /:\/\/[^:/@]+:(.*)@/.exec(value)?.[1];
        if (password !== undefined) expect(password, `${name} ${variable}`).to.match(/^\$\{\w+:\?[^}]+\}$/);
      }
    }
  });

  it('has each variable that it needs in the example of an environment, without a value', () => {
    const lines = read('deploy/env.example').split('\n');
    for (const name of variablesNeeded()) expect(lines, name).to.include(`${name}=`);
    for (const name of lines.filter((line) => /^\w+=/.test(line)).map((line) => line.replace(/=.*/, '')))
      expect(variablesNeeded(), name).to.include(name);
    expect(() => withVariables(file, {})).to.throw('is not set: set it in .env');
  });

  it('hands through what operations.md names for signing people in and telling them', () => {
    const rows = read('docs/operations.md').matchAll(
      /^\| `((?:REMIT_)?OIDC_\w+|REMIT_(?:SMTP|MAIL|WEBHOOK)_\w+)`[^|]*\| (\w+)/gm,
    );
    const named = [...rows].map(([, variable = '', process = '']) => ({ variable, process }));
    expect(named.length).to.be.greaterThan(10);
    for (const { variable, process } of named)
      for (const service of process === 'both' ? ['web-1', 'worker-1'] : [`${process}-1`])
        expect(file.services[service]?.environment, service).to.have.property(variable);
    expect(file.services['worker-1']?.networks, 'mail servers').to.include('outside');
  });

  it('gives nothing more than it needs: no root, no capability, read-only files, limits', () => {
    for (const [name, service] of services) {
      expect(service, name).to.include({ read_only: true, init: true });
      expect(service['cap_drop'], name).to.deep.equal(['ALL']);
      expect(service['security_opt'], name).to.deep.equal(['no-new-privileges:true']);
      expect(service, name).to.have.nested.property('deploy.resources.limits.memory');
      expect(service, name).to.have.nested.property('deploy.resources.limits.cpus');
      expect(service['privileged'] ?? service.user === 'root', name).to.equal(false);
      // The other images name a user of their own.
      if (/^(postgres|caddy):/.test(service.image)) expect(service.user, name).to.be.a('string');
    }
    expect(read('Dockerfile')).to.match(/^USER node$/m);
  });

  it('looks after the health of all that stays', () => {
    for (const [name, { healthcheck }] of staying) expect(healthcheck?.test[0], name).to.equal('CMD');
  });

  it('can be reached through the proxy alone, and from this machine alone where no password is asked for', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).to.deep.equal([
      'proxy',
    ]);
    const [pages, ...open] = file.services['proxy']?.ports ?? [];
    expect(pages).to.equal('${REMIT_PUBLISH:-127.0.0.1}:8080:8080');
    for (const port of open) expect(port).to.match(/^127\.0\.0\.1:/);
  });

  it('brings the identity provider and the example people for trying out only', () => {
    for (const [name, { profiles }] of services)
      expect(profiles, name).to.deep.equal(
        ['identity', 'example'].includes(name) ? ['trying-out'] : undefined,
      );
  });
});
