import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { operationNames } from './services.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('names every operation, and none that is not here', async () => {
    const table = README.split('| service | operations |')[1]?.split('\n\n')[0] ?? '';
    const named = table.match(/\b[A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+\b/g) ?? [];
    assert.deepEqual([...named].sort(), [...(await operationNames())].sort());
  });
});
