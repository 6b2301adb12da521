import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstWritable, toolsFolders } from '../../cli/embedded/folders.ts';
import { messageOf, StartProblem, type Say } from '../../cli/embedded/start-problem.ts';
import { findOnPath, findTemporal } from '../../cli/embedded/temporal-binary.ts';

/** A program of an image that is built from its source with Go, in the version that the image's tag says. */
interface GoProgram {
  readonly image: string;
  readonly module: string;
  /** Where in the module its main package is. */
  readonly main: string;
  /** What the image calls it; Go calls it by the last part of `main`. */
  readonly name: string;
}

const GO_PROGRAMS: readonly GoProgram[] = [
  {
    image: 'temporalio/server',
    module: 'go.temporal.io/server',
    main: 'cmd/server',
    name: 'temporal-server',
  },
  {
    image: 'temporalio/admin-tools',
    module: 'go.temporal.io/server',
    main: 'cmd/tools/sql',
    name: 'temporal-sql-tool',
  },
  { image: 'caddy', module: 'github.com/caddyserver/caddy/v2', main: 'cmd/caddy', name: 'caddy' },
  {
    image: 'temporalio/ui',
    module: 'github.com/temporalio/ui-server/v2',
    main: 'cmd/server',
    name: 'ui-server',
  },
];

interface Wanted extends GoProgram {
  readonly version: string;
}

/** Which of them these images need: `temporalio/server:1.32.1` needs that version's `temporal-server`. */
function wantedBy(images: readonly string[]): readonly Wanted[] {
  return GO_PROGRAMS.flatMap((program) => {
    const image = images.find((each) => each.startsWith(`${program.image}:`));
    const version = /:(\d+\.\d+\.\d+)/.exec(image ?? '')?.[1];
    return version === undefined ? [] : [{ ...program, version }];
  });
}

const folderFor = ({ version }: Wanted) => `cluster-${version}`;

function find(wanted: Wanted): string | undefined {
  return toolsFolders()
    .map((folder) => join(folder, folderFor(wanted), wanted.name))
    .find((path) => existsSync(path));
}

/**
 * Links the images' programs into `folder`, by the names that they have in their images, so that it can be the path of
 * what runs. Says all that is missing at once.
 */
export async function linkPrograms(folder: string, images: readonly string[], say: Say): Promise<void> {
  const wanted = wantedBy(images);
  const missing = wanted.filter((each) => find(each) === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
    throw new StartProblem(
      `Not here yet: ${names}. Build them from their source, once, with: npm run cluster -- tools (it needs Go and some minutes).`,
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const each of wanted) symlinkSync(find(each) ?? '', join(folder, each.name));
  symlinkSync(await findTemporal({ say }), join(folder, 'temporal'));
  symlinkSync(process.execPath, join(folder, 'node'));
}

/** Builds what is missing, from the sources of Go's module proxy. */
export async function buildPrograms(images: readonly string[], say: Say): Promise<void> {
  for (const wanted of wantedBy(images)) {
    const { name, module, main, version } = wanted;
    if (find(wanted) !== undefined) {
      say(`${name} ${version} is here.`);
      continue;
    }
    const go = findOnPath(['go']);
    if (go === undefined) throw new StartProblem(`${name} is built with Go, which is not on the path.`);
    const folder = join(firstWritable(toolsFolders()), folderFor(wanted));
    say(`Building ${name} ${version} from its source (${module}).`);
    try {
      await promisify(execFile)(go, ['install', `${module}/${main}@v${version}`], {
        env: { ...process.env, GOBIN: `${folder}.new` },
        maxBuffer: 64 * 1024 * 1024,
      });
    } catch (error) {
      throw new StartProblem(`${name} ${version} could not be built: ${messageOf(error)}`, { cause: error });
    }
    mkdirSync(folder, { recursive: true });
    renameSync(join(`${folder}.new`, main.split('/').at(-1) ?? ''), join(folder, name));
  }
}
