import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { UpdateDestinationCommand } from '@aws-sdk/client-firehose';
import { ManualClock } from '../clock.js';
import { assertRefused } from '../testing/assert-refused.js';
import { eventually } from '../testing/eventually.js';
import { type LocalAwsUnderTest, start } from '../testing/harness.js';
import {
  activeStream,
  creation,
  givenBucketAndRole,
  landed,
  put,
  type Settings,
} from './testing/pipeline.js';

const SUFFIX = 's-1-2018-08-27-10-30-00-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const HINTS = { SizeInMBs: 1, IntervalInSeconds: 300 };
const ERRORS = { ErrorOutputPrefix: 'err/!{firehose:error-output-type}/' };

let local: LocalAwsUnderTest;
afterEach(() => local.close());

/** A stream s whose next record arrives at that time. */
async function streamAt(time: string, settings: Settings): Promise<void> {
  const clock = new ManualClock('2018-08-27T00:00:00Z');
  local = await start({ clock });
  await givenBucketAndRole(local);
  await activeStream(local, 's', { BufferingHints: HINTS, ...settings });
  clock.advance(new Date(time).getTime() - clock.now());
}

async function theKey(): Promise<string> {
  return eventually(async () => {
    const [object] = await landed(local);
    assert.ok(object);
    return object.key;
  });
}

async function keyOf(settings: Settings, time = '2018-08-27T10:30:00.999Z'): Promise<string> {
  await streamAt(time, settings);
  await put(local, 's', 'x');
  local.clock.advance(300_000);
  return theKey();
}

async function assertKey(settings: Settings, prefix: string, extension = ''): Promise<void> {
  assert.match(await keyOf(settings), new RegExp(`^${prefix}${SUFFIX}${extension}$`));
}

describe('the key of an object', () => {
  it('is the hour in UTC, stream, version, second and a uuid (documented)', () =>
    assertKey({}, '2018/08/27/10/'));

  it('has the hour appended to a prefix, without a slash of its own (observed on AWS)', () =>
    assertKey({ Prefix: 'logs' }, 'logs2018/08/27/10/'));

  it('has the hour below a prefix that ends in a slash (documented)', () =>
    assertKey({ Prefix: 'logs/' }, 'logs/2018/08/27/10/'));

  it('has a timestamp where the prefix says so, and nothing appended (observed on AWS)', () =>
    assertKey({ Prefix: 'd=!{timestamp:yyyy-MM-dd}/', ...ERRORS }, 'd=2018-08-27/'));

  it('has all timestamps of one instant, with literals in quotes (observed on AWS)', () =>
    assertKey(
      { Prefix: "y=!{timestamp:yyyy}/!{timestamp:'month='MM}/!{timestamp:HH'h'mm''ss}/", ...ERRORS },
      "y=2018/month=08/10h30'00/",
    ));

  it('has a random string of 11 characters, and nothing appended (observed on AWS, against its guide)', () =>
    assertKey({ Prefix: 'r=!{firehose:random-string}/', ...ERRORS }, 'r=[0-9a-z-]{11}/'));

  it('has another random string at every place (documented)', async () => {
    const key = await keyOf({ Prefix: '!{firehose:random-string}/!{firehose:random-string}/', ...ERRORS });
    const [first, second] = key.split('/');
    assert.notEqual(first, second);
  });

  it('ends in .gz for GZIP (documented)', () =>
    assertKey({ CompressionFormat: 'GZIP' }, '2018/08/27/10/', '\\.gz'));

  it('ends in the extension that was asked for, whatever the format (documented)', () =>
    assertKey(
      { CompressionFormat: 'GZIP', FileExtension: '.json.gzip' },
      '2018/08/27/10/',
      '\\.json\\.gzip',
    ));

  it('ends in nothing else for an empty extension, which is none (observed on AWS)', () =>
    assertKey({ CompressionFormat: 'GZIP', FileExtension: '' }, '2018/08/27/10/', '\\.gz'));

  it('has the time of the oldest record, also across an hour (documented; for the second, decided by us)', async () => {
    await streamAt('2018-08-27T10:59:59Z', {});
    await put(local, 's', 'before');
    local.clock.advance(120_000);
    await put(local, 's', 'after');
    local.clock.advance(180_000);
    assert.match(await theKey(), /^2018\/08\/27\/10\/s-1-2018-08-27-10-59-59-/);
  });

  it('has the version of the configuration that wrote it (documented)', async () => {
    await streamAt('2018-08-27T10:30:00Z', {});
    const change = {
      DeliveryStreamName: 's',
      CurrentDeliveryStreamVersionId: '1',
      DestinationId: 'destinationId-000000000001',
      ExtendedS3DestinationUpdate: { Prefix: 'second/' },
    };
    await local.firehose.send(new UpdateDestinationCommand(change));
    await put(local, 's', 'x');
    local.clock.advance(300_000);
    assert.match(await theKey(), /^second\/2018\/08\/27\/10\/s-2-2018-08-27-10-30-00-/);
  });
});

describe('a prefix', () => {
  /** The words of AWS, in the envelope that it misspells itself (quoted in a public pull request). */
  const refusals: [why: string, settings: Settings, text: string][] = [
    [
      'with an expression needs an error output prefix (reported)',
      { Prefix: '!{timestamp:yyyy/MM/dd}' },
      'ErrorOutputPrefix cannot be null or empty when Prefix contains expressions',
    ],
    [
      'with a random string needs one, too (measured by others)',
      { Prefix: '!{firehose:random-string}/', ErrorOutputPrefix: '' },
      'ErrorOutputPrefix cannot be null or empty when Prefix contains expressions',
    ],
    [
      'must not name the type of an error (measured by others)',
      { Prefix: 'x/!{firehose:error-output-type}/', ...ERRORS },
      'Prefix must not contain any occurrence of !{firehose:error-output-type}',
    ],
    [
      'for errors must name it if it has any expression (measured by others)',
      { Prefix: '!{timestamp:yyyy}/', ErrorOutputPrefix: 'err/!{timestamp:yyyy}/' },
      'ErrorOutputPrefix must contain at least one occurrence of !{firehose:error-output-type}',
    ],
    [
      'has the namespaces that there are (measured by others)',
      { Prefix: '!{date:yyyy}/', ...ERRORS },
      'Namespace to the left of colon (date) is an invalid keyword!',
    ],
    ['has no stray opening (measured by others)', { Prefix: 'a!{b', ...ERRORS }, 'Invalid expression usage'],
    [
      'has no expression without a colon (decided by us)',
      { Prefix: '!{b}', ...ERRORS },
      'Invalid expression usage',
    ],
    [
      'has the letters of a timestamp that Java knows (measured by others)',
      { Prefix: '!{timestamp:yyyy-bb}/', ...ERRORS },
      'Invalid conversion character used in the value of the expression in Prefix',
    ],
    [
      'has the values of firehose that there are (measured by others)',
      { Prefix: '!{firehose:stream-name}/', ...ERRORS },
      'Invalid conversion character used in the value of the expression in Prefix',
    ],
    [
      'for errors is held to the same (measured by others)',
      { ErrorOutputPrefix: '!{firehose:error-output-type}/!{timestamp:T}/' },
      'Invalid conversion character used in the value of the expression in ErrorOutputPrefix',
    ],
    [
      'has at most 512 characters once evaluated (measured by others)',
      { Prefix: 'x'.repeat(513) },
      'Length of evaluated prefix cannot be greater than 512',
    ],
    [
      'for errors has at most 512, too (measured by others)',
      { ErrorOutputPrefix: 'x'.repeat(513) },
      'Length of evaluated ErrorOutputPrefix cannot be greater than 512',
    ],
  ];
  for (const [why, settings, text] of refusals) {
    it(why, async () => {
      await streamAt('2018-08-27T10:30:00Z', {});
      const envelope = 'Ths supplied prefix(es) do not satisfy the following constraint: ';
      const call = local.firehose.send(creation('t', settings));
      await assertRefused(call, 'InvalidArgumentException', 400, envelope + text);
    });
  }

  it('may have 512 characters once evaluated, from more that are written', async () => {
    await streamAt('2018-08-27T10:30:00Z', {});
    const Prefix = `!{timestamp:'${'x'.repeat(500)}'}`;
    await local.firehose.send(creation('t', { Prefix, ...ERRORS }));
  });

  it('with keys of dynamic partitioning is refused by name: local-aws has none', async () => {
    await streamAt('2018-08-27T10:30:00Z', {});
    const partitioned = creation('t', { Prefix: '!{partitionKeyFromQuery:id}/', ...ERRORS });
    await assertRefused(local.firehose.send(partitioned), 'NotImplemented', 501, /dynamic partitioning/);
  });
});
