import {
  type Bad,
  describeRules,
  type Fine,
  fails,
  firstCode,
  printed,
  replaceOutput,
  shows,
} from '../../testing/lint-tables.js';
import * as rules from './output-rules.js';

const BAD: Bad[] = [
  [
    'cleanRun',
    (notebook) => Object.assign(firstCode(notebook), { execution_count: 4 }),
    /has the execution count 4, not 1/,
  ],
  [
    'cleanRun',
    (notebook) => Object.assign(firstCode(notebook), { execution_count: null }),
    /has the execution count null, not 1\. Run `npm run notebook`/,
  ],
  [
    'checkpointsHold',
    (notebook) => replaceOutput(notebook, 'It is ✔'),
    /cell 9 .* whose output does not say ✔/,
  ],
  ['checkpointsHold', (notebook) => replaceOutput(notebook, '✔ a\n✘ b\n'), /whose output does not say ✔/],
  ['errorsMeant', fails, /cell 3 \(cell-3\) has failed: RangeError: too far\. Mend it, or give it the tag/],
  [
    'errorsMeant',
    (notebook) => Object.assign(firstCode(notebook), { metadata: { tags: ['raises-exception'] } }),
    /tagged "raises-exception", and nothing failed/,
  ],
  [
    'noWarnings',
    (notebook) =>
      Object.assign(firstCode(notebook), { outputs: [{ ...printed('old Node'), name: 'stderr' }] }),
    /writes to standard error: old Node/,
  ],
  ['noWalls', shows('a\n'.repeat(41)), /shows 41 lines of 81 bytes, 40 lines and 4096 bytes at most/],
  ['noWalls', shows('é'.repeat(2049)), /shows 1 lines of 4098 bytes/],
];

const FINE: Fine[] = [
  [
    'an error that is meant',
    (notebook) => {
      fails(notebook);
      firstCode(notebook).metadata.tags = ['raises-exception'];
    },
  ],
  ['40 lines', shows('a\n'.repeat(40))],
  [
    'a large picture',
    (notebook) => {
      const data = { 'image/svg+xml': `<svg>${' '.repeat(9_000)}</svg>`, 'text/plain': 'a' };
      firstCode(notebook).outputs = [{ output_type: 'display_data', data, metadata: {} }];
    },
  ],
];

describeRules(rules, BAD, FINE);
