import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeConfig, parseConfig, readConfig } from './config.js';
import { StepError } from './errors.js';
import { SETTINGS } from './settings.js';
import { problemsOf } from './testing/config.js';

const EXAMPLE = fileURLToPath(new URL('../dl.cfg.example', import.meta.url));
const DEFAULTS = {
  warnings: [],
  aws: {
    target: 'local',
    region: 'us-east-1',
    profile: undefined,
    credentials: undefined,
    timeScale: 30,
    endpoint: undefined,
    participant: undefined,
  },
  iam: { roleName: undefined, policyName: undefined },
  firehose: {
    streamName: undefined,
    deliveryStreamType: 'DirectPut',
    sizeInMBs: 5,
    intervalInSeconds: 60,
    compressionFormat: 'GZIP',
  },
  s3: { bucketName: undefined, prefix: 'measurements/' },
  sensor: { url: undefined, temperatureField: 'currentTemperature', measurements: 2922 },
};

describe('dl.cfg and its defaults', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'config '));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('means the defaults when there is no file, and says so', () => {
    const file = join(folder, 'dl.cfg');
    assert.deepEqual(readConfig(file), { source: `no ${file}: the defaults of dl.cfg.example`, ...DEFAULTS });
  });

  it('reads the example as exactly the defaults', () => {
    assert.deepEqual(readConfig(EXAMPLE), { source: EXAMPLE, ...DEFAULTS });
  });

  it('explains every setting there is in the example, and no other', () => {
    const keys = /^(?:; )?([a-z_]+) =/gm;
    const explained = [...readFileSync(EXAMPLE, 'utf8').matchAll(keys)].map((match) => match[1]);
    assert.deepEqual(explained.sort(), Object.values(SETTINGS).flatMap(Object.keys).sort());
  });

  it('means the defaults when the file is empty, or has only comments and sections', () => {
    for (const text of [
      '',
      '\n\n',
      '; a comment\n# another\n',
      '[AWS]\n[IAM]\n[Firehose]\n[S3]\n[Sensor]\n',
    ]) {
      assert.deepEqual(parseConfig(text), { source: 'dl.cfg', ...DEFAULTS });
    }
  });

  it('says what to do when a folder stands in place of the file', () => {
    mkdirSync(join(folder, 'is-a-folder'));
    assert.throws(
      () => readConfig(join(folder, 'is-a-folder')),
      (error: Error) =>
        error instanceof StepError && /is-a-folder.*EISDIR.*Make it a file/s.test(error.message),
    );
  });

  it('says what to do when the file cannot be read', () => {
    const file = join(folder, 'loop.cfg');
    symlinkSync(file, file);
    assert.throws(() => readConfig(file), /loop\.cfg.*ELOOP.*you may read/s);
  });
});

describe('what a dl.cfg can say', () => {
  it('takes every setting', () => {
    const config = parseConfig(`
[AWS]
target = aws
region = eu-central-1
profile = work
time_scale = 1
[IAM]
role_name = my-role
policy_name = my-policy
[Firehose]
stream_name = my_stream
delivery_stream_type = DirectPut
size_in_mb = 128
interval_in_seconds = 0
compression_format = UNCOMPRESSED
[S3]
bucket_name = my.bucket-1
prefix =
[Sensor]
url = https://api.example.org/weather?q=Seattle&appid=abc
temperature_field = main.temp
measurements = 1
`);
    assert.deepEqual(config, {
      source: 'dl.cfg',
      warnings: [],
      aws: {
        target: 'aws',
        region: 'eu-central-1',
        profile: 'work',
        credentials: undefined,
        timeScale: 1,
        endpoint: undefined,
        participant: undefined,
      },
      iam: { roleName: 'my-role', policyName: 'my-policy' },
      firehose: {
        streamName: 'my_stream',
        deliveryStreamType: 'DirectPut',
        sizeInMBs: 128,
        intervalInSeconds: 0,
        compressionFormat: 'UNCOMPRESSED',
      },
      s3: { bucketName: 'my.bucket-1', prefix: '' },
      sensor: {
        url: 'https://api.example.org/weather?q=Seattle&appid=abc',
        temperatureField: 'main.temp',
        measurements: 1,
      },
    });
  });

  it("takes quoted values, as the original tutorial's file has them", () => {
    const text = `[Firehose]\ndelivery_stream_type = 'DirectPut'\nsize_in_mb = '7'\n[S3]\nprefix = "a;b/"`;
    const { firehose, s3 } = parseConfig(text);
    assert.deepEqual([firehose.deliveryStreamType, firehose.sizeInMBs, s3.prefix], ['DirectPut', 7, 'a;b/']);
  });

  it('takes line ends and the byte order mark of Windows', () => {
    const text = '\uFEFF[AWS]\r\nregion = eu-west-1\r\n\r\n[Firehose]\r\nsize_in_mb = 3\r\n';
    const { aws, firehose } = parseConfig(text);
    assert.deepEqual([aws.region, firehose.sizeInMBs], ['eu-west-1', 3]);
  });

  it('takes a name that is left empty as not given', () => {
    const { s3, iam } = parseConfig('[S3]\nbucket_name =\n[IAM]\nrole_name = ');
    assert.deepEqual([s3.bucketName, iam.roleName], [undefined, undefined]);
  });

  it('takes the section again further down', () => {
    const { aws } = parseConfig('[AWS]\nregion = eu-west-1\n[S3]\n[AWS]\ntarget = aws');
    assert.deepEqual([aws.region, aws.target], ['eu-west-1', 'aws']);
  });
});

describe('the problems of a bad dl.cfg', () => {
  it('are reported all together, each with section, key, the fault of the value and what is allowed', () => {
    const text = `
[AWS]
target = cloud
region = virginia
time_scale = 0
[IAM]
role_name = two words
[Firehose]
stream_name = a/b
delivery_stream_type = KinesisStreamAsSource
size_in_mb = 0
interval_in_seconds = 901
compression_format = ZIP
[S3]
bucket_name = My_Bucket
prefix = !{timestamp:yyyy}/
[Sensor]
url = ftp://sensor
temperature_field = main..temp
measurements = many
`;
    assert.deepEqual(problemsOf(text), [
      '[AWS] target = cloud: must be local or aws',
      '[AWS] region = virginia: must be the name of an AWS region, such as us-east-1',
      '[AWS] time_scale = 0: must be a whole number of times from 1 to 1000',
      '[IAM] role_name = two words: must be 1 to 64 letters, digits or +=,.@_-',
      '[Firehose] stream_name = a/b: must be 1 to 64 letters, digits or _.-',
      '[Firehose] delivery_stream_type = KinesisStreamAsSource: must be DirectPut',
      '[Firehose] size_in_mb = 0: must be a whole number of MiB from 1 to 128',
      '[Firehose] interval_in_seconds = 901: must be a whole number of seconds from 0 to 900',
      '[Firehose] compression_format = ZIP: must be GZIP or UNCOMPRESSED',
      '[S3] bucket_name = My_Bucket: must be 3 to 63 small letters, digits, dots or hyphens',
      '[S3] prefix = !{timestamp:yyyy}/: must be at most 512 characters, without an expression',
      '[Sensor] url = ftp://sensor: must be an address that starts with http:// or https://, without user name and password',
      '[Sensor] temperature_field = main..temp: must be a field name, or a path such as main.temp',
      '[Sensor] measurements = many: must be a whole number of measurements from 1 to 1000000',
    ]);
  });

  it('are counted, and the file is named', () => {
    assert.throws(
      () => parseConfig('[AWS]\ntarget = x', 'my.cfg'),
      /^ConfigError: my\.cfg has one problem:\n/,
    );
    assert.throws(() => parseConfig('[AWS]\ntarget = x\nregion = y'), /dl\.cfg has 2 problems:\n/);
  });

  it('include sections and keys that there are not, with those that there are', () => {
    const text = '[Kinesis]\nregion = us-east-1\n[aws]\n[AWS]\nregoin = us-east-1\n[Sensor]\nUnit = 1';
    assert.deepEqual(problemsOf(text), [
      '[Kinesis]: no such section. There are [AWS] [IAM] [Firehose] [S3] [Sensor]',
      '[aws]: no such section. There are [AWS] [IAM] [Firehose] [S3] [Sensor]',
      '[AWS] regoin: no such setting. There are target, region, profile, access_key_id, secret_access_key, session_token, time_scale, endpoint, participant',
      '[Sensor] Unit: no such setting. There are url, temperature_field, measurements',
    ]);
  });

  it('include names that every JavaScript object has', () => {
    for (const text of [
      '[AWS]\nconstructor = 1',
      '[toString]\na = 1',
      '[AWS]\n__proto__ = 1',
      '[__proto__]',
    ]) {
      assert.equal(problemsOf(text).length, 1, text);
    }
  });

  it('include settings outside of a section, even when one is called like a section', () => {
    assert.deepEqual(problemsOf('region = us-east-1\nAWS = local\n[AWS]\ntarget = local'), [
      'region: stands outside of a section. Sections are [AWS] [IAM] [Firehose] [S3] [Sensor]',
      'AWS: stands outside of a section. Sections are [AWS] [IAM] [Firehose] [S3] [Sensor]',
    ]);
  });

  it('include a key that stands twice, in one section or in its two halves', () => {
    assert.deepEqual(problemsOf('[AWS]\nregion = eu-west-1\n[S3]\n\n[AWS]\nregion = eu-west-2'), [
      '[AWS] region: stands twice, in lines 2 and 6: delete one',
    ]);
  });

  it('include lines that are neither a section nor a setting', () => {
    assert.deepEqual(problemsOf('[S3]\nprefix\n = x\n[AWS] ; mine\n'), [
      'line 2: is neither a [section] nor key = value',
      'line 3: is neither a [section] nor key = value',
      'line 4: is neither a [section] nor key = value',
    ]);
  });

  it('include numbers at the wrong side of each bound, and none at the right one', () => {
    for (const [key, min, max] of [
      ['size_in_mb', 1, 128],
      ['interval_in_seconds', 0, 900],
    ] as const) {
      const problems = (value: unknown) => problemsOf(`[Firehose]\n${key} = ${value}`).length;
      assert.deepEqual([min - 1, min, max, max + 1].map(problems), [1, 0, 0, 1]);
      for (const odd of ['1.5', '1e2', '0x10', '-1', '', 'NaN', '9'.repeat(400)])
        assert.equal(problems(odd), 1, odd);
    }
  });

  it('include an address with a password in it, which is not shown', () => {
    const [problem] = problemsOf('[Sensor]\nurl = https://me:hunter2@sensor/now?key=hunter2');
    assert.match(
      problem ?? '',
      /^\[Sensor\] url = https:\/\/…@sensor\/now\?…: .*without user name and password$/,
    );
  });
});

describe('the table of settings', () => {
  it('shows what holds, and where it comes from', () => {
    const text = describeConfig(parseConfig('[S3]\nbucket_name = my-bucket\n[Firehose]\nsize_in_mb = 2'));
    for (const part of ['dl.cfg', 'us-east-1', 'my-bucket', '2 MiB or 60 s', 'GZIP', '30 times', '2922']) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
  });

  it('says which credentials are used: its own keys never reach the local AWS', () => {
    const keys =
      'access_key_id = AKIAIOSFODNN7ABCDEFG\nsecret_access_key = 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';
    const credentials = (text: string) => /^credentials +(.*)$/m.exec(describeConfig(parseConfig(text)))?.[1];
    assert.equal(credentials(`[AWS]\n${keys}`), 'of local-aws');
    assert.equal(credentials('[AWS]\nprofile = work'), 'of local-aws');
    assert.equal(credentials(`[AWS]\ntarget = aws\n${keys}`), 'keys from the settings');
    assert.equal(credentials('[AWS]\ntarget = aws\nprofile = work'), 'profile work');
    assert.equal(credentials('[AWS]\ntarget = aws'), 'found by the SDK');
  });

  it("does not show the key of a sensor's API", () => {
    const text = describeConfig(
      parseConfig('[Sensor]\nurl = https://api.example.org/weather?q=x&appid=hunter2'),
    );
    assert.match(text, /sensor +https:\/\/api\.example\.org\/weather\?…/);
    assert.doesNotMatch(text, /hunter2/);
  });
});
