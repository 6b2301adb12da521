import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import type { Say } from '../../cli/embedded/start-problem.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { chooseAddresses } from './addresses.ts';
import { readComposeFile, variablesNeeded, type Variables } from './compose.ts';
import { planOf, type Planned } from './plan.ts';
import { startPostgresOf } from './postgres.ts';
import { linkPrograms } from './programs.ts';
import { Service } from './service.ts';

export interface Cluster {
  readonly plan: readonly Planned[];
  /** The processes that stay, by service. */
  readonly services: ReadonlyMap<string, Service>;
  /** What runs once and ends: may be run again. */
  readonly jobs: ReadonlyMap<string, Service>;
  /** Where people reach it, through the proxy. */
  readonly url: string;
  readonly logs: string;
  /** One more program in the surroundings of a service, as `docker compose run` has it; gives what it said. */
  readonly runIn: (service: string, command: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** What `.env` holds for trying out, with secrets of this run. */
export function variablesForTryingOut(): Variables {
  const secrets = variablesNeeded().filter((name) => /PASSWORD|SECRET/.test(name));
  return {
    ...Object.fromEntries(secrets.map((name) => [name, randomBytes(24).toString('hex')])),
    REMIT_PUBLIC_URL: 'http://proxy:8080',
    OIDC_ISSUER: 'http://identity.localhost:8180',
    REMIT_OPERATOR: 'operator',
  };
}

interface Begun {
  readonly started: Promise<void>;
  /** A job has ended, another service is well. */
  readonly done: Promise<void>;
}

/** The user that our image runs as. */
const IMAGE_USER = 1000;

/**
 * Everything of docker-compose.yml with the profile for trying out, in the order in which its services need each other.
 * `image` is a folder that was made as the Dockerfile makes it: Remit's own services then run there, as the image's user.
 */
export async function bringUp(say: Say, image?: string): Promise<Cluster> {
  const folder = makeTempFolder('cluster');
  const file = readComposeFile();
  const addresses = await chooseAddresses(file);
  const plan = planOf(file, variablesForTryingOut(), ['trying-out'], {
    addresses,
    folder: (source) => {
      if (source.startsWith('.')) return join(projectRoot(), source);
      const path = join(folder.path, 'volumes', source);
      mkdirSync(path, { recursive: true });
      if (image !== undefined) chownSync(path, IMAGE_USER, IMAGE_USER);
      return path;
    },
  });
  const bin = join(folder.path, 'bin');
  const logs = join(folder.path, 'logs');
  mkdirSync(logs);
  await linkPrograms(
    bin,
    plan.map(({ image }) => image),
    say,
  );

  const services = new Map<string, Service>();
  const jobs = new Map<string, Service>();
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
    folder.remove();
  };
  const begun = new Map<string, Begun>();
  const begin = (planned: Planned): Begun => {
    const known = begun.get(planned.name);
    if (known !== undefined) return known;
    let launched = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      launched = resolve;
    });
    const needs = plan
      .filter(({ name }) => name in planned.after)
      .map((need) => (planned.after[need.name] === 'started' ? begin(need).started : begin(need).done));
    const done = Promise.all(needs).then(() => run(planned, launched));
    const each = { started: Promise.race([started, done]), done };
    // Its failure is told by `done`.
    each.started.catch(() => undefined);
    begun.set(planned.name, each);
    return each;
  };
  const logOf = (name: string) => join(logs, `${name}.log`);
  const serviceOf = (planned: Planned) => {
    const inImage = image !== undefined && planned.image.startsWith('remit:');
    // Some programs are in their image's working folder.
    const here = planned.command[0]?.startsWith('./') === true ? bin : projectRoot();
    return new Service(planned, {
      path: `${bin}:/usr/bin:/bin`,
      cwd: inImage ? image : here,
      user: inImage ? IMAGE_USER : undefined,
      log: logOf(planned.name),
    });
  };
  const runIn = async (name: string, command: readonly string[]): Promise<string> => {
    const planned = plan.find((each) => each.name === name);
    if (planned === undefined) throw new Error(`There is no ${name} in the cluster`);
    const own = `${name}-${command.slice(2).join('-')}`;
    await serviceOf({ ...planned, name: own, command }).complete();
    return readFileSync(logOf(own), 'utf8').trim();
  };
  const run = async (planned: Planned, launched: () => void): Promise<void> => {
    const { name, image, isJob } = planned;
    const began = Date.now();
    const took = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
    if (image.startsWith('postgres:')) {
      const postgres = await startPostgresOf(planned, {
        folder: join(folder.path, 'postgres'),
        initial: join(projectRoot(), 'deploy/postgres'),
        say,
      });
      stops.push(() => postgres.stop());
      say(`${name}: healthy after ${took()}, at ${planned.address}`);
      return;
    }
    const service = serviceOf(planned);
    if (isJob) {
      jobs.set(name, service);
      await service.complete();
      say(`${name}: done after ${took()}`);
      return;
    }
    services.set(name, service);
    stops.push(() => service.stop());
    await service.start(launched);
    say(
      `${name}: ${planned.health === undefined ? 'started' : 'healthy'} after ${took()}, at ${planned.address}`,
    );
  };
  try {
    await Promise.all(plan.map((planned) => begin(planned).done));
  } catch (error) {
    await Promise.allSettled([...begun.values()].map(({ done }) => done));
    await stop();
    throw error;
  }
  const url = `http://${addresses.get('proxy') ?? ''}:8080`;
  return { plan, services, jobs, url, logs, runIn, stop };
}
