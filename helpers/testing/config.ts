import assert from 'node:assert/strict';
import { ConfigError, parseConfig } from '../config.js';

/** The problems that a text has, in the words of the error. */
export function problemsOf(text: string): string[] {
  try {
    parseConfig(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    for (const problem of error.problems) assert.ok(error.message.includes(problem));
    return error.problems;
  }
  return [];
}
