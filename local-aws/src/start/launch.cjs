#!/usr/bin/env node
/**
 * The command `local-aws`: runs what build.mjs has made of it, with what V8 compiled of that when it was built, so
 * that a start does not compile a megabyte of text. Where that code is missing, or of another version of V8, it is
 * compiled anew: then a start only takes longer. (CommonJS, since Node takes a tenth longer to start a module.)
 *
 * Beside this file are two with chunks, functions by their names: `start.cjs` has what the first answer takes,
 * `later.cjs` what waits until it is asked for.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const launchUrl = pathToFileURL(__filename).href;
const chunks = {};
const modules = new Map();
/** By name what has been opened: compile.mjs keeps what V8 has compiled of it. */
const scripts = new Map();

function readCode(name) {
  try {
    return readFileSync(join(__dirname, `${name}.code`));
  } catch {
    return undefined;
  }
}

function open(name) {
  const filename = join(__dirname, `${name}.cjs`);
  const text = readFileSync(filename, 'latin1'); // esbuild writes ASCII
  const script = new Script(text, { filename, cachedData: readCode(name) });
  scripts.set(name, script);
  Object.assign(chunks, script.runInThisContext());
}

function openLater(name) {
  let cause;
  try {
    open('later');
  } catch (error) {
    cause = error;
  }
  if (chunks[name]) return;
  throw new Error(`local-aws has been built anew since it was started (no ${name}): start it again`, {
    cause,
  });
}

/** What stands for `require` in a chunk: other chunks, each run once, and what is Node's own. */
function load(name) {
  let module = modules.get(name);
  if (module) return module.exports;
  if (!name.startsWith('./')) {
    module = { exports: require(name) }; // once: to require node:crypto again takes half a millisecond
    modules.set(name, module);
    return module.exports;
  }
  if (!chunks[name]) openLater(name);
  module = { exports: {} };
  modules.set(name, module);
  chunks[name](module, module.exports, load, launchUrl);
  return module.exports;
}

open('start');
load('./main.js');
module.exports = scripts;
