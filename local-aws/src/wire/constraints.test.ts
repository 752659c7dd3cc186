import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Constraint, validationText, violations } from './constraints.js';

function check(input: object, table: Record<string, Constraint>): string[] {
  return violations(input, table).map(({ path, rule }) => `${path}: ${rule}`);
}

describe('constraints', () => {
  it('are checked where the member is, with the path in the spelling of AWS, counted from 1 (reported)', () => {
    const table = { 'Records[].Data': { required: true, maxLength: 2 } } as const;
    const Records = [{ Data: new Uint8Array(2) }, { Data: new Uint8Array(3) }, {}];
    assert.deepEqual(check({ Records }, table), [
      'records.2.member.data: Member must have length less than or equal to 2',
      'records.3.member.data: Member must not be null',
    ]);
  });

  it('say nothing of members that are absent, or of members of absent structures', () => {
    const table = { Name: { minLength: 1 }, 'Hints.Size': { required: true, min: 1 } } as const;
    assert.deepEqual(check({}, table), []);
    assert.deepEqual(check({ Hints: {} }, table), ['hints.size: Member must not be null']);
  });

  it('count characters of a string, bytes of a blob, and entries of a list', () => {
    const table = { Text: { maxLength: 1 }, Blob: { maxLength: 1 }, List: { minLength: 1, maxLength: 1 } };
    assert.deepEqual(check({ Text: '😀', Blob: new Uint8Array(1), List: ['long'] }, table), []);
    assert.deepEqual(check({ Text: 'ab', Blob: new Uint8Array(2), List: [] }, table), [
      'text: Member must have length less than or equal to 1',
      'blob: Member must have length less than or equal to 1',
      'list: Member must have length greater than or equal to 1',
    ]);
  });

  it('hold for the whole value, both ends of a range included', () => {
    const table = { N: { min: 0, max: 900 }, P: { pattern: '[a-z]+' }, E: { enum: ['A', 'B'] } };
    assert.deepEqual(check({ N: 0, P: 'abc', E: 'B' }, table), []);
    assert.deepEqual(check({ N: 900 }, table), []);
    assert.deepEqual(check({ N: 901, P: 'abc1', E: 'a' }, table), [
      'n: Member must have value less than or equal to 900',
      'p: Member must satisfy regular expression pattern: [a-z]+',
      'e: Member must satisfy enum value set: [A, B]',
    ]);
    assert.deepEqual(check({ N: -1, P: 'abc\n' }, table), [
      'n: Member must have value greater than or equal to 0',
      'p: Member must satisfy regular expression pattern: [a-z]+',
    ]);
  });
});

describe('the text of violated constraints', () => {
  it('is the sentence that AWS gives for a record that is too large (reported)', () => {
    const found = violations(
      { Records: [...Array(35).fill({ Data: new Uint8Array() }), { Data: new Uint8Array(1_029_188) }] },
      { 'Records[].Data': { maxLength: 1_024_000 } },
    );
    assert.equal(
      validationText(found),
      "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1029188 cap=1029188]' at " +
        "'records.36.member.data' failed to satisfy constraint: Member must have length less than or equal to 1024000",
    );
  });

  it('prints a short value and no structure, and counts what it joins (documented)', () => {
    const found = violations(
      { Name: 'a:b', Tags: [] },
      { Name: { pattern: '[a-z]+' }, Tags: { minLength: 1 }, Role: { required: true } },
    );
    assert.equal(
      validationText(found),
      "3 validation errors detected: Value 'a:b' at 'name' failed to satisfy constraint: Member must satisfy " +
        "regular expression pattern: [a-z]+; Value at 'tags' failed to satisfy constraint: Member must have length " +
        "greater than or equal to 1; Value null at 'role' failed to satisfy constraint: Member must not be null",
    );
  });
});
