/**
 * Bundles local-aws so that it starts quickly. Of the AWS SDK only the schemas are taken: the clients around
 * them are what a server never needs, and most of what loading the packages costs. What V8 compiles at the
 * start is compiled here, once.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

// V8 knows a bundle by its length alone: code of an earlier one must not be taken for this one's.
rmSync(join(dist, 'bundle.code'), { force: true });

await build({
  ...common,
  entryPoints: [join(here, 'src', 'main.ts')],
  outfile: join(dist, 'bundle.cjs'),
  format: 'cjs',
  alias: Object.fromEntries(clients.map((client) => [client, schemasOf(client)])),
  plugins: [operationsOnly],
  // A script that node:vm runs cannot import(): what is loaded late is required late.
  supported: { 'dynamic-import': false },
  // A function, which launch.cjs calls.
  banner: { js: '(function (require, launchUrl) {' },
  footer: { js: '})' },
  define: { 'import.meta.url': 'launchUrl' },
});

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

execFileSync(process.execPath, [join(start, 'compile.mjs'), dist], { stdio: ['ignore', 'ignore', 'pipe'] });
const command = join(dist, 'local-aws.cjs');
copyFileSync(join(start, 'launch.cjs'), command);
chmodSync(command, 0o755);
