/** Lambda transformation, through the SDK: a function in a folder, its answers, its rights and its hints. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  DescribeDeliveryStreamCommand,
  UpdateDestinationCommand,
  type UpdateDestinationInput,
} from '@aws-sdk/client-firehose';
import { askControl } from '../../testing/control.js';
import { eventually } from '../../testing/eventually.js';
import type { LocalAwsUnderTest } from '../../testing/harness.js';
import {
  activeStream,
  allowRole,
  createRole,
  deliver,
  errorLines,
  landed,
  lands,
  oneLands,
  propagate,
  put,
  ROLE_ARN,
  reports,
  SECOND,
} from '../testing/pipeline.js';
import { FUNCTION_ARN, lambda, processing, writeFunction } from '../testing/processors.js';
import { allowInvoking, startWithFunctions } from '../testing/with-functions.js';

const MIB = 1024 * 1024;
const HINTS = { SizeInMBs: 5, IntervalInSeconds: 300 };
const UPPER = `return { records: event.records.map((r) => ok(r, text(r).toUpperCase())) };`;

let local: LocalAwsUnderTest;
let folder: string;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ local, folder, close } = await startWithFunctions());
  await allowInvoking(local);
});
afterEach(() => close());

async function stream(...parameters: Parameters<typeof lambda>): Promise<void> {
  await activeStream(local, 's', { BufferingHints: HINTS, ...processing(lambda(...parameters)) });
}

async function update(input: Partial<UpdateDestinationInput>): Promise<void> {
  const DestinationId = 'destinationId-000000000001';
  const one = { DeliveryStreamName: 's', CurrentDeliveryStreamVersionId: '1', DestinationId, ...input };
  await local.firehose.send(new UpdateDestinationCommand(one));
}

async function describedProcessing() {
  const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' });
  const { DeliveryStreamDescription } = await local.firehose.send(command);
  const [destination] = DeliveryStreamDescription?.Destinations ?? [];
  const { ProcessingConfiguration } = destination?.ExtendedS3DestinationDescription ?? {};
  return ProcessingConfiguration?.Processors?.[0]?.Parameters?.map((one) => [
    one.ParameterName,
    one.ParameterValue,
  ]);
}

describe('a Lambda function', () => {
  it('gets the records and gives back what lands; what it drops does not (documented)', async () => {
    writeFunction(
      folder,
      `return { records: event.records.map((r) => text(r) === 'drop'
        ? { recordId: r.recordId, result: 'Dropped', data: r.data }
        : ok(r, text(r).toUpperCase())) };`,
    );
    await stream();
    await put(local, 's', 'a', 'drop', 'b');
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'AB');
  });

  it('fails a record into an error object, with the members that were observed on AWS, in their order', async () => {
    writeFunction(
      folder,
      `return { records: event.records.map((r) => text(r) === 'good' ? ok(r, 'GOOD')
        : { recordId: r.recordId, result: 'ProcessingFailed', data: Buffer.from('changed').toString('base64') }) };`,
    );
    await stream();
    const arrivedAt = local.clock.now();
    await put(local, 's', 'bad', 'good');
    local.clock.advance(10 * SECOND);
    await deliver(local);
    const [good, error] = await lands(local, 2);
    assert.equal(good?.text, 'GOOD');
    assert.match(error?.key ?? '', /^processing-failed\/\d{4}\/\d\d\/\d\d\/\d\d\/s-1-/);
    assert.equal(
      error?.text,
      `${JSON.stringify({
        rawData: Buffer.from('bad').toString('base64'),
        errorCode: 'Lambda.ProcessingFailedStatus',
        errorMessage: 'ProcessingFailed status set for record',
        attemptsMade: 1,
        arrivalTimestamp: arrivedAt,
        attemptEndingTimestamp: arrivedAt + 10 * SECOND,
        lambdaARN: FUNCTION_ARN,
      })}\n`,
    );
  });

  it('makes no partitions by its keys where there is no dynamic partitioning (decided by us)', async () => {
    writeFunction(
      folder,
      `return { records: event.records.map((r) => ({ ...ok(r, text(r)),
        metadata: { partitionKeys: { k: text(r) } } })) };`,
    );
    await stream();
    await put(local, 's', 'a', 'b');
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'ab');
  });

  it('that throws is asked as often as NumberOfRetries says, and 4 attempts are counted (reported)', async () => {
    writeFunction(folder, `throw new Error('broken');`);
    await stream({ NumberOfRetries: '3' });
    await put(local, 's', 'x');
    const delivered = deliver(local);
    let isDone = false;
    void delivered.finally(() => {
      isDone = true;
    });
    await eventually(() => {
      local.clock.advance(SECOND);
      assert.ok(isDone);
    });
    const [line] = errorLines(await oneLands(local, 'processing-failed/'));
    assert.deepEqual([line?.errorCode, line?.attemptsMade], ['Lambda.FunctionError', 4]);
  });

  it('that is not there fails the records, and the message says which file was looked for (code documented)', async () => {
    await stream();
    await put(local, 's', 'x');
    await deliver(local);
    const [line] = errorLines(await oneLands(local));
    assert.equal(line?.errorCode, 'Lambda.ResourceNotFound');
    assert.ok(String(line?.errorMessage).includes(join(folder, 'change.mjs')));
  });

  it('that the role may not invoke fails the records with Lambda.InvokeAccessDenied (documented)', async () => {
    writeFunction(folder, UPPER);
    await allowRole(local, 'invoke', 'lambda:InvokeFunction', `${FUNCTION_ARN}-other`);
    propagate(local);
    await stream();
    await put(local, 's', 'x');
    await deliver(local);
    const error = await oneLands(local);
    assert.match(error.key, /^processing-failed\//);
    const [line] = errorLines(error);
    assert.deepEqual([line?.errorCode, line?.lambdaARN], ['Lambda.InvokeAccessDenied', FUNCTION_ARN]);
    assert.equal(line?.rawData, Buffer.from('x').toString('base64'));
    assert.match(String(line?.errorMessage), /lambda:InvokeFunction/);
    assert.ok((await reports(local)).some((one) => one.includes('InvokeAccessDenied')));
  });

  it('is invoked by its own role where one is given (AWS API model)', async () => {
    writeFunction(folder, UPPER);
    const RoleArn = await createRole(local, 'invoker');
    propagate(local);
    await stream({ RoleArn });
    await put(local, 's', 'x');
    await deliver(local);
    const [line] = errorLines(await oneLands(local));
    assert.equal(line?.errorCode, 'Lambda.InvokeAccessDenied');
    assert.match(String(line?.errorMessage), /lambda:InvokeFunction/);
    await allowRole(local, 'invoke', 'lambda:InvokeFunction', FUNCTION_ARN, 'invoker');
    propagate(local);
    await put(local, 's', 'y');
    await deliver(local);
    assert.deepEqual(
      (await lands(local, 2)).map(({ text }) => text.slice(0, 1)),
      ['Y', '{'],
    );
  });
});

async function secondsUntilFlush(): Promise<number | null | undefined> {
  const { streams } = (await askControl(local, 'GET /streams')).json as {
    streams: { waiting: { secondsUntilFlush: number | null } | null }[];
  };
  return streams[0]?.waiting?.secondsUntilFlush;
}

describe('the hints of a Lambda function', () => {
  const COUNT = `const { appendFileSync } = await import('node:fs');
    appendFileSync(${JSON.stringify('FILE')}, event.records.length + '\\n');
    ${UPPER}`;

  function countingFunction(): string {
    const file = join(folder, 'calls');
    writeFunction(folder, COUNT.replace('"FILE"', JSON.stringify(file)));
    return file;
  }

  it('collect records until the interval is over: one call for all (documented)', async () => {
    const calls = countingFunction();
    await stream({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '90' });
    await put(local, 's', 'a');
    local.clock.advance(89 * SECOND);
    await put(local, 's', 'b');
    assert.equal(existsSync(calls), false);
    local.clock.advance(SECOND);
    await eventually(() => assert.ok(existsSync(calls)));
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'AB');
  });

  it("are followed by the destination's: its interval runs from when the function has answered (documented)", async () => {
    const calls = countingFunction();
    await activeStream(local, 's', {
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 },
      ...processing(lambda({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '60' })),
    });
    await put(local, 's', 'a');
    local.clock.advance(60 * SECOND);
    await eventually(async () => assert.equal(await secondsUntilFlush(), 60));
    assert.ok(existsSync(calls));
    local.clock.advance(59 * SECOND);
    assert.deepEqual(await landed(local), []);
    local.clock.advance(SECOND);
    assert.equal((await oneLands(local)).text, 'A');
  });

  it('collect 60 seconds when none are given (AWS API model)', async () => {
    const calls = countingFunction();
    await stream();
    await put(local, 's', 'a');
    local.clock.advance(60 * SECOND - 1);
    await put(local, 's', 'b');
    assert.equal(existsSync(calls), false);
    local.clock.advance(1);
    await eventually(() => assert.ok(existsSync(calls)));
  });

  it('collect no more than the size (documented)', async () => {
    const calls = countingFunction();
    await stream({ BufferSizeInMBs: '0.5', BufferIntervalInSeconds: '900' });
    await put(local, 's', Buffer.alloc(MIB / 2 - 1, 'a'));
    assert.equal(existsSync(calls), false);
    await put(local, 's', 'b');
    await eventually(() => assert.ok(existsSync(calls)));
    assert.deepEqual(await landed(local), [], 'what is transformed waits for the hints of the destination');
  });
});

describe('a Lambda processor in a description', () => {
  it('has all five parameters, at the defaults of AWS where they were not given (AWS API model, Terraform)', async () => {
    await stream();
    assert.deepEqual(await describedProcessing(), [
      ['LambdaArn', FUNCTION_ARN],
      ['NumberOfRetries', '3'],
      ['RoleArn', ROLE_ARN],
      ['BufferSizeInMBs', '1'],
      ['BufferIntervalInSeconds', '60'],
    ]);
  });

  it('has those that were given', async () => {
    const given = { BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '0', NumberOfRetries: '0' };
    await stream(given);
    assert.deepEqual(Object.fromEntries((await describedProcessing()) ?? []), {
      LambdaArn: FUNCTION_ARN,
      RoleArn: ROLE_ARN,
      ...given,
    });
  });

  it('has the new role of the destination when that changes (decided by us)', async () => {
    await stream();
    const RoleARN = await createRole(local, 'second');
    propagate(local);
    await update({ ExtendedS3DestinationUpdate: { RoleARN } });
    assert.equal(Object.fromEntries((await describedProcessing()) ?? []).RoleArn, RoleARN);
  });

  it('wants both hints or neither, also where one could be filled in (measured by others)', async () => {
    await assert.rejects(
      stream({ BufferSizeInMBs: '1' }),
      /Both BufferSizeInMBs and BufferIntervalInSeconds are required/,
    );
  });
});

describe('processing that is switched off by an update', () => {
  it('lets what was collected pass as it is, whatever the role may invoke (decided by us)', async () => {
    writeFunction(folder, UPPER);
    await stream();
    await allowRole(local, 'invoke', 'lambda:InvokeFunction', `${FUNCTION_ARN}-other`);
    propagate(local);
    await put(local, 's', 'a');
    await update({
      ExtendedS3DestinationUpdate: { ProcessingConfiguration: { Enabled: false, Processors: [lambda()] } },
    });
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'a');
  });
});
