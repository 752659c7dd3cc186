'use strict';
const { createRequire } = require('node:module');
const path = require('node:path');

/** The only release that the mends have been proved on. It is also tslab's last one. */
const VERSION = '1.0.22';

/**
 * Finds tslab from the notebook's folder, else from this folder, and checks that it is the release that can be mended.
 *
 * @param {string} notebookFolder the kernel's working directory
 * @returns {{ require: NodeJS.Require }} `require` as seen from tslab's own package.json
 * @throws an Error whose `hint` says what to run, when tslab is missing or of another version
 */
function findTslab(notebookFolder) {
  const manifest = resolve([notebookFolder, __dirname]);
  const tslab = { require: createRequire(manifest) };
  const { version } = tslab.require('./package.json');
  if (version !== VERSION) {
    throw problem(
      `This kernel needs tslab ${VERSION}, but found tslab ${version} in ${path.dirname(manifest)}.`,
    );
  }
  return tslab;
}

function resolve(folders) {
  try {
    return require.resolve('tslab/package.json', { paths: folders });
  } catch (cause) {
    throw problem(`tslab was found neither from ${folders.join(' nor from ')}.`, cause);
  }
}

function problem(message, cause) {
  const hint = `${message}\nRun "npm ci" in the project's folder, then start the kernel again.`;
  return Object.assign(new Error(message, { cause }), { hint });
}

module.exports = { findTslab };
