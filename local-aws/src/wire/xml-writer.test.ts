import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromXml, type OperationSchema, operationSchemas, type Schema } from './schemas.js';
import { Utf8Text } from './utf8-text.js';
import { type XmlForm, xmlWriter } from './xml-writer.js';

const operations = {
  iam: await operationSchemas('iam'),
  s3: await operationSchemas('s3'),
  sts: await operationSchemas('sts'),
};

function schema(service: keyof typeof operations, operation: string): OperationSchema {
  return operations[service].get(operation) as OperationSchema;
}

/** Makes a writer of whole documents. */
function documents(schema: Schema, form: XmlForm): (value: unknown) => string {
  const write = xmlWriter(schema, form);
  return (value) => {
    const xml = new Utf8Text();
    write(value, xml);
    return xml.toBytes().toString();
  };
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
      let count = 0;
      for (const [name, { output }] of operations[service]) {
        const schema = bodySchema(output);
        if (!schema) continue;
        const value = full(schema) as object;
        const document = documents(schema, { root: 'Root', milliseconds: service === 's3' })(value);
        assert.deepEqual(fromXml(schema, Buffer.from(document)), value, name);
        count += 1;
      }
      assert.ok(count > 5, `${count} operations have a document`);
    });
  }

  it('is called as its schema is, or as asked, and names a namespace', () => {
    const page = schema('s3', 'ListObjectsV2').output;
    const form = { xmlns: 'http://x/', milliseconds: true };
    assert.equal(
      documents(page, form)({ Name: 'b' }),
      '<ListBucketResult xmlns="http://x/"><Name>b</Name></ListBucketResult>',
    );
    assert.equal(documents(page, { root: 'Other', milliseconds: true })({}), '<Other></Other>');
  });

  it('has instants with milliseconds for S3 and without for IAM, as recorded on AWS', () => {
    const page = documents(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    assert.match(
      page({ Contents: [{ LastModified: SOME_TIME }] }),
      /<LastModified>2026-11-23T10:15:00.000Z</,
    );
    const role = documents(schema('iam', 'GetRole').output, { milliseconds: false });
    assert.match(role({ Role: { CreateDate: SOME_TIME } }), /<CreateDate>2026-11-23T10:15:00Z</);
  });

  it('has the type of a grantee as an attribute, in the namespace that AWS uses', () => {
    const acl = documents(schema('s3', 'GetBucketAcl').output, { milliseconds: true });
    assert.match(
      acl({ Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'i' } }] }),
      /<Grantee xmlns:xsi="http:\/\/www.w3.org\/2001\/XMLSchema-instance" xsi:type="CanonicalUser"><ID>i<\/ID><\/Grantee>/,
    );
  });

  it('leaves out what headers carry, and what is not there', () => {
    const completed = documents(schema('s3', 'CompleteMultipartUpload').output, { milliseconds: true });
    assert.equal(
      completed({ Key: 'k', Bucket: undefined, ServerSideEncryption: 'AES256' }),
      '<CompleteMultipartUploadResult><Key>k</Key></CompleteMultipartUploadResult>',
    );
  });

  it('shows control characters, which XML cannot hold, as references', () => {
    const page = documents(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    assert.match(page({ Contents: [{ Key: 'a\u0001b\r' }] }), /<Key>a&#x1;b&#xd;<\/Key>/);
  });

  it('tells neighbours apart, and writes those that are alike as often as they are there', () => {
    const page = documents(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    const long = 'a text that is too long to be kept';
    const times = ['2026-11-23T10:15:00.000Z', '2026-11-23T10:15:00.001Z', '2026-11-24T10:15:00.000Z'];
    const values = {
      Key: ['', 'a', 'a', 'b', 'undefined', '0', long, `${long}!`, long, 'a', '"', '"', '&quot;'],
      Size: [0, 0, 1, 0, 10, -1, Number.NaN, Number.NaN, 0, 2 ** 53],
      LastModified: [0, 0, 1, 2, 2, 0].map((index) => new Date(times[index] as string)),
    };
    for (const [name, each] of Object.entries(values)) {
      const alone = each.map((value) => page({ Contents: [{ [name]: value }] }));
      const inside = (document: string) => /<Contents>.*<\/Contents>/s.exec(document)?.[0];
      const together = page({ Contents: each.map((value) => ({ [name]: value })) });
      assert.equal(inside(together), alone.map(inside).join(''), name);
    }
    assert.match(page({ Contents: [{ Size: 0 }] }), /<Size>0<\/Size>/);
    assert.match(page({ Contents: [{ Key: 'undefined' }] }), /<Key>undefined<\/Key>/);
  });

  it('shows what a date or bytes have become, and not what they were', () => {
    const page = documents(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    const LastModified = new Date(SOME_TIME);
    page({ Contents: [{ LastModified }] });
    LastModified.setUTCMinutes(16);
    assert.match(page({ Contents: [{ LastModified }] }), /<LastModified>2026-11-23T10:16:00.000Z</);
    const report = documents(schema('iam', 'GetCredentialReport').output, { milliseconds: false });
    const Content = Buffer.from('one');
    report({ Content });
    Content.write('two');
    assert.match(report({ Content }), /<Content>dHdv</);
  });

  it('has an empty element for an empty text, list or structure, and none for what is missing in a list', () => {
    const page = documents(schema('iam', 'ListUsers').output, { milliseconds: false });
    const user = '<member><Path></Path></member><member></member>';
    assert.equal(
      page({ Users: [undefined, { Path: '' }, null, {}], Marker: null }),
      `<ListUsersResponse><Users>${user}</Users></ListUsersResponse>`,
    );
    assert.equal(page({ Users: [] }), '<ListUsersResponse><Users></Users></ListUsersResponse>');
    const roots = documents(schema('s3', 'ListObjectsV2').output, { milliseconds: true });
    assert.equal(
      roots({ Contents: [], Prefix: '' }),
      '<ListBucketResult><Prefix></Prefix></ListBucketResult>',
    );
  });
});
