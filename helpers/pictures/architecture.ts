/** The pipeline in six boxes, with those lit that a step is about. */

import { type BoxName, drawBoxes } from './boxes.js';
import { show } from './display.js';
import { LIGHT, type Palette } from './palette.js';

/** A step of the lesson; 0 is the overview. */
export type StepNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What each step is about. */
const STEPS: { title: string; lit: BoxName[] }[] = [
  { title: 'The pipeline', lit: ['sensor', 'producer', 'stream', 'bucket', 'role', 'policy'] },
  { title: 'Step 1 of 8: the configuration', lit: ['producer'] },
  { title: 'Step 2 of 8: the S3 bucket', lit: ['bucket'] },
  { title: 'Step 3 of 8: the role', lit: ['role'] },
  { title: 'Step 4 of 8: the policy', lit: ['policy'] },
  { title: 'Step 5 of 8: the delivery stream', lit: ['stream'] },
  { title: 'Step 6 of 8: one measurement', lit: ['sensor', 'producer', 'stream', 'bucket'] },
  { title: 'Step 7 of 8: the stream of measurements', lit: ['sensor', 'producer', 'stream', 'bucket'] },
  { title: 'Step 8 of 8: leave no trace', lit: ['stream', 'role', 'policy', 'bucket'] },
];

/** Shows the pipeline. */
export function showArchitecture(step: StepNumber): void {
  show({ text: architectureText(step), svg: architectureSvg(step) });
}

/** Boxes in brackets are lit. */
export function architectureText(step: StepNumber): string {
  const { title, lit } = STEPS[step] as (typeof STEPS)[number];
  const box = (name: BoxName, text: string) => (lit.includes(name) ? `[${text}]` : ` ${text} `);
  const row = [box('sensor', 'sensor'), box('producer', 'producer'), box('stream', 'delivery stream')];
  return [
    title,
    `${row.join('──▶')}──▶${box('bucket', 'S3 bucket')}`,
    `${''.padEnd(32)}│ assumes        ▲ may write`,
    `${''.padEnd(29)}${box('role', 'role')}─────${box('policy', 'policy')}─┘`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The picture on a light or on a dark ground. */
export function architectureSvg(step: StepNumber, palette: Palette = LIGHT): string {
  const { title, lit } = STEPS[step] as (typeof STEPS)[number];
  const description =
    `${title}. A climate sensor answers JSON to the producer, which sends batches to the delivery stream. ` +
    'The stream buffers them and writes objects to the S3 bucket. It assumes a role, whose policy allows that. ' +
    `Highlighted: ${lit.join(', ')}.`;
  return drawBoxes(title, lit, description, palette);
}
