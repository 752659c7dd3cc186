import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandsIn } from './commands.js';

describe('the commands in a text', () => {
  it('are the lines of fences for a shell, without remarks, each once', () => {
    const text = '```sh\ngit clone URL && cd x\nnpm start     # Enter runs\n\n# all\n  npm start\n```\n';
    assert.deepEqual(commandsIn(text), ['git clone URL && cd x', 'npm start']);
  });

  it('are not what a program prints, or code', () => {
    assert.deepEqual(commandsIn('```\nnpm start\n```\n\n```ts\nnpm.start();\n```\n\nnpm start'), []);
  });

  it('stand between backquotes too, where they begin with a program', () => {
    const text =
      'Use `npm run -s local-aws -- --port 1` or `aws login`, not `npm`, `dl.cfg` and `the npm run`.';
    assert.deepEqual(commandsIn(text), ['npm run -s local-aws -- --port 1', 'aws login']);
  });

  it('are an npm script with each of the options that the text goes on to name', () => {
    const text =
      '`npm start -- --yes` runs, `--step 5` one step. | `npm run pipeline` (`-- --keep` leaves it)';
    assert.deepEqual(commandsIn(text), [
      'npm start -- --yes',
      'npm start -- --step 5',
      'npm run pipeline',
      'npm run pipeline -- --keep',
    ]);
  });

  it('have lost an option that no command stands before, which then is none that anybody knows', () => {
    assert.deepEqual(commandsIn('`--keep`'), [' -- --keep']);
  });
});
