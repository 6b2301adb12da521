import { execFile } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { firstWritable, toolsFolders } from './folders.ts';
import { isRoot } from './os-user.ts';
import { messageOf, StartProblem } from './start-problem.ts';
import { findOnPath, type FindOptions } from './temporal-binary.ts';

/** What `chromium.launch` of playwright-core takes. */
export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

const run = promisify(execFile);
const setting = 'REMIT_CHROMIUM';
const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium to test pages with: the one that is set, one of the system, else the one that npm carries. */
export async function findBrowser({ say, env = process.env }: FindOptions): Promise<Browser> {
  const chosen = env[setting];
  if (chosen !== undefined && chosen !== '') {
    if (await runs(chosen, {})) return browser(chosen, {});
    throw new StartProblem(`${setting} is ${chosen}, which is not a browser that can be run.`);
  }
  const ofTheSystem = findOnPath(onPath, env);
  if (ofTheSystem !== undefined && (await runs(ofTheSystem, {}))) return browser(ofTheSystem, {});
  return packagedBrowser({ say, env });
}

async function packagedBrowser({ say, env = process.env }: FindOptions): Promise<Browser> {
  const { archives, version } = findPackage();
  const name = `chromium-${version}`;
  const folders = toolsFolders(env);
  let folder = folders.map((each) => join(each, name)).find((each) => existsSync(each));
  if (folder === undefined) {
    folder = join(firstWritable(folders), name);
    say(`Unpacking Chromium ${version}, once.`);
    await unpack(archives, folder);
  }
  const executable = join(folder, 'chromium');
  const fonts = { FONTCONFIG_FILE: join(folder, fontSettings) };
  // Its own libraries only where the system lacks them: mixing them with newer ones of the system is asking for it.
  for (const extra of [fonts, { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }]) {
    if (await runs(executable, extra)) return browser(executable, extra);
  }
  throw new StartProblem(
    `The Chromium that npm carries does not run on this machine: install one, or set ${setting} to the path of one.`,
  );
}

function browser(executablePath: string, extra: Record<string, string>): Browser {
  return {
    executablePath,
    // As root Chromium refuses its sandbox. Our own pages on loopback are all that is opened.
    args: [...(isRoot() ? ['--no-sandbox'] : []), '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...(process.env as Record<string, string>), ...extra },
  };
}

async function runs(executable: string, extra: Record<string, string>): Promise<boolean> {
  try {
    const args = ['--version', ...(isRoot() ? ['--no-sandbox'] : [])];
    await run(executable, args, { timeout: 30_000, env: { ...process.env, ...extra } });
    return true;
  } catch {
    return false;
  }
}

/** Beside its place and moved there when whole, as everything that is unpacked. */
async function unpack(archives: string, folder: string): Promise<void> {
  const unfinished = `${folder}.new-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await pipeline(
      createReadStream(join(archives, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(unfinished, 'chromium'), { mode: 0o755 }),
    );
    for (const [archive, into] of parts) {
      const tar = join(unfinished, `${archive}.tar`);
      await pipeline(
        createReadStream(join(archives, `${archive}.tar.br`)),
        createBrotliDecompress(),
        createWriteStream(tar),
      );
      mkdirSync(join(unfinished, into), { recursive: true });
      await run('tar', ['-xf', tar, '--no-same-owner', '-C', join(unfinished, into)]);
      rmSync(tar);
    }
    writeFileSync(join(unfinished, fontSettings), fontConfiguration(folder));
    renameSync(unfinished, folder);
  } catch (error) {
    if (existsSync(folder)) return;
    throw new StartProblem(`Chromium could not be unpacked to ${folder}: ${messageOf(error)}.`, {
      cause: error,
    });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const fontSettings = 'fonts.conf';

/** The fonts of the system, and one that is always there: without any font at all Chromium crashes. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
}

/** Software graphics beside the executable, libraries for a system that lacks them, and a font. */
const parts = [
  ['swiftshader', '.'],
  ['al2023', 'al2023'],
  ['fonts', 'fonts'],
] as const;

function findPackage(): { archives: string; version: string } {
  const name = '@sparticuz/chromium';
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    let root = dirname(entry);
    while (!existsSync(join(root, 'bin', 'chromium.br'))) {
      if (root === dirname(root)) throw new Error(`${name} has no browser in it`);
      root = dirname(root);
    }
    const { version } = createRequire(import.meta.url)(join(root, 'package.json')) as { version: string };
    return { archives: join(root, 'bin'), version };
  } catch (error) {
    throw new StartProblem(
      `No Chromium was found and the package ${name} is not installed (${messageOf(error)}): run npm ci, or set ${setting}.`,
      { cause: error },
    );
  }
}
