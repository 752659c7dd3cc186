/**
 * `node runner/setup.mjs SCRIPT [args]`: makes a fresh clone ready, then runs the script. Plain JavaScript
 * without a dependency, since it runs before there is any. It installs what package-lock.json names, builds
 * local-aws, and does neither again while nothing has changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 19];

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (isNewEnough) return;
  stop(
    `This needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}. Get one from https://nodejs.org`,
  );
}

/** Runs a command to its end, its output going to standard error: standard output belongs to the script. */
function run(what, command, args) {
  process.stderr.write(`${what} …\n`);
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: process.env });
  if (done.status === 0) return;
  const reason = done.error ? done.error.message : `exit code ${done.status ?? done.signal}`;
  stop(`${what} failed (${reason}). The lines above say why; nothing was started.`);
}

/** The npm that runs this script, or the one that stands beside this Node. */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) return [process.execPath, [cli, ...args]];
  const beside = [
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((file) => existsSync(file));
  return beside ? [process.execPath, [beside, ...args]] : ['npm', args];
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

/** Does `work` unless the stamp says that it was done for the same `paths`. */
function unlessDone(stamp, paths, product, work) {
  const now = fingerprint(paths);
  const isDone = existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
  if (isDone) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

/** Whether somebody has run `npm ci` or `npm install` since the packages were last named otherwise. */
function isInstalledByHand(modules, lock) {
  const record = join(modules, '.package-lock.json'); // npm's own
  const needed = ['tslab', 'tsx', 'esbuild'].map((name) => join(modules, name));
  if (![record, ...needed].every((path) => existsSync(path))) return false;
  return lock.every((path) => statSync(path).mtimeMs <= statSync(record).mtimeMs);
}

function install() {
  const modules = join(root, 'node_modules');
  // A link leads to the packages of another folder, which npm would empty first.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const lock = [
    join(root, 'package-lock.json'),
    join(root, 'package.json'),
    join(root, 'local-aws', 'package.json'),
  ];
  const stamp = join(modules, '.installed');
  unlessDone(stamp, lock, join(modules, 'tslab'), () => {
    if (!existsSync(stamp) && isInstalledByHand(modules, lock)) return;
    const [command, args] = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    run('Installing the packages (once, about 10 seconds)', command, args);
  });
}

function build() {
  const source = [
    ...files(join(root, 'local-aws', 'src')),
    join(root, 'local-aws', 'build.mjs'),
    join(root, 'package-lock.json'),
  ];
  const product = join(root, 'local-aws', 'dist', 'local-aws.cjs');
  unlessDone(
    join(root, 'local-aws', 'dist', '.built'),
    source.filter((file) => !file.endsWith('.test.ts')),
    product,
    () => run('Building the local AWS', process.execPath, [join(root, 'local-aws', 'build.mjs')]),
  );
}

/**
 * Runs the script in this very process, so that there is no other one between it and whoever sends a signal.
 * TypeScript goes through tsx, whose cache outside of this folder stays off.
 */
async function start(script, args) {
  const file = resolve(root, script);
  if (!existsSync(file) || !statSync(file).isFile()) stop(`${file} is not there.`);
  process.argv = [process.argv[0], file, ...args];
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (file.endsWith('.ts')) {
    process.env.TSX_DISABLE_CACHE = '1';
    const { register } = await import('tsx/esm/api');
    register();
  }
  await import(pathToFileURL(file).href);
}

checkNode();
const [script, ...args] = process.argv.slice(2);
if (!script) stop('Usage: node runner/setup.mjs SCRIPT [args]');
install();
build();
await start(script, args);
