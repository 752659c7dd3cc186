import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ProcessingConfiguration, Processor } from '@aws-sdk/client-firehose';
import { createJq, type Jq } from './jq.js';
import { createLambdaRunner, type LambdaRunner } from './lambda.js';
import { runSteps, stepsOf } from './processors.js';
import { codes, hastyClock, record, texts } from './testing/records.js';

const STREAM = {
  deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s',
  region: 'us-east-1',
  keysInPrefix: ['k'],
};
const DELIMITER: Processor = { Type: 'AppendDelimiterToRecord' };
const SPLIT: Processor = {
  Type: 'RecordDeAggregation',
  Parameters: [{ ParameterName: 'SubRecordType', ParameterValue: 'JSON' }],
};
const EXTRACT: Processor = {
  Type: 'MetadataExtraction',
  Parameters: [
    { ParameterName: 'MetadataExtractionQuery', ParameterValue: '{k: .changed}' },
    { ParameterName: 'JsonParsingEngine', ParameterValue: 'JQ-1.6' },
  ],
};
const LAMBDA: Processor = {
  Type: 'Lambda',
  Parameters: [
    { ParameterName: 'LambdaArn', ParameterValue: 'arn:aws:lambda:us-east-1:000000000000:function:change' },
    { ParameterName: 'NumberOfRetries', ParameterValue: '0' },
  ],
};

const clock = hastyClock();
let folder: string;
let jq: Jq;
let lambda: LambdaRunner;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-aws-processors-'));
  writeFileSync(
    join(folder, 'change.mjs'),
    `export async function handler(event) {
      return { records: event.records.map(({ recordId, data }) => {
        const { id } = JSON.parse(Buffer.from(data, 'base64'));
        const changed = JSON.stringify({ changed: id });
        return { recordId, result: id === 3 ? 'ProcessingFailed' : 'Ok', data: Buffer.from(changed).toString('base64') };
      }) };
    }`,
  );
  jq = createJq();
  lambda = createLambdaRunner({ folder, clock, log: () => {} });
});
after(async () => {
  await Promise.all([jq.close(), lambda.close()]);
  rmSync(folder, { recursive: true });
});

function run(data: string[], configuration: ProcessingConfiguration | undefined) {
  return runSteps(stepsOf(configuration, STREAM, { clock, jq, lambda }), data.map(record));
}

describe('the processors of a stream', () => {
  it('split, transform, find keys and delimit, in the order of AWS and not of the list (documented)', async () => {
    const { records, failed } = await run(['{"id":1}{"id":2}', '{"id":3}', '{"id":null}', '[]'], {
      Enabled: true,
      Processors: [DELIMITER, EXTRACT, LAMBDA, SPLIT],
    });
    assert.deepEqual(texts(records), ['{"changed":1}\n', '{"changed":2}\n']);
    assert.deepEqual(
      records.map((one) => one.partitionKeys?.fromQuery),
      [{ k: '1' }, { k: '2' }],
    );
    assert.deepEqual(codes(failed), [
      'RecordDeAggregation.InvalidJson',
      'Lambda.ProcessingFailedStatus',
      'DynamicPartitioning.MetadataExtractionFailed',
    ]);
  });

  it('do nothing when processing is not configured, or configured and not enabled', async () => {
    for (const configuration of [undefined, { Enabled: false, Processors: [DELIMITER] }]) {
      assert.deepEqual(texts((await run(['a', 'b'], configuration)).records), ['a', 'b']);
    }
  });

  it('take the delimiters from their parameters', async () => {
    const parameter = (name: string, value: string) => ({ ParameterName: name, ParameterValue: value });
    const { records } = await run(['a####b'], {
      Enabled: true,
      Processors: [
        { Type: 'AppendDelimiterToRecord', Parameters: [parameter('Delimiter', ';')] } as Processor,
        {
          Type: 'RecordDeAggregation',
          Parameters: [parameter('SubRecordType', 'DELIMITED'), parameter('Delimiter', 'IyMjIw==')],
        } as Processor,
      ],
    });
    assert.deepEqual(texts(records), ['a;', 'b;']);
  });
});
