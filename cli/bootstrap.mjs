// What the npm scripts call. Plain JavaScript without dependencies: it runs before anything is installed, looks at
// Node, installs what the lock file says when that is missing or old, and hands over.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname ?? '.', '..');
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const stamp = join(modules, '.remit-installed');
const leastNode = [20, 19];

/** @param {string} sentence @returns {never} */
function giveUp(sentence) {
  console.error(`remit: ${sentence}`);
  process.exit(1);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  giveUp(
    `Node ${leastNode.join('.')} or newer is needed, and this is ${process.versions.node}: install a newer one.`,
  );
}

/** @returns {string} */
function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/**
 * Either we installed from this very lock file, or somebody ran npm themselves: npm leaves a list of what it
 * installed when it has finished, and that holds all that the lock file wants.
 */
function isInstalled() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return true;
  const list = join(modules, '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  return Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages).every(([path, wanted]) => {
    if (path === '' || wanted.extraneous) return true;
    const present = installed[path];
    return present === undefined
      ? Boolean(wanted.optional || wanted.devOptional)
      : present.version === wanted.version;
  });
}

/** The npm that called us, else the one on the path. @returns {[string, string[]]} */
function npmCommand() {
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm) && existsSync(npm)) return [process.execPath, [npm]];
  const onPath = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'npm')));
  if (!onPath) giveUp('npm was not found: install it, it comes with Node.');
  return ['npm', []];
}

async function install() {
  if (isInstalled()) return;
  const [command, args] = npmCommand();
  // On the other stream: what a command prints, such as a token, is to stand alone.
  console.error('Installing the packages of package-lock.json, once (npm ci).');
  const started = Date.now();
  const progress = setInterval(
    () => console.error(`  installing: ${Math.round((Date.now() - started) / 1000)} s so far`),
    5000,
  );
  // NODE_ENV=production would leave out tsx, without which the source does not run.
  const code = await run(command, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root });
  clearInterval(progress);
  if (code !== 0) {
    giveUp(
      'The packages could not be installed (npm says why above): mend that, for example the way to the registry, and start again.',
    );
  }
  writeFileSync(stamp, lockHash());
}

/** Two starts on a fresh copy must not both install: the second waits for the first. */
async function inTurn(work) {
  const folder = join(root, '.remit');
  const turn = join(folder, 'installing');
  for (;;) {
    if (isInstalled()) return;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(turn, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') return work();
      const holder = existsSync(turn) ? Number(readFileSync(turn, 'utf8')) : 0;
      if (holder > 0 && !isAlive(holder)) rmSync(turn, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  const giveBack = () => rmSync(turn, { force: true });
  process.once('exit', giveBack);
  await work();
  process.off('exit', giveBack);
  giveBack();
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs it in our place: our terminal, our signals, its exit code. @returns {Promise<number>} */
function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    // Ctrl-C reaches the child from the terminal as well; what comes to us alone is passed on.
    const passOn = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => [name, () => child.kill(name)]);
    for (const [name, pass] of passOn) process.on(name, pass);
    child.once('error', (error) => {
      console.error(`remit: ${command} cannot be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code, signal) => {
      for (const [name, pass] of passOn) process.off(name, pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * npm runs us through a shell, and a shell that is told to stop does not pass that on: whoever stops npm would leave
 * us running. So when the shell or npm above it is gone, that counts as being told to stop.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const first = above();
  const watch = setInterval(() => {
    if (above() === first) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).split(' ')[2];
  } catch {
    return undefined;
  }
}

async function test(args) {
  const { fetchTools } = await import('./commands/fetch-tools.ts');
  await fetchTools({ forTests: true, say: console.log }).catch((error) =>
    giveUp(error.sentence ?? error.stack ?? String(error)),
  );
  // Mocha itself, not its launcher: that starts another Node for the options and does not pass every signal on.
  const mocha = join(dirname(createRequire(import.meta.url).resolve('mocha/package.json')), 'lib/cli/cli.js');
  const namesFiles = args.some((word) => word.endsWith('.ts'));
  process.exitCode = await run(
    process.execPath,
    ['--import', 'tsx', '--enable-source-maps', mocha, ...args, ...(namesFiles ? [] : ['test/**/*.test.ts'])],
    {
      cwd: root,
    },
  );
}

/** The cluster of docker-compose.yml as processes of this machine: test/cluster/README.md. */
async function cluster(args) {
  const main = join(root, 'test', 'cluster', 'main.ts');
  process.exitCode = await run(process.execPath, ['--import', 'tsx', '--enable-source-maps', main, ...args], {
    cwd: root,
  });
}

requireNode();
stopWithNpm();
await inTurn(install);
// In this process, not in a child: one process fewer to pass signals through.
await import('tsx');
process.setSourceMapsEnabled(true);
const [command, ...args] = process.argv.slice(2);
if (command === 'test') {
  await test(args);
} else if (command === 'cluster') {
  await cluster(args);
} else if (command === 'bench') {
  const { bench } = await import('../bench/main.ts');
  await bench(args);
} else {
  await import('./main.ts');
}
