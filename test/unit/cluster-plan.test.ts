import { expect } from 'chai';
import { variablesForTryingOut } from '../cluster/bring-up.ts';
import { readComposeFile, withVariables } from '../cluster/compose.ts';
import { namesOf, planOf, type Planned } from '../cluster/plan.ts';
import { linkPrograms } from '../cluster/programs.ts';
import { compare, type Row } from '../cluster/recount.ts';

const file = readComposeFile();
const variables = variablesForTryingOut();
const names = namesOf(file).flat();
/** Addresses that can be told from anything else that a value holds. */
const addresses = new Map(names.map((name) => [name, `<${name}>`]));
const plan = planOf(file, variables, ['trying-out'], { addresses, folder: (source) => `[${source}]` });
const planned = (name: string): Planned => {
  const found = plan.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is not planned`);
  return found;
};

describe('the cluster by hand', () => {
  it('runs every service of docker-compose.yml', () => {
    expect(plan.map(({ name }) => name)).to.have.members(Object.keys(file.services));
    const without = planOf(file, variables, [], { addresses, folder: (source) => source });
    expect(plan.length - without.length).to.equal(2);
  });

  for (const [name, raw] of Object.entries(file.services)) {
    it(`runs ${name} with the command and the environment that the file has`, () => {
      const { image, command, env, health } = planned(name);
      const service = withVariables(raw, variables);
      // Put back what a container has of its own; nothing else may differ.
      const asInContainer = (text: string) =>
        names.reduce(
          (now, each) => now.replaceAll(`<${each}>`, each),
          [...(service.volumes ?? []), `${name}/tmp:/tmp`].reduce((now, volume) => {
            const [source = '', target = ''] = volume.split(':');
            return now.replaceAll(`[${source}]`, target);
          }, text),
        );
      const own = (text: string) => text.replaceAll(/\b(0\.0\.0\.0|127\.0\.0\.1)\b/g, name);
      expect(image).to.equal(raw.image);
      expect(command.map(asInContainer)).to.deep.equal(
        [...(service.entrypoint ?? []), ...(service.command ?? [])].map(own),
      );
      expect(health?.map(asInContainer)).to.deep.equal(service.healthcheck?.test.slice(1).map(own));
      const ofImage = image.startsWith('remit:') ? { NODE_ENV: 'production' } : {};
      const expected = Object.entries({ ...ofImage, ...service.environment });
      expect(Object.entries(env).map(([key, value]) => [key, asInContainer(value)])).to.deep.equal(
        expected.map(([key, value]) => [key, own(value)]),
      );
    });
  }

  it('puts addresses where hosts are, and nowhere else', () => {
    const { env } = planned('web-1');
    expect(env['DATABASE_URL']).to.equal(
      `postgres://remit_api:${variables['REMIT_API_PASSWORD'] ?? ''}@<postgres>:5432/remit`,
    );
    expect(env).to.include({
      HOST: '<web-1>',
      PORT: '8080',
      OIDC_ISSUER: 'http://<identity.localhost>:8180',
    });
    expect(planned('temporal').env).to.include({
      ...{ POSTGRES_SEEDS: '<postgres>', POSTGRES_USER: 'temporal', BIND_ON_IP: '<temporal>' },
      DYNAMIC_CONFIG_FILE_PATH: '[./deploy/temporal]/dynamic.yaml',
    });
    expect(planned('proxy').env).to.include({ WEB_1: '<web-1>:8080', WEB_2: '<web-2>:8080' });
    expect(planned('identity').env).to.include({ REMIT_DATA: '[identity]' });
    expect(planned('web-2').health?.at(-1)).to.contain("fetch('http://<web-2>:8080/readyz')");
  });

  it('starts each after what it needs', () => {
    expect(planned('worker-1').after).to.deep.equal({
      migrate: 'completed',
      'temporal-namespace': 'completed',
    });
    expect(plan.filter(({ isJob }) => isJob).map(({ name }) => name)).to.have.members([
      ...['temporal-schema', 'temporal-namespace', 'migrate', 'example'],
    ]);
  });

  it('says which programs are missing, and how to have them', async () => {
    const said = await linkPrograms('/nowhere', ['caddy:0.0.1-alpine'], () => undefined).catch(String);
    expect(said).to.contain('caddy 0.0.1').and.to.contain('npm run cluster -- tools');
  });
});

describe('counting what a cluster acknowledged', () => {
  const sent = (method: string, path: string, id?: string) => ({
    ...{ method, path, id, tries: 1, acknowledged: true },
  });
  const drafted: Row = { initiative: 'i', type: 'initiative-drafted', data: {} };
  const completed: Row = { initiative: 'i', type: 'task-completed', data: { task: 't' } };
  const commands = [sent('POST', '/v1/initiatives', 'i'), sent('POST', '/v1/tasks/t/complete')];

  it('finds each once', () => {
    expect(compare([drafted, completed], commands)).to.deep.equal({ acknowledged: 2, found: 2, wrong: [] });
  });

  it('misses one that is gone, and sees one that is there twice', () => {
    expect(compare([drafted], commands).wrong).to.deep.equal([
      'POST /v1/tasks/t/complete was acknowledged and is there 0 times',
    ]);
    expect(compare([drafted, completed, completed], commands).wrong).to.deep.equal([
      'POST /v1/tasks/t/complete was acknowledged and is there 2 times',
    ]);
    expect(compare([drafted, { ...drafted, initiative: 'j' }, completed], commands).wrong).to.deep.equal([
      'initiative j was drafted, and nobody was told',
    ]);
  });
});
