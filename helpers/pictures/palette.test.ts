import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DARK, LIGHT } from './palette.js';

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe('the colours of the pictures', () => {
  for (const [name, palette] of Object.entries({ light: LIGHT, dark: DARK })) {
    it(`can be read on the ${name} ground, and on a box that is lit`, () => {
      for (const text of ['text', 'muted', 'blue', 'orange'] as const) {
        assert.ok(contrast(palette[text], palette.ground) >= 4.5, `${text} on the ground`);
      }
      assert.ok(contrast(palette.text, palette.lit) >= 4.5, 'text on a lit box');
    });
  }
});
