import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { makeProject, ROOT, run } from './testing/project.js';

const at = (file: string) => JSON.stringify(pathToFileURL(join(ROOT, 'helpers', file)).href);

/** Runs an exercise in a folder of its own, says how it ended, and what is there of it afterwards. */
async function exercise(work: string, change = '(usual) => usual'): Promise<string> {
  const project = makeProject();
  writeFileSync(join(project.folder, 'dl.cfg'), '[AWS]\ntime_scale = 100\n');
  const code = `
    import { connect, disconnect } from ${at('connect.ts')};
    import { readConfig } from ${at('config.ts')};
    import { withPipeline } from ${at('exercise.ts')};
    import { leftovers } from ${at('cleanup.ts')};
    const aws = await connect(readConfig());
    let names;
    const stop = new AbortController();
    await withPipeline(async (pipeline) => { names = pipeline.names; ${work} }, ${change}, { signal: stop.signal })
      .then(() => console.log('done'), (error) => console.log('threw', error.message));
    console.log('left:', JSON.stringify(await leftovers(aws, names)));
    disconnect(aws);`;
  try {
    const script = run(project.folder, ['--input-type=module', '--eval', code]);
    await script.ended;
    return script.printed();
  } finally {
    await project.remove();
  }
}

describe('withPipeline', { concurrency: 2 }, () => {
  it('gives a pipeline that delivers, changed as told, and removes it', async () => {
    const text = await exercise(
      `await pipeline.put(['{"station":"A"}', '{"station":"B"}']);
       console.log('landed', await pipeline.untilLanded(2));
       const { describeStream } = await import(${at('delivery-stream.ts')});
       const [to] = (await describeStream(pipeline.aws, pipeline.names.stream)).Destinations;
       console.log('prefix', to.ExtendedS3DestinationDescription.Prefix);`,
      "(usual) => ({ ...usual, Prefix: 'other/' })",
    );
    assert.match(text, /^landed 2\nprefix other\/\ndone\nleft: \[\]$/m);
  });

  it("shows how long the stream's own interval still takes", async () => {
    const text = await exercise(
      `Object.assign(process.stdout, { isTTY: true, hasColors: () => true });
       await pipeline.put(['{"station":"A"}']);
       const landed = pipeline.untilLanded(1);
       await new Promise((end) => setTimeout(end, 1_000));
       const { flush } = await import(${at('local-switches.ts')});
       await flush(pipeline.aws, pipeline.names.stream);
       await landed;`,
      '(usual) => ({ ...usual, BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 900 } })',
    );
    const lines = text.replaceAll('\r\x1b[K', '\n');
    assert.match(
      lines,
      /^0 of 1 landed … \d+\.\d AWS seconds, about [678]\d\d AWS seconds until the buffer/m,
    );
    assert.match(lines, /^done\nleft: \[\]$/m);
  });

  it('puts every record, also those that Firehose refuses at first', async () => {
    const text = await exercise(
      `const { refuseEntries } = await import(${at('local-switches.ts')});
       await refuseEntries(pipeline.aws, 0.5);
       await pipeline.put(['{"station":"A"}', '{"station":"B"}']);
       console.log('landed', await pipeline.untilLanded(2));`,
    );
    assert.match(text, /^landed 2\ndone\nleft: \[\]$/m);
  });

  it('removes it when the exercise fails, and tells why', async () => {
    const text = await exercise("throw new Error('an own mistake');");
    assert.match(text, /^threw an own mistake\nleft: \[\]$/m);
  });

  it('tells why the exercise failed also where it cannot be removed, and then what stays', async () => {
    const text = await exercise(
      `pipeline.aws.s3.send = () => Promise.reject(new Error('cut off'));
       throw new Error('an own mistake');`,
    );
    assert.match(text, /^! Reading the tags of the bucket .* failed\.$/m);
    assert.match(text, /^threw an own mistake$/m);
  });

  it('ends when it is aborted, and removes it all the same', async () => {
    const text = await exercise("stop.abort(new Error('enough')); await pipeline.untilLanded(1);");
    assert.match(text, /^threw enough\nleft: \[\]$/m);
  });
});
