import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitGlued } from './glued.js';

describe('splitGlued', () => {
  it('cuts between objects, nested ones included', () => {
    assert.deepEqual(splitGlued('{"a":1}{"b":{"c":{}}}{}'), ['{"a":1}', '{"b":{"c":{}}}', '{}']);
    assert.deepEqual(splitGlued('{"a":1} {"a":2} '), ['{"a":1}', ' {"a":2}']);
  });

  it('does not count braces inside of strings, nor quotes that are escaped', () => {
    const tricky = ['{"a":"}{"}', '{"a":"\\"}{"}', '{"a":"\\\\"}'];
    assert.deepEqual(splitGlued(tricky.join('')), tricky);
  });

  it('leaves what is no object to the parser', () => {
    assert.deepEqual(splitGlued('{"a":1}no JSON'), ['{"a":1}', 'no JSON']);
    assert.deepEqual(splitGlued('{"a":1}{"a":'), ['{"a":1}', '{"a":']);
    assert.deepEqual(splitGlued('[1,2]'), ['[1,2]']);
    assert.deepEqual(splitGlued(''), []);
  });
});
