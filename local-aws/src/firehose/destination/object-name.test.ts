import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { UpdateDestinationCommand } from '@aws-sdk/client-firehose';
import { ManualClock } from '../../clock.js';
import { assertRefused } from '../../testing/assert-refused.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, start } from '../../testing/harness.js';
import {
  activeStream,
  creation,
  givenBucketAndRole,
  lands,
  oneLands,
  put,
  reports,
  type Settings,
} from '../testing/pipeline.js';

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
  return (await oneLands(local)).key;
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
    assertKey({ Prefix: 'r=!{firehose:random-string}/', ...ERRORS }, 'r=[0-9A-Za-z]{11}/'));

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

describe('the rows of examples (documented; the fourth of the texts is reported)', () => {
  const ERROR = 'err/!{firehose:error-output-type}/';
  const landing: [prefix: string | undefined, errors: string | undefined, key: string, errorKey: string][] = [
    [undefined, undefined, '2018/08/27/10/', 'processing-failed/2018/08/27/10/'],
    ['logs/', undefined, 'logs/2018/08/27/10/', 'logs/processing-failed/2018/08/27/10/'],
    ['logs', undefined, 'logs2018/08/27/10/', 'logsprocessing-failed/2018/08/27/10/'],
    ['d=!{timestamp:yyyy-MM-dd}/', ERROR, 'd=2018-08-27/', 'err/processing-failed/2018/08/27/10/'],
    // Observed on AWS: nothing is appended to a random string, although the documentation says so.
    ['r=!{firehose:random-string}/', ERROR, 'r=[0-9A-Za-z]{11}/', 'err/processing-failed/2018/08/27/10/'],
    [
      "y=!{timestamp:yyyy}/!{timestamp:'month='MM}/",
      ERROR,
      'y=2018/month=08/',
      'err/processing-failed/2018/08/27/10/',
    ],
  ];
  for (const [Prefix, ErrorOutputPrefix, key, errorKey] of landing) {
    it(`${Prefix ?? 'no prefix'} with ${ErrorOutputPrefix ?? 'no error prefix'}`, async () => {
      // A function that is not there: the error object shows where failed records go.
      const LambdaArn = 'arn:aws:lambda:us-east-1:000000000000:function:absent';
      const Parameters = [{ ParameterName: 'LambdaArn' as const, ParameterValue: LambdaArn }];
      const Processors = [{ Type: 'Lambda' as const, Parameters }];
      const settings = { Prefix, ErrorOutputPrefix, BufferingHints: HINTS };
      await streamAt('2018-08-27T10:30:00Z', settings);
      await put(local, 's', 'x');
      local.clock.advance(300_000);
      assert.match((await oneLands(local)).key, new RegExp(`^${key}${SUFFIX}$`));
      const now = local.clock.now();
      await activeStream(local, 'errors', {
        ...settings,
        ProcessingConfiguration: { Enabled: true, Processors },
      });
      local.clock.advance(Date.parse('2018-08-27T10:45:00Z') - Math.max(now, local.clock.now()));
      await put(local, 'errors', 'x');
      await local.server.account.firehose.flush(local.server.account.firehose.get('errors'));
      const found = await lands(local, 2);
      assert.ok(found.some((one) => new RegExp(`^${errorKey}errors-1-2018-08-27-10-45`).test(one.key)));
    });
  }

  const refused: [prefix: string, errors: string | undefined, text: string][] = [
    [
      '!{timestamp:yyyy/MM/dd}',
      undefined,
      'ErrorOutputPrefix cannot be null or empty when Prefix contains expressions',
    ],
    [
      'x/!{firehose:error-output-type}/',
      ERROR,
      'Prefix must not contain any occurrence of !{firehose:error-output-type}',
    ],
    [
      '!{timestamp:yyyy}/',
      'err/!{timestamp:yyyy}/',
      'ErrorOutputPrefix must contain at least one occurrence of !{firehose:error-output-type}',
    ],
    ['!{date:yyyy}/', ERROR, 'Namespace to the left of colon (date) is an invalid keyword!'],
    ['a!{b', ERROR, 'Invalid expression usage: a!{b.Must be of the form !{<namespace>:<value>}'],
  ];
  for (const [Prefix, ErrorOutputPrefix, text] of refused) {
    it(`${Prefix} with ${ErrorOutputPrefix ?? 'no error prefix'} is refused`, async () => {
      await streamAt('2018-08-27T10:30:00Z', {});
      const envelope = 'The supplied prefix(es) do not satisfy the following constraint: ';
      const call = local.firehose.send(creation('t', { Prefix, ErrorOutputPrefix }));
      await assertRefused(call, 'InvalidArgumentException', 400, envelope + text);
    });
  }
});

describe('a custom time zone', () => {
  it('writes the default path and the second of the key by its clocks (documented)', async () => {
    await streamAt('2018-08-27T22:30:00Z', { CustomTimeZone: 'Asia/Tokyo' });
    await put(local, 's', 'x');
    local.clock.advance(300_000);
    assert.match((await oneLands(local)).key, /^2018\/08\/28\/07\/s-1-2018-08-28-07-30-00-/);
  });

  it('writes the expressions of the prefix by its clocks, summer time included (documented)', async () => {
    const Prefix = '!{timestamp:yyyy-MM-dd HH}/';
    await streamAt('2018-08-27T22:30:00Z', { CustomTimeZone: 'Europe/Berlin', Prefix, ...ERRORS });
    await put(local, 's', 'x');
    local.clock.advance(300_000);
    assert.match((await oneLands(local)).key, /^2018-08-28 00\/s-1-2018-08-28-00-30-00-/);
  });

  it('of three letters is refused with the words of AWS (measured by others)', async () => {
    await streamAt('2018-08-27T10:30:00Z', {});
    const text =
      'Provided custom time zone is not supported. Custom time zones are limited to UTC and non-3-letter IANA time zones.';
    const call = local.firehose.send(creation('t', { CustomTimeZone: 'EST' }));
    await assertRefused(call, 'InvalidArgumentException', 400, text);
  });
});

describe('a prefix that cannot be written for an object', () => {
  it('says so in the log, keeps the records, and delivers them when it is changed (decided by us)', async () => {
    // Java pads to 1 place what has 2 from the 10th of a month on; on the 9th AWS takes such a pattern.
    const clock = new ManualClock('2018-08-09T00:00:00Z');
    local = await start({ clock, log: () => {} });
    await givenBucketAndRole(local);
    await activeStream(local, 's', { BufferingHints: HINTS, Prefix: '!{timestamp:pd}/', ...ERRORS });
    clock.advance(24 * 3_600_000);
    await put(local, 's', 'x');
    clock.advance(300_000);
    await eventually(async () =>
      assert.match(
        (await reports(local))[0] ?? '',
        /: PrefixNotEvaluated: the prefix cannot be evaluated for records that arrived at 2018-08-10T00:\S+: Cannot print "10": it exceeds the pad width of 1\. Change it with UpdateDestination; until then they wait \(attempt 1, 1 bytes kept\)/,
      ),
    );
    const change = {
      DeliveryStreamName: 's',
      CurrentDeliveryStreamVersionId: '1',
      DestinationId: 'destinationId-000000000001',
      ExtendedS3DestinationUpdate: { Prefix: 'day/!{timestamp:dd}/' },
    };
    await local.firehose.send(new UpdateDestinationCommand(change));
    clock.advance(60_000);
    assert.match((await oneLands(local)).key, /^day\/10\/s-2-/);
  });
});
