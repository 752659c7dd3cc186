/** `npm test`: lint, both compilers, then every test. One command, and the first that fails ends it. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TESTED = ['bench', 'helpers', 'jupyter', 'local-aws/src', 'runner'];
const NOT_OURS = new Set(['node_modules', 'dist']);

function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : testFiles(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** A package's command, by its file: two packages bring a `tsc`, and the one in .bin is the kernel's. */
function inModules(...path: string[]): string {
  return join(root, 'node_modules', ...path);
}

function run(what: string, args: string[]): void {
  console.log(`\n▶ ${what}`);
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (done.status === 0) return;
  console.error(`\n✘ ${what}: ${done.signal ?? `exit code ${done.status}`}`);
  process.exit(1);
}

const filter = process.argv.slice(2);
const all = TESTED.flatMap(testFiles);
const chosen = filter.length === 0 ? all : all.filter((file) => filter.some((part) => file.includes(part)));
if (chosen.length === 0) {
  console.error(`No test file's path holds ${filter.join(' or ')}.`);
  process.exit(2);
}

if (filter.length === 0) {
  run('lint and format (Biome)', [
    inModules('@biomejs', 'biome', 'bin', 'biome'),
    'check',
    '--error-on-warnings',
  ]);
  run('types, strict (TypeScript)', [inModules('typescript', 'bin', 'tsc'), '-p', '.']);
  run("types, as the kernel sees them (tslab's TypeScript)", [
    inModules('@tslab', 'typescript-for-tslab', 'bin', 'tsc'),
    '-p',
    'jupyter',
  ]);
}
run(`tests (${chosen.length} files)`, [
  '--import',
  'tsx',
  '--test',
  '--test-reporter=spec',
  // Many tests wait for a terminal, a browser or a buffer: a third file keeps two cores busy.
  '--test-concurrency=3',
  '--test-timeout=300000',
  ...chosen,
]);
