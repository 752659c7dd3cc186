/**
 * Bundles local-aws into one file that starts quickly. Of the AWS SDK only the schemas are taken: the
 * clients around them are what a server never needs, and most of what loading the packages costs.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

function schemasOf(client) {
  return join(dirname(require.resolve(`${client}/package.json`)), 'dist-es', 'schemas', 'schemas_0.js');
}

const clients = ['firehose', 'iam', 's3', 'sts'].map((name) => `@aws-sdk/client-${name}`);

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  legalComments: 'eof',
  logLevel: 'warning',
};
const processing = join(here, 'src', 'firehose', 'processing');
const dist = join(here, 'dist');

await build({
  ...common,
  entryPoints: [join(here, 'src', 'main.ts')],
  outfile: join(dist, 'local-aws.mjs'),
  format: 'esm',
  alias: Object.fromEntries(clients.map((client) => [client, schemasOf(client)])),
  // Some of the SDK's packages are CommonJS and call require for Node's own modules.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
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
