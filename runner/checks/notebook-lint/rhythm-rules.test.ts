import type { TestedCell } from '../../testing/good-notebook.js';
import {
  addDetours,
  type Bad,
  describeRules,
  firstTagged,
  lengthen,
  replace,
  says,
} from '../../testing/lint-tables.js';
import * as rules from './rhythm-rules.js';

const BAD: Bad[] = [
  [
    'mainPathLength',
    (notebook) => {
      for (let made = 0; made < 2; made += 1) delete firstTagged(notebook, 'detour').metadata.tags;
    },
    /main path has 26 code cells, 25 at most/,
  ],
  [
    'wholeLength',
    ({ cells }) => {
      const detour = cells.map((cell) => cell.metadata.tags?.[0]).lastIndexOf('detour');
      cells.splice(detour - 1, 2);
      for (const cell of cells.slice(detour)) if (cell.execution_count) cell.execution_count -= 1;
    },
    /it has 29 code cells, not 30 to 50\. Show more/,
  ],
  ['wholeLength', addDetours(21), /it has 51 code cells, not 30 to 50\. Leave a detour out/],
  ['cellLength', lengthen(1, 14), /cell 3 \(cell-3\) has 16 lines, 15 at most/],
  ['usualCellLength', lengthen(16, 4), /the median of its cells' lines is 5, 4 at most/],
  ['usualCellLength', lengthen(4, 10), /the 90th percentile of its cells' lines is 11, 10 at most/],
  [
    'wordsPerCell',
    says('word '.repeat(700)),
    /it has 8\d words of text per code cell, not 50 to 80\. Shorten/,
  ],
  [
    'wordsPerCell',
    ({ cells }) => {
      for (const cell of cells) {
        if (!cell.outputs) cell.source = String(cell.source).replace(/A sentence.*/, '```\n$&\n```\nCode.');
      }
    },
    /it has \d words of text per code cell, not 50 to 80\. Say what/,
  ],
  [
    'textBeforeCode',
    ({ cells }) => {
      const [text] = cells.splice(3, 1) as [TestedCell];
      Object.assign(cells[1] as object, { source: `${cells[1]?.source}\n\n${text.source}` });
    },
    /cell 4 \(cell-5\) follows no text/,
  ],
  [
    'textBeforeCode',
    ({ cells }) => Object.assign(cells[3] as object, { source: '<!-- a remark -->' }),
    /cell 5 \(cell-5\) follows no text/,
  ],
  [
    'noBlankCells',
    ({ cells }) => cells.push({ ...(cells[0] as TestedCell), id: 'x', source: '\n' }),
    /cell 62 .* blank/,
  ],
  [
    'stepsInOrder',
    ({ cells }) => replace(cells[1], 'Step 1', 'Step 2'),
    /its steps are 2, 2, 3, .*, not 1 to 8/,
  ],
  [
    'stepsInOrder',
    ({ cells }) => replace(cells[1], '## Step 1: Some', '## Step 1. Some'),
    /its steps are 2, 3, /,
  ],
  [
    'stepTimeAndCost',
    ({ cells }) => replace(cells[1], '*On AWS', '*Here'),
    /cell 2 .* Step 1 does not say how long/,
  ],
  [
    'stepCheckpoint',
    (notebook) => firstTagged(notebook, 'checkpoint').metadata.tags?.push('detour'),
    /cell 2 \(cell-2\) Step 1 has no checkpoint on the main path/,
  ],
];

describeRules(rules, BAD);
