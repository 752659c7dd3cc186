import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Utf8Text } from './utf8-text.js';

function bytesOf(texts: readonly string[]): Buffer {
  const text = new Utf8Text();
  for (const each of texts) text.add(each);
  return text.toBytes();
}

/** Texts of so many characters together; every character takes three bytes where it is not ASCII. */
function someTexts(characters: number, character: string): string[] {
  const texts: string[] = [];
  for (let left = characters; left > 0; left -= 997) texts.push(character.repeat(Math.min(left, 997)));
  return texts;
}

describe('Utf8Text', () => {
  it('is nothing when nothing was added', () => {
    assert.deepEqual(bytesOf([]), Buffer.alloc(0));
    assert.deepEqual(bytesOf(['', '']), Buffer.alloc(0));
  });

  it('is the UTF-8 of all texts in their order, short or long, of one byte or several', () => {
    for (const character of ['a', 'é', '漢', '😀']) {
      for (const length of [1, 1_000, 16_383, 16_384, 16_385, 50_000, 400_000]) {
        const texts = ['begin', ...someTexts(length, character), 'end'];
        assert.ok(bytesOf(texts).equals(Buffer.from(texts.join(''))), `${length} times ${character}`);
      }
    }
  });

  it('takes one text that is longer than any before', () => {
    const long = '漢'.repeat(1_000_000);
    assert.ok(bytesOf(['a', long, 'b']).equals(Buffer.from(`a${long}b`)));
  });

  it('keeps two texts apart that are written at the same time', () => {
    const [one, two] = [new Utf8Text(), new Utf8Text()];
    for (let i = 0; i < 100; i += 1) {
      one.add('1'.repeat(1_000));
      two.add('2'.repeat(1_000));
    }
    const first = one.toBytes();
    assert.ok(two.toBytes().equals(Buffer.from('2'.repeat(100_000))));
    assert.ok(first.equals(Buffer.from('1'.repeat(100_000))));
  });

  it('gives bytes that later texts leave as they are', () => {
    const first = bytesOf(someTexts(100_000, 'a'));
    bytesOf(someTexts(100_000, 'b'));
    assert.ok(first.equals(Buffer.from('a'.repeat(100_000))));
  });
});
