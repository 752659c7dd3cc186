/**
 * Bundles local-aws so that it starts quickly. Of the AWS SDK only the schemas are taken: the clients around
 * them are what a server never needs, and most of what loading the packages costs. What V8 compiles at the
 * start is compiled here, once.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

function schemasOf(client) {
  return join(dirname(require.resolve(`${client}/package.json`)), 'dist-es', 'schemas', 'schemas_0.js');
}

/** Of a client's schemas, only operations are exported: all that is exported takes time at every start. */
const operationsOnly = {
  name: 'operations-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      return { contents: text.replaceAll(/^export (?!var \w+\$ = \[9,)/gm, '') };
    });
  },
};

const clients = ['firehose', 'iam', 's3', 'sts'].map((name) => `@aws-sdk/client-${name}`);

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  legalComments: 'eof',
  logLevel: 'warning',
};
const processing = join(here, 'src', 'firehose', 'processing');
const start = join(here, 'src', 'start');
const dist = join(here, 'dist');

// What an earlier build has left would be taken for this one's: V8 knows a file by its length alone.
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const { outputFiles, metafile } = await build({
  ...common,
  entryPoints: [join(here, 'src', 'main.ts')],
  outdir: dist,
  absWorkingDir: dist,
  format: 'esm', // which esbuild can split
  splitting: true,
  metafile: true,
  write: false,
  alias: Object.fromEntries(clients.map((client) => [client, schemasOf(client)])),
  plugins: [operationsOnly],
  define: { 'import.meta.url': 'launchUrl' },
});

/** What a chunk has to have before it runs, itself included. */
function closure(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const { imports } = metafile.outputs[name];
  for (const { path, kind, external } of imports)
    if (kind === 'import-statement' && !external) closure(path, found);
  return found;
}

/** The text of a file of chunks: an object of functions, which launch.cjs calls. */
async function fileOf(names) {
  const functions = names.map(async (name) => {
    const { text } = outputFiles.find(({ path }) => path === join(dist, name));
    const { code } = await transform(text, {
      ...{ format: 'cjs', platform: common.platform, target: common.target },
      // A script that node:vm runs cannot import(): what is loaded late is required late.
      supported: { 'dynamic-import': false },
    });
    return `${JSON.stringify(`./${name}`)}(module, exports, require, launchUrl) {\n'use strict';\n${code}}`;
  });
  return `({\n${(await Promise.all(functions)).join(',\n')}\n})\n`;
}

const names = Object.keys(metafile.outputs);
const ofSts = names.filter((name) => /(client-sts|src\/sts)\//.test(metafile.outputs[name].entryPoint ?? ''));
const atStart = new Set(['main.js', ...ofSts].flatMap((name) => [...closure(name)])); // the first call asks who it is
writeFileSync(join(dist, 'start.cjs'), await fileOf([...atStart]));
writeFileSync(join(dist, 'later.cjs'), await fileOf(names.filter((name) => !atStart.has(name))));

// Worker threads are files of their own, found beside the one that starts them.
for (const worker of ['jq-worker.mjs', 'lambda-worker.mjs']) {
  await build({
    ...common,
    entryPoints: [join(processing, worker)],
    outfile: join(dist, worker),
    format: 'esm',
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
  });
}

const command = join(dist, 'local-aws.cjs');
copyFileSync(join(start, 'launch.cjs'), command);
chmodSync(command, 0o755);
execFileSync(process.execPath, [join(start, 'compile.mjs'), dist], { stdio: ['ignore', 'ignore', 'pipe'] });
