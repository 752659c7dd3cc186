import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CellResult, type Kernel, type OutputEvent, startKernel } from '../../runner/kernel.js';
import { createTestProject, type TestProject } from '../../runner/testing/test-project.js';
import { readSvg } from './testing/svg.js';

const IMPORTS = [
  ['createLiveLine', 'live-line'],
  ['showArchitecture', 'architecture'],
  ['showGlued', 'glued'],
  ['showSentAndLanded', 'sent-landed'],
  ['showTank', 'tank'],
  ['showTemperatures', 'temperatures'],
  ['showTree', 'tree'],
]
  .map(([name, file]) => `import { ${name} } from './helpers/pictures/${file}.js';`)
  .join('\n');

const helpers = fileURLToPath(new URL('..', import.meta.url));

describe('the pictures in the real kernel', () => {
  let project: TestProject;
  let kernel: Kernel;

  before(async () => {
    project = createTestProject();
    cpSync(helpers, join(project.folder, 'helpers'), {
      recursive: true,
      filter: (file) => !file.endsWith('.test.ts'),
    });
    kernel = await startKernel({ cwd: project.folder });
    await run(IMPORTS);
  });
  after(async () => {
    await kernel?.shutdown();
    project.remove();
  });

  /** Runs a cell that must succeed, and keeps all that arrives. */
  async function run(code: string): Promise<{ result: CellResult; events: OutputEvent[] }> {
    const events: OutputEvent[] = [];
    const result = await kernel.execute(code, { onOutput: (event) => events.push(event) });
    assert.equal(result.status, 'ok', JSON.stringify(result.error ?? result.outputs));
    return { result, events };
  }

  /** The forms of a cell's only output. */
  function formsIn({ outputs }: CellResult): Record<string, string> {
    assert.deepEqual(
      outputs.map((output) => output.output_type),
      ['display_data'],
    );
    const [output] = outputs;
    return output?.output_type === 'display_data' ? (output.data as Record<string, string>) : {};
  }

  it('are one output with a picture and a text', async () => {
    const { result } = await run('showArchitecture(4);');
    const forms = formsIn(result);
    assert.deepEqual(Object.keys(forms).sort(), ['image/svg+xml', 'text/plain']);
    assert.match(forms['text/plain'] ?? '', /\[policy\]/);
    assert.ok(readSvg(forms['image/svg+xml'] ?? '').texts.includes('Step 4 of 8: the policy'));
  });

  it('are text, or text and HTML, where there is nothing to draw', async () => {
    const tree = await run("showTree(['a/b']);");
    assert.deepEqual(formsIn(tree.result), { 'text/plain': '└─ a/\n   └─ b\n1 object' });
    const glued = await run(`showGlued('{}{}', '{}\\n{}\\n');`);
    assert.deepEqual(Object.keys(formsIn(glued.result)).sort(), ['text/html', 'text/plain']);
  });

  it('show the temperatures of measurements', async () => {
    const { result } = await run(
      '' +
        "const measured = ['2012-01-01', '2012-01-02'].map((measuredAt) => ({ sensorId: 1, station: 'Seattle', measuredAt, currentTemperature: 7, status: 'OK' }));\n" +
        'showTemperatures(measured);',
    );
    assert.match(formsIn(result)['text/plain'] ?? '', /^Seattle .*\n.*7\.0 to 7\.0 °C/);
  });

  it('replace themselves when they are live, however many updates there are', async () => {
    const { result, events } = await run(
      '' +
        'const tank = showTank({ sizeInMBs: 5, intervalInSeconds: 60 });\n' +
        'for (let i = 0; i < 2000; i++) tank.update({ bytes: i, seconds: i / 100 });\n' +
        'tank.flushed();',
    );
    assert.match(formsIn(result)['text/plain'] ?? '', /Flushed: 60 s were over first$/);
    const [first, ...later] = events;
    assert.equal(first?.update, false);
    assert.match(first?.displayId ?? '', /./);
    assert.ok(later.length >= 1 && later.length < 100, `${later.length} updates`);
    assert.ok(later.every(({ update, displayId }) => update && displayId === first?.displayId));
  });

  it('go on in a later cell where they began', async () => {
    const shown = await run('const chart = showSentAndLanded();');
    assert.match(formsIn(shown.result)['text/plain'] ?? '', /Nothing sent yet\.$/);
    const later = await run('chart.sent(3);\nchart.landed(3);\nchart.done();');
    assert.deepEqual(later.result.outputs, []);
    assert.match(formsIn(shown.result)['text/plain'] ?? '', /All 3 have landed\.$/);
  });

  it('are two when a cell is run twice', async () => {
    const twice = 'showTank({ sizeInMBs: 5, intervalInSeconds: 60 });'.repeat(2);
    const { events } = await run(`${twice} 0;`);
    const displays = events.filter((event) => event.output.output_type === 'display_data');
    assert.equal(displays.length, 2);
    assert.equal(new Set(displays.map(({ displayId }) => displayId)).size, 2);
  });

  it('are a line that is replaced, too, whose last state stays', async () => {
    const shown = await run(
      '' +
        'const line = createLiveLine();\n' +
        'for (let i = 0; i < 2000; i++) line.show(i + " landed");\n' +
        "line.end('all after 3.2 s');",
    );
    assert.deepEqual(formsIn(shown.result), { 'text/plain': 'all after 3.2 s' });
    const untouched = await run("createLiveLine().end('never begun');");
    assert.deepEqual(untouched.result.outputs, []);
  });

  it('leave nothing behind that keeps the kernel from ending', async () => {
    const { code, signal } = await kernel.shutdown();
    assert.deepEqual([code, signal], [0, null]);
  });
});
