import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
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

/** Everything of docker-compose.yml with the profile for trying out, in the order in which its services need each other. */
export async function bringUp(say: Say): Promise<Cluster> {
  const folder = makeTempFolder('cluster');
  const file = readComposeFile();
  const addresses = await chooseAddresses(file);
  const plan = planOf(file, variablesForTryingOut(), ['trying-out'], {
    addresses,
    folder: (source) => (source.startsWith('.') ? join(projectRoot(), source) : join(folder.path, source)),
  });
  const bin = join(folder.path, 'bin');
  const logs = join(folder.path, 'logs');
  for (const path of [bin, logs, join(folder.path, 'identity')]) mkdirSync(path, { recursive: true });
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
  const begun = new Map<string, Promise<void>>();
  const begin = (planned: Planned): Promise<void> => {
    const known = begun.get(planned.name);
    if (known !== undefined) return known;
    const needs = plan.filter(({ name }) => name in planned.after).map(begin);
    const done = Promise.all(needs).then(() => run(planned));
    begun.set(planned.name, done);
    return done;
  };
  const run = async (planned: Planned): Promise<void> => {
    const { name, image, command, isJob } = planned;
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
    const cwd = isAbsolute(command[0] ?? '') || command[0]?.startsWith('.') === true ? bin : projectRoot();
    const path = `${bin}:/usr/bin:/bin`;
    const service = new Service(planned, { path, cwd, log: join(logs, `${name}.log`) });
    if (isJob) {
      jobs.set(name, service);
      await service.complete();
      say(`${name}: done after ${took()}`);
      return;
    }
    services.set(name, service);
    stops.push(() => service.stop());
    await service.start();
    say(
      `${name}: ${planned.health === undefined ? 'started' : 'healthy'} after ${took()}, at ${planned.address}`,
    );
  };
  try {
    await Promise.all(plan.map(begin));
  } catch (error) {
    await Promise.allSettled(begun.values());
    await stop();
    throw error;
  }
  const url = `http://${addresses.get('proxy') ?? ''}:8080`;
  return { plan, services, jobs, url, logs, stop };
}
