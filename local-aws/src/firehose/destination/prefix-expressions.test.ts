import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PartitionKeys } from '../processing/record.js';
import {
  checkPrefixes,
  errorPrefix,
  objectPrefix,
  type PrefixMember,
  parsePrefix,
  partitionKeysOf,
} from './prefix-expressions.js';

/** The instant of the examples in the AWS documentation. */
const TIME = { instant: Date.parse('2018-08-27T10:30:00Z'), zone: 'UTC' };
const TYPE = '!{firehose:error-output-type}';
const ERRORS = `err/${TYPE}/`;
const ENVELOPE = 'The supplied prefix(es) do not satisfy the following constraint: ';
const RANDOM = /^[A-Za-z0-9]{11}$/;

function check(prefix?: string, errorOutputPrefix?: string, dynamicPartitioning = false): void {
  checkPrefixes(parsePrefix(prefix, 'Prefix'), parsePrefix(errorOutputPrefix, 'ErrorOutputPrefix'), {
    ...TIME,
    dynamicPartitioning,
  });
}

function refuses(message: string, prefix?: string, errorOutputPrefix?: string, partitioning = false): void {
  assert.throws(() => check(prefix, errorOutputPrefix, partitioning), {
    code: 'InvalidArgumentException',
    status: 400,
    message,
  });
}

function prefixOf(text?: string, partitionKeys?: PartitionKeys, time = TIME): string {
  return objectPrefix(parsePrefix(text, 'Prefix'), { ...time, partitionKeys });
}

function errorPrefixOf(text?: string, prefix?: string, time = TIME): string {
  return errorPrefix(parsePrefix(text, 'ErrorOutputPrefix'), parsePrefix(prefix, 'Prefix'), {
    ...time,
    errorOutputType: 'processing-failed',
  });
}

describe('the prefix of an object', () => {
  it('is the UTC hour of its oldest record if there is none (AWS documentation, observed on AWS)', () => {
    check();
    assert.equal(prefixOf(), '2018/08/27/10/');
    assert.equal(prefixOf(''), '2018/08/27/10/');
  });

  it('has the hour appended if it is a text only (AWS documentation, observed on AWS)', () => {
    check('logs/');
    assert.equal(prefixOf('logs/'), 'logs/2018/08/27/10/');
  });

  it('has no slash put before the hour (observed on AWS)', () => {
    check('logs');
    assert.equal(prefixOf('logs'), 'logs2018/08/27/10/');
  });

  it('has nothing appended after a timestamp (AWS documentation, observed on AWS)', () => {
    check('d=!{timestamp:yyyy-MM-dd}/', ERRORS);
    assert.equal(prefixOf('d=!{timestamp:yyyy-MM-dd}/'), 'd=2018-08-27/');
  });

  it('has nothing appended after a random string either (observed on AWS, against its documentation)', () => {
    check('r=!{firehose:random-string}/', ERRORS);
    assert.match(prefixOf('r=!{firehose:random-string}/'), /^r=[A-Za-z0-9]{11}\/$/);
  });

  it('has quoted text in a timestamp as it stands there (AWS documentation, observed on AWS)', () => {
    const prefix = "y=!{timestamp:yyyy}/!{timestamp:'month='MM}/";
    check(prefix, ERRORS);
    assert.equal(prefixOf(prefix), 'y=2018/month=08/');
  });

  it('has a fresh random string of 11 alphanumerics at each use (observed on AWS)', () => {
    const strings = prefixOf('!{firehose:random-string}/!{firehose:random-string}').split('/');
    assert.equal(new Set(strings).size, 2);
    for (const text of strings) assert.match(text, RANDOM);
  });

  it('is written by the clocks of the custom time zone (AWS documentation)', () => {
    const tokyo = { ...TIME, zone: 'Asia/Tokyo' };
    assert.equal(prefixOf('!{timestamp:yyyy-MM-dd HH}', undefined, tokyo), '2018-08-27 19');
    assert.equal(prefixOf('', undefined, tokyo), '2018/08/27/19/');
  });

  it('keeps colons and braces that belong to no expression', () => {
    const prefix = '!{timestamp:HH:mm}/{a}!/}{';
    check(prefix, ERRORS);
    assert.equal(prefixOf(prefix), '10:30/{a}!/}{');
  });

  it('holds the partition keys of its records, and no date (decided by us: AWS documents one example)', () => {
    const prefix = 'c=!{partitionKeyFromQuery:customer}/r=!{partitionKeyFromLambda:region}/';
    check(prefix, ERRORS, true);
    const keys = { fromQuery: { customer: '42' }, fromLambda: { region: 'eu/west' } };
    assert.equal(prefixOf(prefix, keys), 'c=42/r=eu/west/');
  });

  it('tells a key of the query from one of the same name that a function gave (AWS documentation)', () => {
    const keys = { fromQuery: { id: 'q' }, fromLambda: { id: 'l' } };
    assert.equal(prefixOf('!{partitionKeyFromLambda:id}!{partitionKeyFromQuery:id}', keys), 'lq');
  });

  it('cannot be had without the partition keys it asks for', () => {
    for (const key of ['customer', 'constructor']) {
      assert.throws(() => prefixOf(`!{partitionKeyFromQuery:${key}}`, { fromQuery: {} }), {
        message: `the records have no key for !{partitionKeyFromQuery:${key}}`,
      });
    }
  });

  it('tells the partition keys it asks for, each once', () => {
    const query = (key: string) => `!{partitionKeyFromQuery:${key}}`;
    const prefix = parsePrefix(
      `${query('a')}${query('b')}${query('a')}!{partitionKeyFromLambda:c}`,
      'Prefix',
    );
    assert.deepEqual(partitionKeysOf(prefix), { fromQuery: ['a', 'b'], fromLambda: ['c'] });
    assert.deepEqual(partitionKeysOf(parsePrefix('logs/', 'Prefix')), { fromQuery: [], fromLambda: [] });
  });
});

describe('the prefix of an object with failed records', () => {
  it('is type and hour if there is no prefix at all (AWS documentation)', () => {
    assert.equal(errorPrefixOf(), 'processing-failed/2018/08/27/10/');
  });

  it('is the Prefix, type and hour if there is no ErrorOutputPrefix (AWS documentation)', () => {
    assert.equal(errorPrefixOf('', 'logs/'), 'logs/processing-failed/2018/08/27/10/');
    assert.equal(errorPrefixOf('', 'logs'), 'logsprocessing-failed/2018/08/27/10/');
  });

  it('has type and hour appended if it is a text only (decided by us)', () => {
    check('logs/', 'err/');
    assert.equal(errorPrefixOf('err/', 'logs/'), 'err/processing-failed/2018/08/27/10/');
  });

  it('has the hour appended if it has no timestamp (seen in keys of a public project)', () => {
    assert.equal(errorPrefixOf(ERRORS), 'err/processing-failed/2018/08/27/10/');
    assert.match(
      errorPrefixOf(`${ERRORS}!{firehose:random-string}-`),
      /^err\/processing-failed\/[A-Za-z0-9]{11}-2018\/08\/27\/10\/$/,
    );
  });

  it('has nothing appended after a timestamp, and the same type at each use (AWS documentation)', () => {
    const prefix = `${TYPE}/!{timestamp:yyyy}/${TYPE}-`;
    check('', prefix);
    assert.equal(errorPrefixOf(prefix), 'processing-failed/2018/processing-failed-');
  });

  it('is written by the clocks of the custom time zone (AWS documentation)', () => {
    const time = { ...TIME, zone: 'Asia/Tokyo' };
    assert.equal(errorPrefixOf('', '', time), 'processing-failed/2018/08/27/19/');
  });
});

describe('prefixes that AWS refuses', () => {
  // The words are those measured on AWS by cdk-preflight, unless a test names another source.
  it('an expression in the Prefix without an ErrorOutputPrefix', () => {
    const message = `${ENVELOPE}ErrorOutputPrefix cannot be null or empty when Prefix contains expressions`;
    refuses(message, '!{timestamp:yyyy/MM/dd}');
    refuses(message, '!{timestamp:yyyy/MM/dd}', '');
    refuses(message, '!{firehose:random-string}');
  });

  it('not: an expression in the Prefix with a plain ErrorOutputPrefix', () => {
    check('a/!{timestamp:yyyy}/', 'plainerror/');
  });

  it('the type of an error in the Prefix', () => {
    refuses(`${ENVELOPE}Prefix must not contain any occurrence of ${TYPE}`, `x/${TYPE}/`, ERRORS);
  });

  it('expressions in the ErrorOutputPrefix without the type of the error', () => {
    const message = `${ENVELOPE}ErrorOutputPrefix must contain at least one occurrence of ${TYPE}`;
    refuses(message, '!{timestamp:yyyy}/', 'err/!{timestamp:yyyy}/');
    refuses(message, '', 'err/!{firehose:random-string}/');
  });

  it('a namespace that does not exist', () => {
    refuses(
      `${ENVELOPE}Namespace to the left of colon (date) is an invalid keyword!`,
      '!{date:yyyy}/',
      ERRORS,
    );
  });

  for (const prefix of [
    'a!{b',
    'my!{prefix/',
    '!{timestamp}',
    '!{}',
    '!{:x}',
    '!{timestamp:}',
    '!{a:!{b:c}}',
  ]) {
    it(`an expression that is not complete: ${prefix}`, () => {
      refuses(
        `${ENVELOPE}Invalid expression usage: ${prefix}.Must be of the form !{<namespace>:<value>}`,
        prefix,
        ERRORS,
      );
    });
  }

  for (const member of ['Prefix', 'ErrorOutputPrefix'] as const satisfies PrefixMember[]) {
    for (const expression of ['!{timestamp:yyyy/bbb}', '!{firehose:bogus}', "!{timestamp:'T}"]) {
      it(`a value that the namespace does not have: ${expression} in ${member}`, () => {
        const message = `${ENVELOPE}Invalid conversion character used in the value of the expression in ${member}`;
        if (member === 'Prefix') refuses(message, expression, ERRORS);
        else refuses(message, '', `${ERRORS}${expression}`);
      });
    }
  }

  it('a padding that is too narrow for now (decided by us: the same words)', () => {
    const message = `${ENVELOPE}Invalid conversion character used in the value of the expression in Prefix`;
    refuses(message, '!{timestamp:pd}', ERRORS);
  });

  it('more than 512 characters, once evaluated', () => {
    check('a'.repeat(512), `${'b'.repeat(495)}${TYPE}`);
    refuses(`${ENVELOPE}Length of evaluated prefix cannot be greater than 512`, 'a'.repeat(513));
    refuses(
      `${ENVELOPE}Length of evaluated ErrorOutputPrefix cannot be greater than 512`,
      '',
      `${'b'.repeat(496)}${TYPE}`,
    );
    refuses(
      `${ENVELOPE}Length of evaluated prefix cannot be greater than 512`,
      `${'a'.repeat(502)}!{firehose:random-string}`,
      ERRORS,
    );
  });

  it('a partition key in the ErrorOutputPrefix (without the envelope)', () => {
    const message = "Dynamic Partitioning Namespaces can't be part of an error prefix expression";
    for (const namespace of ['partitionKeyFromQuery', 'partitionKeyFromLambda']) {
      refuses(message, '', `${ERRORS}!{${namespace}:a}`);
    }
  });

  it('dynamic partitioning without a partition key in the Prefix (without the envelope)', () => {
    const message =
      'S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled';
    refuses(message, 'data/plain/', '', true);
    refuses(message, '!{timestamp:yyyy}/', ERRORS, true);
  });

  it('a partition key without dynamic partitioning (decided by us)', () => {
    refuses(
      'Dynamic Partitioning Namespaces need Dynamic Partitioning to be enabled',
      '!{partitionKeyFromQuery:a}/',
      ERRORS,
    );
  });
});
