import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { npmScriptsIn } from './npm-commands.js';

describe("npm's commands in a text", () => {
  it('are found in fences and between backquotes, whatever stands around them', () => {
    const text =
      'Use `npm start -- --yes`.\n\n```sh\nnpm ci && npm run -s local-aws -- --port 1\n# npm run no\n' +
      'A=1 npm test\nnpm run build --workspace local-aws\n```\n\nnot npm run this';
    assert.deepEqual(npmScriptsIn(text), [
      { script: 'start' },
      { script: 'local-aws' },
      { script: 'test' },
      { script: 'build', workspace: 'local-aws' },
    ]);
  });
});
