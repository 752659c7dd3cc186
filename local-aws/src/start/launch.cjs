#!/usr/bin/env node
/**
 * The command `local-aws`: runs the bundle beside this file with what V8 compiled of it when it was built, so
 * that a start does not compile a megabyte of text. Where that code is missing, or of another version of V8, it is
 * compiled anew: then a start only takes longer. (CommonJS, since Node takes a tenth longer to start a module.)
 */
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

function readCode() {
  try {
    return readFileSync(join(__dirname, 'bundle.code'));
  } catch {
    return undefined;
  }
}

const filename = join(__dirname, 'bundle.cjs');
const text = readFileSync(filename, 'latin1'); // esbuild writes ASCII
const script = new Script(text, { filename, cachedData: readCode() });
script.runInThisContext()(require, pathToFileURL(__filename).href);
