import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { architectureSvg, architectureText, type StepNumber } from './architecture.js';
import { DARK, LIGHT } from './palette.js';
import { readSvg } from './testing/svg.js';

const STEPS: StepNumber[] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const BOXES = ['climate sensor', 'producer', 'delivery stream', 'S3 bucket', 'role', 'policy'];

describe('the architecture as text', () => {
  it('has a box in brackets for each part that the step is about', () => {
    assert.equal(
      architectureText(5),
      [
        'Step 5 of 8: the delivery stream',
        ' sensor ──▶ producer ──▶[delivery stream]──▶ S3 bucket',
        '                                │ assumes        ▲ may write',
        '                              role ───── policy ─┘',
      ].join('\n'),
    );
  });

  it('has all of them in the overview', () => {
    assert.equal(
      architectureText(0),
      [
        'The pipeline',
        '[sensor]──▶[producer]──▶[delivery stream]──▶[S3 bucket]',
        '                                │ assumes        ▲ may write',
        '                             [role]─────[policy]─┘',
      ].join('\n'),
    );
  });

  it('lights what each step is about', () => {
    const lit = STEPS.map((step) => architectureText(step).match(/(?<=\[)[^\]]+/g));
    assert.deepEqual(lit, [
      ['sensor', 'producer', 'delivery stream', 'S3 bucket', 'role', 'policy'],
      ['producer'],
      ['S3 bucket'],
      ['role'],
      ['policy'],
      ['delivery stream'],
      ['sensor', 'producer', 'delivery stream', 'S3 bucket'],
      ['sensor', 'producer', 'delivery stream', 'S3 bucket'],
      ['delivery stream', 'S3 bucket', 'role', 'policy'],
    ]);
  });

  it('fits into 60 columns', () => {
    for (const step of STEPS) {
      for (const line of architectureText(step).split('\n')) assert.ok(line.length <= 60, line);
    }
  });
});

describe('the architecture as a picture', () => {
  it('is well-formed, has six boxes, and says all of it to a screen reader', () => {
    for (const palette of [LIGHT, DARK]) {
      const { texts, title, root } = readSvg(architectureSvg(3, palette));
      assert.deepEqual(
        BOXES.filter((name) => !texts.includes(name)),
        [],
      );
      assert.equal(
        texts[0] === undefined ? '' : texts.find((text) => text.startsWith('Step')),
        'Step 3 of 8: the role',
      );
      assert.equal(root.role, 'img');
      assert.equal(root['aria-label'], title);
      assert.match(title, /Step 3 of 8: the role.*S3 bucket.*Highlighted: role\./);
    }
  });

  it('lights as many boxes as the text', () => {
    for (const step of STEPS) {
      const lit = architectureSvg(step).split(`fill="${LIGHT.lit}"`).length - 1;
      assert.equal(lit, architectureText(step).split('[').length - 1, `step ${step}`);
    }
  });

  it('is the same every time, and has no names that another picture on the page could share', () => {
    assert.equal(architectureSvg(1), architectureSvg(1));
    assert.doesNotMatch(architectureSvg(1), / (id|class)="|<style/);
  });
});
