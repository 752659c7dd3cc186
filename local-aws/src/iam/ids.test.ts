import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newKeyId } from './ids.js';

/** How the public tools that look for leaked keys find the account: 48 bits, without the first one and the last seven. */
function accountIn(id: string): string {
  const bits = [...id.slice(4)].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  const text = bits.map((bit) => bit.toString(2).padStart(5, '0')).join('');
  return BigInt(`0b${text.slice(1, 41)}`)
    .toString()
    .padStart(12, '0');
}

describe("an access key's id", () => {
  it('names its account, as AWS does', () => {
    for (const account of ['000000000000', '123456789012', '999999999999']) {
      for (const prefix of ['AKIA', 'ASIA'] as const) {
        const id = newKeyId(prefix, account);
        assert.match(id, new RegExp(`^${prefix}[A-Z2-7]{16}$`));
        assert.equal(accountIn(id), account);
      }
    }
  });

  it('is another one each time', () => {
    const ids = Array.from({ length: 1_000 }, () => newKeyId('AKIA', '000000000000'));
    assert.equal(new Set(ids).size, ids.length);
  });
});
