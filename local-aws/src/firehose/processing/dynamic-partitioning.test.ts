/** Dynamic partitioning, through the SDK: keys in the prefix, one object per partition, and what becomes of the rest. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DescribeDeliveryStreamCommand, UpdateDestinationCommand } from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { eventually } from '../../testing/eventually.js';
import type { LocalAwsUnderTest } from '../../testing/harness.js';
import {
  activeStream,
  creation,
  deliver,
  errorLines,
  landed,
  lands,
  oneLands,
  put,
  reports,
  type Settings,
} from '../testing/pipeline.js';
import { lambda, partitionedBy, processor, query, writeFunction } from '../testing/processors.js';
import { allowInvoking, startWithFunctions } from '../testing/with-functions.js';

const DELIMITER = processor('AppendDelimiterToRecord');
const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

let local: LocalAwsUnderTest;
let folder: string;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ local, folder, close } = await startWithFunctions());
});
afterEach(() => close());

function waitingPartitions(): number {
  const { firehose } = local.server.account;
  return firehose.waiting(firehose.get('s')).partitions;
}

describe('dynamic partitioning by a query', () => {
  it('makes an object of each partition, its keys in the prefix, and appends no date (documented; the date decided by us)', async () => {
    const prefix = 'customer=!{partitionKeyFromQuery:customer}/!{timestamp:yyyy}/';
    await activeStream(local, 's', partitionedBy(prefix, query('{customer: .customer_id}'), DELIMITER));
    await put(local, 's', '{"customer_id":7}', '{"customer_id":"x"}');
    await put(local, 's', '{"customer_id":7,"n":2}');
    await deliver(local);
    const found = await lands(local, 2);
    const year = new Date(local.clock.now()).getUTCFullYear();
    assert.match(found[0]?.key ?? '', new RegExp(`^customer=7/${year}/s-1-[-0-9]{19}-${UUID}$`));
    assert.match(found[1]?.key ?? '', new RegExp(`^customer=x/${year}/s-1-`));
    assert.deepEqual(
      found.map(({ text }) => text),
      ['{"customer_id":7}\n{"customer_id":7,"n":2}\n', '{"customer_id":"x"}\n'],
    );
  });

  it('fails records whose key is null, empty or missing, or that are not JSON (reported)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}'), DELIMITER));
    const bad = ['{"k":null}', '{"k":""}', '{"other":1}', 'not JSON'];
    const arrivedAt = local.clock.now();
    await put(local, 's', ...bad, '{"k":"good"}');
    await deliver(local);
    const [error, good] = await lands(local, 2);
    assert.equal(good?.text, '{"k":"good"}\n');
    assert.match(error?.key ?? '', /^err\/metadata-extraction-failed\/\d{4}\/\d\d\/\d\d\/\d\d\/s-1-/);
    assert.ok(error);
    const lines = errorLines(error);
    const NULL = 'partitionKeys values must not be null or empty';
    assert.deepEqual(
      lines.map(({ errorMessage }) => errorMessage),
      [NULL, NULL, NULL, 'Non JSON record provided'],
    );
    assert.deepEqual(
      lines.map(({ rawData }) => Buffer.from(String(rawData), 'base64').toString()),
      bad,
    );
    assert.deepEqual(lines[0], {
      rawData: Buffer.from('{"k":null}').toString('base64'),
      errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
      errorMessage: NULL,
      attemptsMade: 1,
      arrivalTimestamp: arrivedAt,
      attemptEndingTimestamp: arrivedAt,
    });
  });

  it('has 500 active partitions; what is one too many fails, until one is delivered (documented)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}'), DELIMITER));
    const records = Array.from({ length: 500 }, (_, i) => `{"k":"p${i}"}`);
    await put(local, 's', ...records);
    await put(local, 's', '{"k":"p1"}', '{"k":"one too many"}');
    await deliver(local);
    const error = await oneLands(local, 'err/');
    assert.match(error.key, /^err\/activePartitionExceeded\//);
    const [line] = errorLines(error);
    assert.equal(Buffer.from(String(line?.rawData), 'base64').toString(), '{"k":"one too many"}');
    assert.equal(line?.errorCode, 'DynamicPartitioning.ActivePartitionLimitExceeded');
    assert.equal((await oneLands(local, 'p1/')).text, '{"k":"p1"}\n{"k":"p1"}\n');
    await put(local, 's', '{"k":"one too many"}');
    await deliver(local);
    assert.equal((await oneLands(local, 'one too many/')).text, '{"k":"one too many"}\n');
  });

  it('fails all records when no processor gives keys (decided by us)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/'));
    await put(local, 's', '{"k":"a"}');
    await deliver(local);
    assert.match((await oneLands(local)).key, /^err\/metadata-extraction-failed\//);
  });
});

describe('a prefix that is changed while records wait', () => {
  it('and asks for a key that they have not: they wait, and the log says why (decided by us)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}'), DELIMITER));
    await put(local, 's', '{"k":"a","l":"b"}');
    await eventually(() => assert.equal(waitingPartitions(), 1));
    const change = (CurrentDeliveryStreamVersionId: string, settings: Settings) =>
      local.firehose.send(
        new UpdateDestinationCommand({
          DeliveryStreamName: 's',
          CurrentDeliveryStreamVersionId,
          DestinationId: 'destinationId-000000000001',
          ExtendedS3DestinationUpdate: settings,
        }),
      );
    const by = (key: string) => {
      const { Prefix, ProcessingConfiguration } = partitionedBy(
        `!{partitionKeyFromQuery:${key}}/`,
        query(`{${key}: .${key}}`),
      );
      return { Prefix, ProcessingConfiguration };
    };
    await change('1', by('l'));
    await deliver(local);
    const [line = ''] = await reports(local);
    assert.match(
      line,
      /PrefixNotEvaluated: .*the records have no key for !\{partitionKeyFromQuery:l\}\. Change it/,
    );
    await change('2', by('k'));
    await deliver(local);
    assert.match((await oneLands(local)).key, /^a\/s-3-/);
  });
});

describe('dynamic partitioning by a Lambda function', () => {
  const REGIONS = `return { records: event.records.map((r) => ({ ...ok(r, text(r).toUpperCase()),
    metadata: { partitionKeys: text(r) === 'none' ? {} : { id: text(r) } } })) };`;

  it('takes the keys that the function gives (documented)', async () => {
    writeFunction(folder, REGIONS);
    await allowInvoking(local);
    await activeStream(local, 's', partitionedBy('region=!{partitionKeyFromLambda:id}/', lambda()));
    await put(local, 's', 'eu', 'us', 'eu');
    await deliver(local);
    const found = await lands(local, 2);
    assert.deepEqual(
      found.map(({ key, text }) => [key.split('/')[0], text]),
      [
        ['region=eu', 'EUEU'],
        ['region=us', 'US'],
      ],
    );
  });

  it('fails a record without its key, and shows it as it was put (documented; its text is decided by us)', async () => {
    writeFunction(folder, REGIONS);
    await allowInvoking(local);
    const settings = partitionedBy('!{partitionKeyFromLambda:id}/', lambda(), DELIMITER);
    await activeStream(local, 's', settings);
    await put(local, 's', 'none', '');
    await deliver(local);
    const error = await oneLands(local);
    assert.match(error.key, /^err\/metadata-extraction-failed\//);
    assert.deepEqual(
      errorLines(error).map(({ rawData }) => rawData),
      [Buffer.from('none').toString('base64'), ''],
    );
  });

  it('tells its keys from those of a query that have the same name (documented)', async () => {
    writeFunction(
      folder,
      `return { records: event.records.map((r) => ({ ...ok(r, '{"id":"new"}'),
        metadata: { partitionKeys: { id: 'given', unused: text(r) } } })) };`,
    );
    await allowInvoking(local);
    const prefix = '!{partitionKeyFromLambda:id}-!{partitionKeyFromQuery:id}/';
    await activeStream(local, 's', partitionedBy(prefix, lambda(), query('{id: .id}')));
    await put(local, 's', 'a', 'b');
    await deliver(local);
    const object = await oneLands(local);
    assert.match(object.key, /^given-new\/s-1-/);
    assert.equal(object.text, '{"id":"new"}{"id":"new"}', 'a key that no prefix asks for makes no partition');
  });
});

describe('dynamic partitioning of a stream', () => {
  async function described() {
    const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' });
    const { DeliveryStreamDescription } = await local.firehose.send(command);
    return DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription;
  }

  it('is described with its retries of 300 seconds (recorded)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}')));
    assert.deepEqual((await described())?.DynamicPartitioningConfiguration, {
      Enabled: true,
      RetryOptions: { DurationInSeconds: 300 },
    });
  });

  it('is decided at its creation (documented; the text is decided by us)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}')));
    const change = {
      DeliveryStreamName: 's',
      CurrentDeliveryStreamVersionId: '1',
      DestinationId: 'destinationId-000000000001',
      ExtendedS3DestinationUpdate: { DynamicPartitioningConfiguration: { Enabled: false } },
    };
    const call = local.firehose.send(new UpdateDestinationCommand(change));
    await assertRefused(
      call,
      'InvalidArgumentException',
      400,
      /only be enabled when a delivery stream is created/,
    );
  });

  const refused: [why: string, settings: Settings, text: RegExp | string][] = [
    [
      'needs a key in its prefix (measured by others)',
      { ...partitionedBy('logs/', query('{k: .k}')) },
      'S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled',
    ],
    [
      'needs hints of 64 MiB at least (measured by others)',
      {
        ...partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}')),
        BufferingHints: { SizeInMBs: 63, IntervalInSeconds: 60 },
      },
      'BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.',
    ],
    [
      'needs an interval (documented; the text is decided by us)',
      {
        ...partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}')),
        BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 0 },
      },
      /IntervalInSeconds cannot be 0/,
    ],
    [
      'needs every key of its query in the prefix (measured by others)',
      partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k, other: .o}')),
      "MetaDataExtraction JQ Query can't contain keys that are not present in the S3 Prefix expression",
    ],
  ];
  for (const [why, settings, text] of refused) {
    it(why, async () => {
      await assertRefused(
        local.firehose.send(creation('t', settings)),
        'InvalidArgumentException',
        400,
        text,
      );
      assert.deepEqual(await landed(local), []);
    });
  }
});
