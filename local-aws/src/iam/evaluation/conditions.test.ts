import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileCondition, isConditionOperator } from './conditions.js';

type Given = string | string[] | undefined;

/**
 * Whether a condition holds for a request whose key `aws:Key` has these values, or which does not have it.
 */
function holds(operator: string, wanted: string | string[], given: Given): boolean {
  const context = new Map(given === undefined ? [] : [['aws:key', [given].flat()]]);
  return compileCondition(operator, 'aws:Key', [wanted].flat(), true).test(context, () => undefined);
}

const MAY = '2026-05-01T00:00:00Z';
const JUNE = '2026-06-01T00:00:00Z';

const CASES: [operator: string, wanted: string | string[], given: Given, outcome: boolean][] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['b', 'a'], 'a', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
  ['StringNotEqualsIgnoreCase', 'aB', 'Ab', false],
  ['StringLike', 'a*c?', 'abbcd', true],
  ['StringLike', 'a*c?', 'abbc', false],
  ['StringNotLike', 'a*', 'abc', false],
  ['StringNotLike', 'a*', undefined, true],

  ['NumericEquals', '10', '10.0', true],
  ['NumericEquals', '10', 'ten', false],
  ['NumericEquals', '0', '', false],
  ['NumericNotEquals', '10', '11', true],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '9', '10', true],
  ['NumericGreaterThanEquals', '10', '9', false],

  ['DateEquals', MAY, '2026-05-01T00:00:00.000Z', true],
  ['DateEquals', MAY, String(Date.parse(MAY) / 1000), true],
  ['DateNotEquals', MAY, JUNE, true],
  ['DateLessThan', JUNE, MAY, true],
  ['DateLessThan', MAY, MAY, false],
  ['DateLessThanEquals', MAY, MAY, true],
  ['DateGreaterThan', MAY, JUNE, true],
  ['DateGreaterThanEquals', JUNE, MAY, false],
  ['DateLessThan', 'soon', MAY, false],

  ['Bool', 'true', 'true', true],
  ['Bool', 'True', 'true', true],
  ['Bool', 'true', 'false', false],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'true', undefined, true],
  ['BinaryEquals', 'QUI=', 'QUI=', true],
  ['BinaryEquals', 'QUI=', 'QUM=', false],

  ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
  ['IpAddress', '10.0.0.0/8', '11.1.2.3', false],
  ['IpAddress', '0.0.0.0/0', '203.0.113.9', true],
  ['IpAddress', '203.0.113.9', '203.0.113.9', true],
  ['IpAddress', '203.0.113.9', '203.0.113.8', false],
  ['IpAddress', '10.0.0.0/', '10.0.0.0', false],
  ['IpAddress', '10.0.0.0/33', '10.0.0.0', false],
  ['IpAddress', '10.0.0.0/8', 'somewhere', false],
  ['IpAddress', '2001:db8::/32', '2001:db8:1::1', true],
  ['IpAddress', '2001:db8::/32', '2001:db9::1', false],
  ['IpAddress', '2001:db8::1', '2001:DB8:0::1', true],
  ['IpAddress', '::/0', '10.1.2.3', false],
  ['NotIpAddress', '10.0.0.0/8', '10.1.2.3', false],
  ['NotIpAddress', '10.0.0.0/8', '192.0.2.1', true],

  ['ArnEquals', 'arn:aws:s3:::b', 'arn:aws:s3:::b', true],
  ['ArnEquals', 'arn:aws:s3:::*', 'arn:aws:s3:::b', true],
  ['ArnLike', 'arn:aws:firehose:*:1:deliverystream/*', 'arn:aws:firehose:us-east-1:1:deliverystream/s', true],
  [
    'ArnLike',
    'arn:aws:firehose:*:1:deliverystream/*',
    'arn:aws:firehose:us-east-1:2:deliverystream/s',
    false,
  ],
  ['ArnLike', 'arn:aws:firehose:*', 'arn:aws:firehose:us-east-1:2:deliverystream/s', true],
  ['ArnLike', 'arn:aws:s3:::*', 'bucket', false],
  ['ArnNotEquals', 'arn:aws:s3:::b', 'arn:aws:s3:::b', false],
  ['ArnNotLike', 'arn:aws:s3:::*', 'arn:aws:iam::1:role/r', true],

  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  ['Null', 'false', undefined, false],

  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'a', true],
  ['StringEqualsIfExists', 'a', 'b', false],

  ['ForAnyValue:StringEquals', ['a', 'b'], ['x', 'b'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['x', 'y'], false],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['ForAnyValue:StringEquals', 'a', [], false],
  ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', 'a', ['a'], false],
  ['ForAnyValue:StringEqualsIfExists', 'a', undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'c'], false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAllValues:StringEquals', 'a', [], true],
  ['ForAllValues:StringLike', 'a*', ['ab', 'ac'], true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'c'], true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'a'], false],
];

describe('condition operators', () => {
  for (const [operator, wanted, given, outcome] of CASES) {
    const request = given === undefined ? 'no value' : JSON.stringify(given);
    it(`${operator} ${JSON.stringify(wanted)} is ${outcome} for ${request}`, () => {
      assert.equal(holds(operator, wanted, given), outcome);
    });
  }

  it('find the key whatever its case', () => {
    const condition = compileCondition('StringEquals', 'AWS:userName', ['alice'], true);
    assert.ok(condition.test(new Map([['aws:username', ['alice']]]), () => undefined));
  });

  it('that do not exist are refused', () => {
    for (const name of [
      'StringIs',
      'stringequals',
      'ForAnyValue::StringEquals',
      'NullIfExists',
      'toString',
      '',
    ]) {
      assert.equal(isConditionOperator(name), false, name);
      assert.throws(() => compileCondition(name, 'aws:Key', ['a'], true), TypeError);
    }
    assert.ok(isConditionOperator('ForAllValues:ArnNotLikeIfExists'));
  });
});
