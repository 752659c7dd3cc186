import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import { describeConfig, parseConfig } from './config.js';
import { connect, disconnect } from './connect.js';
import { nameResources } from './names.js';
import { startAws } from './testing/aws.js';
import { problemsOf } from './testing/config.js';

const SECRET = 's'.repeat(40);
const SHEET = ['[AWS]', 'endpoint = http://teacher.local:4566', 'participant = anna'];
const LOCAL_KEYS = ['access_key_id = AKIAQAAAAAAAB2CDEFGH', `secret_access_key = ${SECRET}`];

describe('[AWS] participant', () => {
  it('takes 1 to 7 small letters or digits', () => {
    for (const name of ['a', 'anna', 'p01', 'abcdefg', '7']) {
      assert.equal(parseConfig(`[AWS]\nparticipant = ${name}`).aws.participant, name);
    }
    for (const name of ['Anna', 'anna-b', 'a b', 'änne', 'abcdefgh', 'a.b', '*']) {
      assert.match(
        problemsOf(`[AWS]\nparticipant = ${name}`)[0] ?? '',
        /participant = .*1 to 7 small letters or digits/,
      );
    }
  });

  it('ends the names that are given too, and a name that becomes too long is a problem', () => {
    const given = (section: string, key: string, length: number) =>
      problemsOf(`[AWS]\nparticipant = anna\n[${section}]\n${key} = ${'x'.repeat(length)}`);
    for (const [section, key, most] of [
      ['S3', 'bucket_name', 63],
      ['IAM', 'role_name', 64],
      ['IAM', 'policy_name', 128],
      ['Firehose', 'stream_name', 64],
    ] as const) {
      assert.deepEqual(given(section, key, most - 5), []);
      assert.deepEqual(given(section, key, most - 4), [
        `[${section}] ${key} = ${'x'.repeat(most - 4)}: with -anna at its end it has ${most + 1} characters, and AWS allows ${most}: shorten it`,
      ]);
    }
  });
});

describe('[AWS] endpoint', () => {
  it('takes an address with nothing behind the port, and shows it', () => {
    const config = parseConfig([...SHEET, ...LOCAL_KEYS].join('\n'));
    assert.equal(config.aws.endpoint, 'http://teacher.local:4566');
    assert.deepEqual(config.warnings, [], 'its keys are worth nothing elsewhere');
    assert.match(describeConfig(config), /^endpoint +http:\/\/teacher\.local:4566$/m);
    for (const wrong of ['teacher.local:4566', 'ftp://a', 'http://u:p@a', 'http://a/b', 'http://a?b', 'x']) {
      const problems = problemsOf(['[AWS]', `endpoint = ${wrong}`, ...LOCAL_KEYS].join('\n'));
      assert.match(problems[0] ?? '', /must be an address such as http:\/\/192\.168\.1\.20:4566/, wrong);
    }
  });

  it('refuses the keys of a real account, temporary ones too, and never shows them', () => {
    // The second is AWS's own example, the third older than the account in the id.
    for (const [kind, rest] of [
      ['AKIA', 'QDAXGWHKB2CDEFGH'],
      ['AKIA', 'IOSFODNN7EXXMPLE'],
      ['AKIA', 'JAAAAAAAAAAAAAAA'],
      ['ASIA', 'QAAAAAAAB2CDEFGH'],
    ] as const) {
      const id = kind + rest;
      const lines = [...SHEET, `access_key_id = ${id}`, `secret_access_key = ${SECRET}`];
      if (kind === 'ASIA') lines.push(`session_token = ${SECRET}`);
      const problems = problemsOf(lines.join('\n'));
      assert.equal(problems.length, 1);
      assert.match(
        problems[0] ?? '',
        /access_key_id: is not a key of a local AWS\. Nothing is sent to http:\/\/teacher/,
      );
      assert.ok(!problems[0]?.includes(id));
    }
  });

  it('needs keys, and is not for target = aws', () => {
    assert.match(problemsOf(SHEET.join('\n'))[0] ?? '', /needs the access_key_id .* on your sheet/);
    const problems = problemsOf([...SHEET, ...LOCAL_KEYS, 'target = aws'].join('\n'));
    assert.match(problems[0] ?? '', /endpoint: is for target = local\. .*AWS_ENDPOINT_URL/);
  });

  it('is where connect goes, with the keys of the settings, also when the environment has others', async () => {
    const test = await startAws();
    const folder = join(tmpdir(), 'nowhere at all');
    const { accessKeyId, secretAccessKey } = test.local.server.credentials;
    const config = parseConfig(
      `[AWS]\nendpoint = ${test.local.endpoint.replace('127.0.0.1', 'localhost')}\nparticipant = anna\naccess_key_id = ${accessKeyId}\nsecret_access_key = ${secretAccessKey}`,
    );
    process.env.AWS_ACCESS_KEY_ID = 'not mine';
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    try {
      const aws = await connect(config, folder);
      const { bucket } = nameResources(config, aws);
      await ensureBucket(aws, bucket); // by a name, not an address: the bucket must stay in the path
      await aws.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      assert.deepEqual([aws.target, existsSync(folder)], ['local', false]);
      disconnect(aws);
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_ENDPOINT_URL;
      await test.close();
    }
  });
});
