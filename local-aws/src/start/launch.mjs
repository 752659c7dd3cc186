#!/usr/bin/env node
/**
 * The command `local-aws`: runs the bundle beside this file with what V8 compiled of it when it was built, so
 * that a start does not compile a megabyte of text. Where that code is missing, or of another version of V8, it is
 * compiled anew: then a start only takes longer.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

function readCode() {
  try {
    return readFileSync(new URL('bundle.code', import.meta.url));
  } catch {
    return undefined;
  }
}

const filename = fileURLToPath(new URL('bundle.cjs', import.meta.url));
const text = readFileSync(filename, 'latin1'); // esbuild writes ASCII
const script = new Script(text, { filename, cachedData: readCode() });
script.runInThisContext()(createRequire(import.meta.url), import.meta.url);
