import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromXml, type OperationSchema, operationSchemas, type Schema } from './schemas.js';
import { xmlWriter } from './xml-writer.js';

const operations = {
  iam: await operationSchemas('iam'),
  s3: await operationSchemas('s3'),
  sts: await operationSchemas('sts'),
};

function schema(service: keyof typeof operations, operation: string): OperationSchema {
  return operations[service].get(operation) as OperationSchema;
}

const SOME_TEXT = `a<b>&"c" 'd' \r\n é 漢 \u{1f321}`;
const SOME_TIME = new Date('2026-11-23T10:15:00Z');

/** A value that has every member of a schema, lists and maps with two entries each; not what headers carry. */
function full(schema: Schema, within: readonly unknown[] = []): unknown {
  if (schema.isStructSchema()) {
    const inside = [...within, schema.getSchema()];
    const members = [...schema.structIterator()].filter(([, member]) => {
      const { httpHeader, httpPrefixHeaders } = member.getMergedTraits();
      return !httpHeader && !httpPrefixHeaders && !containsItself(member, inside);
    });
    return Object.fromEntries(members.map(([name, member]) => [name, full(member, inside)]));
  }
  if (schema.isListSchema())
    return [full(schema.getValueSchema(), within), full(schema.getValueSchema(), within)];
  if (schema.isMapSchema()) {
    const value = () => full(schema.getValueSchema(), within);
    return { [SOME_TEXT]: value(), b: value() };
  }
  if (schema.isBlobSchema()) return Uint8Array.of(0, 255, 128);
  if (schema.isBooleanSchema()) return false;
  if (schema.isNumericSchema()) return 42;
  return schema.isTimestampSchema() ? SOME_TIME : SOME_TEXT;
}

function containsItself(schema: Schema, within: readonly unknown[]): boolean {
  const inner = schema.isListSchema() || schema.isMapSchema() ? schema.getValueSchema() : schema;
  return within.includes(inner.getSchema());
}

/** What the body of an answer is made of: the member that is its payload, or all of it. */
function bodySchema(output: Schema): Schema | undefined {
  if (!output.isStructSchema()) return undefined;
  const members = [...output.structIterator()].map(([, member]) => member);
  const payload = members.find((member) => member.getMergedTraits().httpPayload);
  if (payload) return payload.isStructSchema() ? payload : undefined;
  return output;
}

describe('an XML document', () => {
  for (const service of ['iam', 's3', 'sts'] as const) {
    it(`is read by the SDK's reader as what was written, for every operation of ${service}`, () => {
      let documents = 0;
      for (const [name, { output }] of operations[service]) {
        const schema = bodySchema(output);
        if (!schema) continue;
        const value = full(schema) as object;
        const document = xmlWriter(schema, { root: 'Root', milliseconds: service === 's3' })(value);
        assert.deepEqual(fromXml(schema, Buffer.from(document)), value, name);
        documents += 1;
      }
      assert.ok(documents > 5, `${documents} operations have a document`);
    });
  }

  it('is called as its schema is, or as asked, and names a namespace', () => {
    const page = schema('s3', 'ListObjectsV2').output;
    const form = { xmlns: 'http://x/', milliseconds: true };
    assert.equal(
      xmlWriter(page, form)({ Name: 'b' }),
      '<ListBucketResult xmlns="http://x/"><Name>b</Name></ListBucketResult>',
    );
    assert.equal(xmlWriter(page, { root: 'Other', milliseconds: true })({}), '<Other></Other>');
  });

  it('has instants with milliseconds for S3 and without for IAM, as recorded on AWS', () => {
    const page = xmlWriter(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    assert.match(
      page({ Contents: [{ LastModified: SOME_TIME }] }),
      /<LastModified>2026-11-23T10:15:00.000Z</,
    );
    const role = xmlWriter(schema('iam', 'GetRole').output, { milliseconds: false });
    assert.match(role({ Role: { CreateDate: SOME_TIME } }), /<CreateDate>2026-11-23T10:15:00Z</);
  });

  it('has the type of a grantee as an attribute, in the namespace that AWS uses', () => {
    const acl = xmlWriter(schema('s3', 'GetBucketAcl').output, { milliseconds: true });
    assert.match(
      acl({ Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'i' } }] }),
      /<Grantee xmlns:xsi="http:\/\/www.w3.org\/2001\/XMLSchema-instance" xsi:type="CanonicalUser"><ID>i<\/ID><\/Grantee>/,
    );
  });

  it('leaves out what headers carry, and what is not there', () => {
    const completed = xmlWriter(schema('s3', 'CompleteMultipartUpload').output, { milliseconds: true });
    assert.equal(
      completed({ Key: 'k', Bucket: undefined, ServerSideEncryption: 'AES256' }),
      '<CompleteMultipartUploadResult><Key>k</Key></CompleteMultipartUploadResult>',
    );
  });

  it('shows control characters, which XML cannot hold, as references', () => {
    const page = xmlWriter(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    assert.match(page({ Contents: [{ Key: 'a\u0001b\r' }] }), /<Key>a&#x1;b&#xd;<\/Key>/);
  });
});
