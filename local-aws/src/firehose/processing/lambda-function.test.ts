import assert from 'node:assert/strict';
import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ManualClock } from '../../clock.js';
import { eventually } from '../../testing/eventually.js';
import { WorkerClosed } from './owned-worker.js';
import { ARN, CONTEXT, functionsUnderTest, handler } from './testing/functions.js';
import { codes, record, texts } from './testing/records.js';

const functions = functionsUnderTest();

describe('a local function', () => {
  it('may be written with a callback, as CommonJS, or in a folder of its own', async () => {
    const callback = `exports.handler = (event, context, done) => setTimeout(() => done(null, { records:
      event.records.map((r) => ({ recordId: r.recordId, result: 'Ok', data: r.data })) }), 1);`;
    functions.write('callback.cjs', callback);
    functions.write('script.js', callback);
    functions.write('own/helper.mjs', 'export const suffix = "?";');
    functions.write(
      'own/index.mjs',
      `import { suffix } from './helper.mjs';
      ${handler('return { records: event.records.map((r) => ok(r, text(r) + suffix)) };')}`,
    );
    const runner = functions.runnerWith();
    const answers: string[][] = [];
    for (const name of ['callback', 'script', 'own']) {
      const { records } = await runner.invoke(ARN.replace('change', name), [record('a')], CONTEXT);
      answers.push(texts(records));
    }
    assert.deepEqual(answers, [['a'], ['a'], ['a?']]);
  });

  it('knows by its context how it was called', async () => {
    functions.write(
      'change.mjs',
      handler(`return { records: [ok(event.records[0], JSON.stringify([context.functionName,
        context.functionVersion, context.invokedFunctionArn, context.getRemainingTimeInMillis() > 0]))] };`),
    );
    const { records } = await functions.runnerWith().invoke(`${ARN}:live`, [record('a')], CONTEXT);
    assert.deepEqual(JSON.parse(texts(records)[0] ?? ''), ['change', 'live', `${ARN}:live`, true]);
  });

  it('is loaded anew when its file has changed, and only then', async () => {
    const runner = functions.runnerWith();
    const counting = (version: number) =>
      `let calls = 0; ${handler(`return { records: [ok(event.records[0], '${version}.' + ++calls)] };`)}`;
    const answer = async () => texts((await functions.invoke(['a'], {}, runner)).records);
    functions.write('change.mjs', counting(1));
    assert.deepEqual([await answer(), await answer()], [['1.1'], ['1.2']]);
    functions.write('change.mjs', counting(2));
    utimesSync(join(functions.folder, 'change.mjs'), new Date(), new Date(Date.now() + 5_000));
    assert.deepEqual(await answer(), ['2.1']);
  });

  it('that is changed while it runs still answers the call that it is running', async () => {
    const runner = functions.runnerWith();
    functions.write(
      'change.mjs',
      handler(`console.log('running'); await new Promise((done) => setTimeout(done, 50));
        return { records: [ok(event.records[0], 'old')] };`),
    );
    const running = functions.invoke(['a'], {}, runner);
    await eventually(() => assert.ok(functions.lines.includes('change: running')));
    functions.write('change.mjs', handler(`return { records: [ok(event.records[0], 'new version')] };`));
    assert.deepEqual(texts((await functions.invoke(['a'], {}, runner)).records), ['new version']);
    assert.deepEqual(texts((await running).records), ['old']);
  });

  it('that cannot be found fails the records at once and says which files were looked for', async () => {
    const { failed } = await functions.invoke(['a']);
    assert.deepEqual([codes(failed), failed[0]?.attemptsMade], [['Lambda.ResourceNotFound'], 1]);
    assert.ok(
      failed[0]?.errorMessage.includes(join(functions.folder, 'change.mjs')),
      failed[0]?.errorMessage,
    );

    const without = await functions.invoke(['a'], {}, functions.runnerWith({ folder: undefined }));
    assert.deepEqual(codes(without.failed), ['Lambda.ResourceNotFound']);
    assert.match(without.failed[0]?.errorMessage ?? '', /without a functions folder/);
  });

  it('cannot be outside of the folder, whatever the ARN says', async () => {
    const outside = `${functions.folder}-outside.mjs`;
    writeFileSync(outside, handler('return { records: [] };'));
    const name = `../${functions.folder.split(/[\\/]/).at(-1)}-outside`;
    const { failed } = await functions
      .runnerWith()
      .invoke(ARN.replace('change', name), [record('a')], CONTEXT);
    rmSync(outside);
    assert.deepEqual(codes(failed), ['Lambda.ResourceNotFound']);
  });

  it('that does not load, or exports no handler, is a function error that the log explains', async () => {
    functions.write('change.mjs', 'export const other = 1;');
    assert.deepEqual(codes((await functions.invoke(['a'], { retries: 0 })).failed), ['Lambda.FunctionError']);
    assert.match(functions.lines.join('\n'), /exports no function named handler/);
    functions.write('change.mjs', 'this is not JavaScript');
    assert.deepEqual(codes((await functions.invoke(['a'], { retries: 0 })).failed), ['Lambda.FunctionError']);
    assert.match(functions.lines.join('\n'), /SyntaxError/);
  });
});

describe('a Lambda runner that is closed', () => {
  it('ends a function that runs, and blames no record', async () => {
    const runner = functions.runnerWith();
    const running = join(functions.folder, 'running');
    functions.write(
      'change.mjs',
      `import { writeFileSync } from 'node:fs';
      ${handler(`writeFileSync(${JSON.stringify(running)}, ''); for (;;);`)}`,
    );
    const refused = assert.rejects(functions.invoke(['a'], {}, runner), WorkerClosed);
    await eventually(() => assert.ok(existsSync(running)));
    await runner.close();
    await refused;
    await assert.rejects(functions.invoke(['a'], {}, runner), WorkerClosed);
  });

  it('calls off the pause before the next attempt', async () => {
    const still = new ManualClock();
    const runner = functions.runnerWith({ clock: still });
    functions.write('change.mjs', handler(`throw new Error('x');`));
    const running = assert.rejects(functions.invoke(['a'], {}, runner), WorkerClosed);
    await eventually(() => assert.equal(functions.lines.length > 0, true));
    await runner.close();
    await running;
    still.advance(60_000);
  });
});
