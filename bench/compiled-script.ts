/**
 * A script as one file, with what V8 has compiled of it beside it, as local-aws starts, too: what a client takes to load
 * hides less of the servers then.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles `entry` into `folder`.
 *
 * @returns the file to run; its first run that ends by itself leaves the compiled code for all others
 */
export async function compiledScript(entry: string, folder: string): Promise<string> {
  const bundle = join(folder, 'script.bundle.cjs');
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'iife',
    logLevel: 'warning',
    banner: { js: '(function (require) {' },
    footer: { js: '})' },
  });
  const launcher = join(folder, 'script.cjs');
  writeFileSync(launcher, launch(bundle, join(folder, 'script.code')));
  return launcher;
}

function launch(bundle: string, code: string): string {
  return `
    const { existsSync, readFileSync, writeFileSync } = require('node:fs');
    const { Script } = require('node:vm');
    const [filename, code] = ${JSON.stringify([bundle, code])};
    const cachedData = existsSync(code) ? readFileSync(code) : undefined;
    const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
    if (script.cachedDataRejected) throw new Error(code + ' is of another V8');
    if (!cachedData) process.once('exit', () => writeFileSync(code, script.createCachedData()));
    script.runInThisContext()(require);
  `;
}
