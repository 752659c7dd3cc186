import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DescribeDeliveryStreamCommand, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  activeStream,
  allowWriting,
  creation,
  givenBucketAndRole,
  landed,
  propagate,
  put,
  ROLE,
} from '../firehose/testing/pipeline.js';
import { startServer } from '../server.js';
import { temporaryFolder } from '../store/testing/folders.js';
import { assertRefused } from '../testing/assert-refused.js';
import { askControl } from '../testing/control.js';
import { eventually } from '../testing/eventually.js';
import { clientsOf, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';
import { userWith } from '../testing/user-with.js';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

async function page(): Promise<string> {
  const { status, headers, body } = await rawRequest(`${local.endpoint}/_local-aws/`);
  assert.deepEqual([status, headers['content-type']], [200, 'text/plain; charset=utf-8']);
  return body;
}

describe('the state of a delivery stream', () => {
  it('says what waits in its buffer, and until when', async () => {
    await activeStream(local, 'clicks', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } });
    await put(local, 'clicks', '12345', '67890');
    local.clock.advance(12_500);
    const { status, json } = await askControl(local, 'GET /streams/clicks');
    assert.equal(status, 200);
    assert.deepEqual([json.name, json.status, json.version], ['clicks', 'ACTIVE', 1]);
    assert.deepEqual(json.waiting, {
      state: 'buffering',
      bytes: 10,
      oldestAgeSeconds: 12.5,
      secondsUntilFlush: 47.5,
      bytesUntilFlush: 1024 * 1024 - 10,
      partitions: 0,
      failures: [],
    });
    assert.deepEqual(
      [json.metrics.IncomingRecords, json.metrics.IncomingBytes, json.metrics.IncomingPutRequests],
      [2, 10, 1],
    );
    const all = (await askControl(local, 'GET /streams')).json;
    assert.deepEqual(all, { streams: [json], metrics: { ResourceCount: 1 } });
  });

  it('says what failed, why, and when it is tried again', async () => {
    await activeStream(local, 's', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } });
    await askControl(local, 'POST /faults', {
      operation: 'Delivery',
      answer: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
    });
    await put(local, 's', 'x');
    await askControl(local, 'POST /streams/s/flush');
    await askControl(local, 'POST /streams/s/flush');
    local.clock.advance(500);
    const { waiting } = (await askControl(local, 'GET /streams/s')).json;
    const reason = 'InternalError: Please reduce your request rate.';
    assert.deepEqual(waiting, {
      state: 'retrying',
      bytes: 1,
      oldestAgeSeconds: 0.5,
      secondsUntilFlush: null,
      bytesUntilFlush: null,
      partitions: 0,
      failures: [{ of: 'delivery', attempts: 2, reason, secondsUntilNextAttempt: 1.5 }],
    });
    assert.match(
      await page(),
      /retrying: 1 bytes wait, the oldest for 0\.5 s\n {4}delivery: attempt 2 failed, the next is in 1\.5 s: InternalError: Please/,
    );
    await put(local, 's', 'yz');
    const behind = (await askControl(local, 'GET /streams/s')).json.waiting;
    assert.deepEqual([behind.state, behind.bytes, behind.secondsUntilFlush], ['retrying', 3, 60]);
    assert.equal(behind.bytesUntilFlush, 1024 * 1024 - 2);
  });

  it('is delivering while an object is on its way', async () => {
    await activeStream(local, 's');
    await askControl(local, 'POST /faults', { operation: 'Delivery', delaySeconds: 600 });
    await put(local, 's', 'x');
    const flushed = askControl(local, 'POST /streams/s/flush');
    await eventually(async () => {
      const { waiting } = (await askControl(local, 'GET /streams/s')).json;
      assert.deepEqual([waiting.state, waiting.secondsUntilFlush], ['delivering', null]);
    });
    local.server.account.faults.close();
    await flushed;
  });

  it('can be read as a page', async () => {
    await activeStream(local, 'clicks', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } });
    await local.firehose.send(creation('new'));
    await put(local, 'clicks', '12345');
    local.clock.advance(12_500);
    await askControl(local, 'POST /faults', { operation: 'PutRecord', cut: 'after' });
    const text = await page();
    assert.match(text, /^local-aws: account 000000000000 in us-east-1, \d{4}-\S+Z by its clock\n/);
    assert.match(
      text,
      /clicks: ACTIVE, version 1\n {4}buffering: 5 bytes wait, the oldest for 12\.5 s; by the buffering hints: in 47\.5 s or after 1048571 more bytes\n/,
    );
    assert.match(text, /\n {4}IncomingBytes 5\n/);
    assert.match(text, /\n {2}new: CREATING, version 1\n {4}nothing waits\n/);
    assert.match(text, /Faults in force\n {2}\{"operation":"PutRecord","cut":"after"\}\n/);
    assert.match(text, /The last lines of the log\n {2}none\n/);
    assert.match(text, /\n {2}POST \/streams\/NAME\/flush\n/);
  });

  it('of a stream that there is not is 404, naming those that there are', async () => {
    await local.firehose.send(creation('there'));
    for (const route of ['GET /streams/not-there', 'POST /streams/not-there/flush']) {
      const { status, json } = await askControl(local, route);
      assert.deepEqual(
        [status, json.error],
        [404, 'There is no delivery stream not-there. There is: there.'],
        route,
      );
    }
  });
});

describe('a flush', () => {
  it('delivers what waits, and answers when it is in S3', async () => {
    await activeStream(local, 's');
    await put(local, 's', 'now');
    const { status, json } = await askControl(local, 'POST /streams/s/flush');
    assert.deepEqual([status, json.waiting, json.metrics['DeliveryToS3.Records']], [200, null, 1]);
    assert.deepEqual(
      (await landed(local)).map(({ text }) => text),
      ['now'],
    );
    assert.equal((await askControl(local, 'POST /streams/s/flush')).status, 200);
    assert.equal((await landed(local)).length, 1, 'an empty buffer makes no object');
  });

  it('answers when an attempt failed, with what still waits; the log says why, until it is mended', async () => {
    await activeStream(local, 's');
    await local.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: 'write' }));
    propagate(local);
    await put(local, 's', 'later');
    assert.equal((await askControl(local, 'POST /streams/s/flush')).json.waiting.bytes, 5);
    const { lines } = (await askControl(local, 'GET /log')).json;
    assert.match(lines.at(-1).text, /deliverystream\/s .*S3\.AccessDenied/);
    assert.match(lines.at(-1).at, /^\d{4}-\d{2}-\d{2}T.*Z$/);
    assert.match(await page(), /The last lines of the log\n {2}\d{4}[\s\S]*S3\.AccessDenied/);
    await allowWriting(local);
    propagate(local);
    assert.equal((await askControl(local, 'POST /streams/s/flush')).json.waiting, null);
    assert.deepEqual(
      (await landed(local)).map(({ text }) => text),
      ['later'],
    );
  });
});

describe('the log', () => {
  it('explains a call that was denied, and keeps the last thousand lines', async () => {
    const nobody = userWith(local);
    const call = () => nobody.firehose.send(new ListDeliveryStreamsCommand({}));
    await assertRefused(call(), 'AccessDeniedException', 400, /./);
    const { lines } = (await askControl(local, 'GET /log')).json;
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /may not firehose:ListDeliveryStreams on \*: /);
    for (let line = 0; line < 1_000; line += 1) local.server.account.log(`line ${line}`);
    const kept = (await askControl(local, 'GET /log')).json.lines;
    assert.deepEqual([kept.length, kept[0].text, kept[999].text], [1_000, 'line 0', 'line 999']);
  });
});

describe('moving the clock', () => {
  it('lets buffers and creation fall due at once', async () => {
    await local.firehose.send(creation('s'));
    await askControl(local, 'POST /clock', { advanceSeconds: 30 });
    const describing = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' });
    const { DeliveryStreamDescription } = await local.firehose.send(describing);
    assert.equal(DeliveryStreamDescription?.DeliveryStreamStatus, 'ACTIVE');
    await put(local, 's', 'in time');
    const before = local.clock.now();
    const { status, json } = await askControl(local, 'POST /clock', { advanceSeconds: 300 });
    assert.deepEqual([status, json], [200, { now: new Date(before + 300_000).toISOString() }]);
    await eventually(async () => assert.equal((await landed(local))[0]?.text, 'in time'));
  });

  it('is kept in the folder: what was made then is not in the future of the next start', async (t) => {
    const dir = temporaryFolder(t);
    const first = await startServer({ dir, timeScale: 10 });
    const { json } = await askControl(first, 'POST /clock', { advanceSeconds: 36_000 });
    const ahead = Date.parse(json.now) - Date.now();
    assert.ok(ahead > 3_500_000 && ahead <= 3_600_000, `an hour ahead at ten times the speed: ${ahead}`);
    const clients = clientsOf(first.endpoint, 'us-east-1', first.credentials);
    t.after(() => {
      for (const client of Object.values(clients)) client.destroy();
    });
    await clients.firehose.send(new ListDeliveryStreamsCommand({})); // signed by the machine's clock
    await first.close();
    const second = await startServer({ dir });
    t.after(() => second.close());
    assert.ok(second.account.clock.now() >= Date.parse(json.now));
  });
});

describe("local-aws's own address", () => {
  it('tells a path that is not there from those that are', async () => {
    for (const path of ['/nothing', '/streams/a/b', '/streams/NAME/flush/x', '/streams/%ff', '/GET%20/']) {
      const { status, body } = await rawRequest(`${local.endpoint}/_local-aws${path}`);
      assert.equal(status, 404, path);
      assert.match(
        body,
        /There is: GET \/_local-aws\/, GET \/_local-aws\/health, .*DELETE \/_local-aws\/faults/,
      );
    }
    for (const path of ['', '/', '/health/', '/streams/', '/faults']) {
      assert.equal((await rawRequest(`${local.endpoint}/_local-aws${path}`)).status, 200, path);
    }
  });

  it('says which methods a path takes', async () => {
    const { status, headers, body } = await rawRequest(`${local.endpoint}/_local-aws/faults`, {
      method: 'PUT',
    });
    assert.deepEqual([status, headers.allow], [405, 'GET, POST, DELETE']);
    assert.match(body, /faults takes GET, POST, DELETE, not PUT/);
  });

  it('takes no change from a web page: neither as a form or text, nor after a preflight', async () => {
    const before = local.clock.now();
    const url = `${local.endpoint}/_local-aws/clock`;
    const body = '{"advanceSeconds": 1}';
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      undefined,
    ]) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const answer = await rawRequest(url, { method: 'POST', headers, body });
      assert.equal(answer.status, 415, type);
      assert.match(answer.body, /content-type: application\/json/);
    }
    const preflight = await rawRequest(url, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example' },
    });
    assert.equal(preflight.status, 405);
    assert.equal(preflight.headers['access-control-allow-origin'], undefined);
    const foreign = { host: 'evil.example', 'content-type': 'application/json' };
    assert.equal((await rawRequest(url, { method: 'POST', headers: foreign, body })).status, 403);
    assert.equal(local.clock.now(), before);
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    assert.equal((await rawRequest(url, { method: 'POST', headers, body })).status, 200);
    assert.equal(local.clock.now(), before + 1_000);
  });

  it('says what is allowed when its input is wrong', async () => {
    const before = local.clock.now();
    const wrong = [
      {},
      null,
      7,
      { advanceSeconds: -1 },
      { advanceSeconds: '1' },
      { advanceSeconds: 1e9 },
      { advanceSeconds: 1, by: 2 },
    ];
    for (const body of wrong) {
      const { status, json } = await askControl(local, 'POST /clock', body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.match(json.error, /must be \{"advanceSeconds": N\} with N from 0 to 31536000/);
    }
    assert.equal(local.clock.now(), before);
    const headers = { 'content-type': 'application/json' };
    for (const path of ['clock', 'faults']) {
      const url = `${local.endpoint}/_local-aws/${path}`;
      const { status, body } = await rawRequest(url, { method: 'POST', headers, body: '{"a' });
      assert.deepEqual([status, /The body is not JSON/.test(body)], [400, true]);
    }
    const { status, json } = await askControl(local, 'POST /faults', {
      operation: 'PutRecords',
      cut: 'after',
    });
    assert.equal(status, 400);
    assert.match(json.error, /^operation: must be the name of an operation that local-aws has/);
    assert.deepEqual((await askControl(local, 'GET /faults')).json, { faults: [] });
  });

  it('gives away no key', async () => {
    for (const path of ['/', '/health', '/streams', '/log', '/faults']) {
      const { body } = await rawRequest(`${local.endpoint}/_local-aws${path}`);
      assert.ok(!body.includes(local.server.credentials.secretAccessKey), path);
    }
  });
});
