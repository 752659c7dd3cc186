import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escapeXml } from './xml.js';

const NAMED: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What one character becomes, by the text of the rule: named references, numbers for controls but tab and line feed. */
function expected(character: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys of S3 may have them
  if (/[\0-\x08\x0b-\x1f]/.test(character)) return `&#x${character.charCodeAt(0).toString(16)};`;
  return NAMED[character] ?? character;
}

describe('escapeXml', () => {
  it('writes every character as itself or as its reference, wherever it stands', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code);
      for (const [before, after] of [
        ['', ''],
        ['', 'z'],
        ['a', ''],
        ['a"b', '&z'],
      ] as const) {
        const text = before + character + after;
        assert.equal(escapeXml(text), [...text].map(expected).join(''), `code ${code}`);
      }
    }
  });

  it('leaves other scripts and what is beyond the first plane alone', () => {
    assert.equal(escapeXml('ключ 漢字 😀 \uffff'), 'ключ 漢字 😀 \uffff');
    assert.equal(escapeXml('<😀>'), '&lt;😀&gt;');
  });

  it('escapes what is escaped already once more', () => {
    assert.equal(escapeXml('&amp;'), '&amp;amp;');
  });
});
