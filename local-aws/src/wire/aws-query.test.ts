import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateRoleCommand, DeleteRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AwsError } from '../errors.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type Recorder, startRecorder } from '../testing/recorder.js';
import { decodeQuery, encodeQuery, encodeQueryError, readForm } from './aws-query.js';
import type { HttpRequest } from './message.js';
import { operationSchemas } from './schemas.js';

const operations = { iam: await operationSchemas('iam'), sts: await operationSchemas('sts') };

function schema(service: keyof typeof operations, operation: string) {
  const found = operations[service].get(operation);
  assert.ok(found);
  return found;
}

function form(body: string): HttpRequest {
  return { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from(body) };
}

let recorder: Recorder;
before(async () => {
  recorder = await startRecorder();
});
after(() => recorder.close());

describe('a request in the Query protocol', () => {
  it('is decoded to what was given to the SDK: lists, nested members, characters that a form escapes', async () => {
    const input = {
      RoleName: 'role',
      AssumeRolePolicyDocument: '{"a": "100% +&= é\\n"}',
      MaxSessionDuration: 7200,
      Tags: Array.from({ length: 12 }, (_, i) => ({ Key: `key-${i}`, Value: `value ${i}` })),
    };
    await recorder.clients.iam.send(new CreateRoleCommand(input)).catch(() => {});
    assert.equal(readForm(recorder.last()).get('Action'), 'CreateRole');
    assert.deepEqual(decodeQuery(schema('iam', 'CreateRole'), recorder.last()), input);
  });

  it('has its lists in the order of their numbers, not of their text (AWS documentation)', () => {
    const keys = [10, 9, 2, 1].map((n) => `Tags.member.${n}.Key=k${n}`).join('&');
    const { Tags } = decodeQuery(schema('iam', 'CreateRole'), form(keys)) as { Tags: { Key: string }[] };
    assert.deepEqual(
      Tags.map(({ Key }) => Key),
      ['k1', 'k2', 'k9', 'k10'],
    );
  });

  it('may have parameters that nobody knows', () => {
    const input = decodeQuery(
      schema('iam', 'ListRoles'),
      form('Action=ListRoles&Version=x&Novelty.1=y&MaxItems=3'),
    );
    assert.deepEqual(input, { MaxItems: 3 });
  });

  it('with a value of the wrong type is MalformedInput (decided by us)', () => {
    for (const wrong of ['MaxItems=many', 'MaxItems=1x', 'PathPrefix.1=x']) {
      const expected = { code: 'MalformedInput', status: 400 };
      assert.throws(() => decodeQuery(schema('iam', 'ListRoles'), form(wrong)), expected, wrong);
    }
  });

  it('nested a hundred thousand levels deep does no harm', () => {
    const deep = form(`${'a.'.repeat(100_000)}b=1&MaxItems=3`);
    try {
      assert.deepEqual(decodeQuery(schema('iam', 'ListRoles'), deep), { MaxItems: 3 });
    } catch (error) {
      assert.equal((error as AwsError).code, 'MalformedInput');
    }
  });
});

describe('an answer in the Query protocol', () => {
  it('is what the SDK reads', async () => {
    const Roles = [
      { RoleName: 'a', Path: '/', RoleId: 'AROA1', Arn: 'x', CreateDate: new Date('2026-11-23T10:15:00Z') },
      { RoleName: 'b', Path: '/', RoleId: 'AROA2', Arn: 'y', CreateDate: new Date('2026-11-23T10:16:00Z') },
    ];
    recorder.answer = encodeQuery('iam', schema('iam', 'ListRoles'), { Roles, IsTruncated: false }, 'the-id');
    const { $metadata, ...read } = await recorder.clients.iam.send(new ListRolesCommand({}));
    assert.deepEqual(read, { Roles, IsTruncated: false });
  });

  it('has the namespace of its service, the result, and the request id (AWS documentation)', () => {
    const { body } = encodeQuery('sts', schema('sts', 'GetCallerIdentity'), { Account: '1' }, 'the-id');
    assert.equal(
      String(body),
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
        '<GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult>' +
        '<ResponseMetadata><RequestId>the-id</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
    );
  });

  it('has no result where the operation has no output (AWS documentation)', async () => {
    recorder.answer = encodeQuery('iam', schema('iam', 'DeleteRole'), {}, 'the-id');
    assert.doesNotMatch(String(recorder.answer.body), /Result/);
    await recorder.clients.iam.send(new DeleteRoleCommand({ RoleName: 'r' }));
  });

  it('has an empty result where the output has no members, which boto3 looks for', () => {
    const { body } = encodeQuery('iam', schema('iam', 'UpdateRole'), {}, 'the-id');
    assert.match(String(body), /<UpdateRoleResult(?:\/>|><\/UpdateRoleResult>)/);
  });

  it('that is an error becomes the SDK exception of that name', async () => {
    recorder.answer = encodeQueryError(
      'iam',
      new AwsError('NoSuchEntity', 404, 'No <role> & more'),
      'the-id',
    );
    const call = recorder.clients.iam.send(new DeleteRoleCommand({ RoleName: 'r' }));
    await assertRefused(call, 'NoSuchEntityException', 404, 'No <role> & more');
    recorder.answer = encodeQueryError('sts', new AwsError('AccessDenied', 403, 'no'), 'the-id');
    await assertRefused(
      recorder.clients.sts.send(new GetCallerIdentityCommand({})),
      'AccessDenied',
      403,
      'no',
    );
  });

  it('blames the sender below 500 and the receiver from there on (AWS documentation)', () => {
    const type = (status: number) =>
      /<Type>(\w+)</.exec(String(encodeQueryError('iam', new AwsError('C', status, 'm'), 'id').body))?.[1];
    assert.deepEqual([type(400), type(404), type(500)], ['Sender', 'Sender', 'Receiver']);
  });
});
