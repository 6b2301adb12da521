import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { withVariables, type ComposeFile, type ComposeService, type Variables } from './compose.ts';

/** One service as it runs by hand. */
export interface Planned {
  readonly name: string;
  readonly image: string;
  /** The first is the program's name, as in the image. */
  readonly command: readonly string[];
  /** All of its environment, but for the path on which its programs are found. */
  readonly env: Readonly<Record<string, string>>;
  /** The address that stands in place of its name. */
  readonly address: string;
  readonly isJob: boolean;
  readonly after: Readonly<Record<string, 'started' | 'healthy' | 'completed'>>;
  /** A program and its arguments that end with 0 when it is well. */
  readonly health: readonly string[] | undefined;
}

/** What stands in place of what a container has of its own. */
export interface Mapping {
  /** By service, and by the other names that a network gives it. */
  readonly addresses: ReadonlyMap<string, string>;
  /** The folder of a named volume, of a path of the project, or of a service's own `/tmp`. */
  readonly folder: (source: string) => string;
}

/** Variables that hold a host alone, without a port. In all others a host is told by the port that follows it. */
const HOSTS = ['BIND_ON_IP', 'HOST', 'POSTGRES_SEEDS', 'SQL_HOST', 'TEMPORAL_BROADCAST_ADDRESS'];

const CONDITIONS = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
} as const;

/** What runs by hand: the services of the file that have no profile or one of `profiles`. */
export function planOf(
  file: ComposeFile,
  variables: Variables,
  profiles: readonly string[],
  mapping: Mapping,
): readonly Planned[] {
  const chosen = Object.entries(file.services).filter(
    ([, { profiles: of = [] }]) => of.length === 0 || of.some((each) => profiles.includes(each)),
  );
  const jobs = new Set(
    chosen.flatMap(([, { depends_on = {} }]) =>
      Object.entries(depends_on).flatMap(([name, { condition }]) =>
        condition === 'service_completed_successfully' ? [name] : [],
      ),
    ),
  );
  return chosen.map(([name, raw]) => {
    const service = withVariables(raw, variables);
    const address = mapping.addresses.get(name) ?? '';
    const here = translator(name, service, address, mapping);
    const test = service.healthcheck?.test;
    if (test !== undefined && test[0] !== 'CMD') throw new Error(`${name}: its health check is no CMD`);
    return {
      name,
      image: service.image,
      command: [...(service.entrypoint ?? []), ...(service.command ?? [])].map((word) => here(word)),
      env: Object.fromEntries(
        Object.entries({ ...imageVariables(service), ...service.environment }).map(([key, value]) => [
          key,
          here(value, HOSTS.includes(key)),
        ]),
      ),
      address,
      // What is run once and ends, whether somebody waits for it or, like the example, nobody.
      isJob: jobs.has(name) || String(service['restart']).startsWith('on-failure'),
      after: Object.fromEntries(
        Object.entries(service.depends_on ?? {}).map(([other, { condition }]) => [
          other,
          CONDITIONS[condition],
        ]),
      ),
      health: test?.slice(1).map((word) => here(word)),
    };
  });
}

/** Puts addresses in place of names, and paths of this machine in place of a container's. */
function translator(name: string, service: ComposeService, own: string, { addresses, folder }: Mapping) {
  const names = [...addresses.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const withPort = new RegExp(`(?<![\\w.-])(${names.join('|')})(?=:\\d+(?![\\w@]))`, 'g');
  const mounts = [
    ...(service.volumes ?? []),
    ...(service.tmpfs ?? []).map((path) => `${name}${path}:${path}`),
  ].map((mount) => {
    const [source = '', target = ''] = mount.split(':');
    return { source: folder(source), target };
  });
  return (text: string, isHost = false): string => {
    const alone = isHost ? addresses.get(text) : undefined;
    if (alone !== undefined) return alone;
    const mount = mounts.find(({ target }) => text === target || text.startsWith(`${target}/`));
    if (mount !== undefined) return mount.source + text.slice(mount.target.length);
    return text
      .replaceAll(withPort, (name) => addresses.get(name) ?? name)
      .replaceAll(/(?<![\d.])(0\.0\.0\.0|127\.0\.0\.1)(?![\d.])/g, own);
  };
}

/** What our own image sets for all that run in it. */
function imageVariables({ image }: ComposeService): Record<string, string> {
  if (!image.startsWith('remit:')) return {};
  const lines = readFileSync(join(projectRoot(), 'Dockerfile'), 'utf8').matchAll(/^ENV (\w+)=(\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Every name that a network knows a service by, its own first. */
export function namesOf(file: ComposeFile): readonly (readonly string[])[] {
  return Object.entries(file.services).map(([name, { networks = [] }]) => {
    const aliases = Array.isArray(networks)
      ? []
      : Object.values(networks as Record<string, { aliases?: readonly string[] }>).flatMap(
          (network) => network.aliases ?? [],
        );
    return [name, ...aliases];
  });
}
