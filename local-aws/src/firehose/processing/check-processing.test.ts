import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Processor, ProcessorType } from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import { checkProcessing, type ProcessingSurroundings } from './check-processing.js';
import { createJq, type Jq } from './jq.js';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const PARTITIONED: ProcessingSurroundings = {
  isDynamicPartitioning: true,
  sizeInMBs: 64,
  keysInPrefix: ['k'],
};
const PLAIN: ProcessingSurroundings = { isDynamicPartitioning: false, sizeInMBs: 5, keysInPrefix: [] };

let jq: Jq;
before(() => {
  jq = createJq();
});
after(() => jq.close());

function processor(type: string, parameters: Record<string, string> = {}): Processor {
  return {
    Type: type as ProcessorType,
    Parameters: Object.entries(parameters).map(([name, value]) => ({
      ParameterName: name as 'LambdaArn',
      ParameterValue: value,
    })),
  };
}

const extract = (query: string, engine = 'JQ-1.6') =>
  processor('MetadataExtraction', { MetadataExtractionQuery: query, JsonParsingEngine: engine });
const lambda = (parameters: Record<string, string>) => processor('Lambda', { LambdaArn: ARN, ...parameters });
const split = (parameters: Record<string, string>) => processor('RecordDeAggregation', parameters);

/** The message of the refusal; undefined when the processors are accepted. */
async function refusal(
  processors: Processor[] | undefined,
  around = PARTITIONED,
): Promise<string | undefined> {
  try {
    await checkProcessing({ Enabled: true, Processors: processors }, around, jq);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AwsError, String(error));
    assert.equal(error.code, 'InvalidArgumentException', error.message);
    return error.message;
  }
}

describe('the check of a processing configuration', () => {
  it('accepts what AWS accepts', async () => {
    const whole = [
      split({ SubRecordType: 'DELIMITED', Delimiter: 'IyMjIw==' }),
      lambda({ NumberOfRetries: '300', BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '0' }),
      extract('{k: .k}'),
      processor('AppendDelimiterToRecord'),
    ];
    assert.equal(await refusal(whole), undefined);
    assert.equal(await refusal([lambda({}), processor('AppendDelimiterToRecord')], PLAIN), undefined);
    await checkProcessing(undefined, PLAIN, jq);
    await checkProcessing({ Enabled: false, Processors: [] }, PLAIN, jq);
  });

  it('refuses none and more than 5 processors (measured)', async () => {
    const text =
      'A maximum of 5 and a minimum of 1 processor needs to be supplied when processing is enabled.';
    assert.equal(await refusal(undefined), text);
    assert.equal(await refusal([]), text);
    assert.equal(await refusal(Array.from({ length: 6 }, () => lambda({}))), text);
  });

  it('refuses two Lambda processors (measured), and two of any other type (decided by us)', async () => {
    assert.equal(await refusal([lambda({}), lambda({})]), 'Cannot have more than 1 Lambda processor.');
    const twice = [processor('AppendDelimiterToRecord'), processor('AppendDelimiterToRecord')];
    assert.equal(await refusal(twice), 'Cannot have more than 1 AppendDelimiterToRecord processor.');
  });

  it('refuses a size hint below 64 MB with dynamic partitioning (measured), processing or not', async () => {
    const text = 'BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.';
    assert.equal(await refusal([extract('{k}')], { ...PARTITIONED, sizeInMBs: 63 }), text);
    const small = checkProcessing(undefined, { ...PARTITIONED, sizeInMBs: 5 }, jq);
    await assert.rejects(small, { name: 'InvalidArgumentException', message: text });
  });

  it('refuses extraction and de-aggregation without dynamic partitioning (measured)', async () => {
    const text = (type: string) =>
      `class com.amazonaws.services.firehose.internal.model.${type}Processor can only be present when Dynamic Partitioning is enabled.`;
    assert.equal(await refusal([extract('{k}')], PLAIN), text('MetadataExtraction'));
    assert.equal(await refusal([split({ SubRecordType: 'JSON' })], PLAIN), text('RecordDeAggregation'));
  });

  it('says which processors AWS has and local-aws has not', async () => {
    for (const type of ['Decompression', 'CloudWatchLogProcessing']) {
      const checked = checkProcessing({ Enabled: true, Processors: [processor(type)] }, PARTITIONED, jq);
      await assert.rejects(checked, { name: 'NotImplemented', message: new RegExp(type) });
    }
  });

  it('refuses wrong parameters of Lambda (measured)', async () => {
    assert.equal(
      await refusal([processor('Lambda')]),
      'LambdaArn is required when Lambda processor is used.',
    );
    for (const retries of ['-1', '301', 'three', '1.5', '']) {
      const text = 'Number of retries for lambda must be between 0 and 300.';
      assert.equal(await refusal([lambda({ NumberOfRetries: retries })]), text, retries);
    }
    for (const size of ['0.1', '3.1', 'x', 'NaN', '1e0']) {
      const text = 'BufferSizeInMBs for lambda processor must be between 0.2 and 3.';
      const parameters = { BufferSizeInMBs: size, BufferIntervalInSeconds: '60' };
      assert.equal(await refusal([lambda(parameters)]), text, size);
    }
    for (const interval of ['-1', '901', 'x']) {
      const text = 'BufferIntervalInSeconds for lambda processor must be between 0 and 900.';
      const parameters = { BufferSizeInMBs: '1', BufferIntervalInSeconds: interval };
      assert.equal(await refusal([lambda(parameters)]), text, interval);
    }
    const both =
      'Both BufferSizeInMBs and BufferIntervalInSeconds are required to configure buffering for lambda processor.';
    assert.equal(await refusal([lambda({ BufferSizeInMBs: '1' })]), both);
    assert.equal(await refusal([lambda({ BufferIntervalInSeconds: '60' })]), both);
  });

  it('refuses a LambdaArn that names no function (decided by us)', async () => {
    for (const arn of ['f', 'arn:aws:s3:::bucket', `${ARN}:`, `${ARN}/../x`, `${ARN}:1:2`]) {
      assert.match(String(await refusal([lambda({ LambdaArn: arn })])), /LambdaArn is not the ARN/, arn);
    }
    for (const arn of [`${ARN}:live`, `${ARN}:$LATEST`, `${ARN}:7`]) {
      assert.equal(await refusal([lambda({ LambdaArn: arn })]), undefined, arn);
    }
  });

  it('refuses wrong parameters of de-aggregation (measured)', async () => {
    const text = 'SubRecordType has to be one of JSON, DELIMITED';
    assert.equal(await refusal([split({})]), text);
    assert.equal(await refusal([split({ SubRecordType: 'json' })]), text);
    const missing = 'Delimiter should be present for DELIMITED';
    assert.equal(await refusal([split({ SubRecordType: 'DELIMITED' })]), missing);
    const plain = await refusal([split({ SubRecordType: 'DELIMITED', Delimiter: '####' })]);
    assert.match(String(plain), /Delimiter should be base64/);
  });

  it('refuses another engine than JQ-1.6 (measured), and a query that jq does not compile', async () => {
    const engine = 'MetaDataExtraction JSON Parsing Engine has to be one of JQ-1.6';
    assert.equal(await refusal([extract('{k}', 'JQ-1.7')]), engine);
    assert.equal(
      await refusal([processor('MetadataExtraction', { MetadataExtractionQuery: '{k}' })]),
      engine,
    );
    assert.match(
      String(await refusal([extract('{k: .a')])),
      /JQ Query is not valid: jq: error: syntax error/,
    );
    assert.match(String(await refusal([extract('{k: "x" * 1e9}')])), /JQ Query is not valid/);
  });

  it('refuses a query with keys that the prefix does not use (measured), as far as its text tells', async () => {
    const text =
      "MetaDataExtraction JQ Query can't contain keys that are not present in the S3 Prefix expression";
    assert.equal(await refusal([extract('{k: .a, other: .b}')]), text);
    assert.equal(await refusal([extract('.detail | {"other": .b}')]), text);
    assert.equal(await refusal([extract('{(.a): .b}')]), undefined);
  });

  it('refuses a query of more than 50 keys (documented)', async () => {
    const keys = Array.from({ length: 51 }, (_, index) => `k${index}`);
    const around = { ...PARTITIONED, keysInPrefix: keys };
    assert.match(String(await refusal([extract(`{${keys.join()}}`)], around)), /more than 50 keys/);
    assert.equal(await refusal([extract(`{${keys.slice(1).join()}}`)], around), undefined);
  });
});
