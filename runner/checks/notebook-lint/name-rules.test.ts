import {
  type Bad,
  describeRules,
  type Fine,
  replace,
  runs,
  says,
  type Tested,
} from '../../testing/lint-tables.js';
import * as rules from './name-rules.js';

/** Makes cells 5 and 7 detours, each with its text; by default two. */
function twoDetours({ cells }: Tested, secondBegins = '**Detour: another.** '): void {
  Object.assign(cells[4]?.metadata ?? {}, { tags: ['detour'] });
  replace(cells[3], 'A sentence', '**Detour: one.** A sentence');
  replace(cells[5], 'A sentence', `${secondBegins}A sentence`);
}

const BAD: Bad[] = [
  [
    'importsUsed',
    runs("import { a as b, c } from 'node:os';\nc.b;"),
    /cell 3 \(cell-3\) imports b and does not use/,
  ],
  ['importsUsed', runs("import { b } from 'node:os';\n({ b: 1 });"), /imports b and does not use it/],
  ['importsUsed', runs("import type {\n  B,\n} from 'node:os';"), /imports B and does not use it/],
  [
    'importsOnce',
    (notebook) => {
      for (const cell of notebook.cells.slice(2, 5)) {
        if (cell.outputs) cell.source = `import * as os from 'node:os';\nos;\n${cell.source}`;
      }
    },
    /cell 5 \(cell-5\) imports os, as cell 3 has done/,
  ],
  [
    'stepsAlone',
    ({ cells }) => {
      replace(cells[6], 'console', 'const { made: [only] } = { made: [1] };\nconsole');
      replace(cells[8], '1, step1', `1, \`\${only}\``);
    },
    /cell 9 \(cell-9\) needs only, which only cell 7, a detour or another step, makes/,
  ],
  [
    'stepsAlone',
    ({ cells }) => {
      replace(cells[6], 'console', "import { EOL } from 'node:os';\nEOL;\nconsole");
      replace(cells[8], '1, step1', '1, { EOL }');
    },
    /cell 9 \(cell-9\) needs EOL, which only cell 7, a detour or another step, makes/,
  ],
  [
    'helpersExist',
    runs("import { a } from './helpers/bucked.js';\na;"),
    /imports from \.\/helpers\/bucked\.js, which/,
  ],
  [
    'helpersExist',
    runs("import { a } from './helpers/bucket';\na;"),
    /imports from \.\/helpers\/bucket, which/,
  ],
  [
    'filesExist',
    says('See [this](READMI.md#top).'),
    /cell 2 \(cell-2\) names READMI\.md, which is not there/,
  ],
  ['filesExist', says('It is in `helpers/bucked.ts`.'), /names helpers\/bucked\.ts, which/],
  ['filesExist', says('<img src="images/a.svg">'), /names images\/a\.svg, which/],
  [
    'importsOnce',
    ({ cells }) => {
      for (const cell of [cells[2], cells[10]]) {
        replace(cell, 'const', "import { EOL } from 'node:os';\nEOL;\nconst");
      }
    },
    /cell 11 \(cell-11\) imports EOL, as cell 3 has done/,
  ],
  [
    'stepsAlone',
    ({ cells }) => {
      replace(cells[10], 'const', 'const second = 2;\nconst');
      replace(cells[18], 'const', 'console.log(second);\nconst');
    },
    /cell 19 \(cell-19\) needs second, which only cell 11, a detour or another step, makes/,
  ],
  [
    'stepsAlone',
    (notebook) => {
      twoDetours(notebook);
      replace(notebook.cells[4], 'console', 'const mine = 1;\nconsole');
      replace(notebook.cells[6], '1)', 'mine)');
    },
    /cell 7 \(cell-7\) needs mine, which only cell 5, a detour or another step, makes/,
  ],
  [
    'importsOnce',
    (notebook) => {
      twoDetours(notebook, '');
      for (const cell of [notebook.cells[4], notebook.cells[6]]) {
        replace(cell, 'console', "import { EOL } from 'node:os';\nEOL;\nconsole");
      }
    },
    /cell 7 \(cell-7\) imports EOL, as cell 5 has done/,
  ],
  [
    'importsOnce',
    ({ cells }) => {
      for (const cell of [cells[2], cells[16]]) {
        if (cell) cell.source = `import { EOL } from 'node:os';\nEOL;\n${cell.source}`;
      }
    },
    /cell 17 \(cell-17\) imports EOL, as cell 3 has done/,
  ],
  [
    'stepsAlone',
    ({ cells }) => replace(cells[2], 'const step1', 'Number(step2);\nconst step1'),
    /cell 3 \(cell-3\) needs step2, which only cell 11, further down, makes/,
  ],
];

const FINE: Fine[] = [
  [
    'what an earlier cell of the same detour has made, with another text between them',
    (notebook) => {
      twoDetours(notebook, '');
      replace(notebook.cells[4], 'console', 'const mine = 1;\nconsole');
      replace(notebook.cells[6], '1)', 'mine)');
    },
  ],
  [
    'an import in each of two detours',
    (notebook) => {
      twoDetours(notebook);
      for (const cell of [notebook.cells[4], notebook.cells[6]]) {
        replace(cell, 'console', "import { EOL } from 'node:os';\nEOL;\nconsole");
      }
    },
  ],
  [
    'an import in a checkpoint that its step has made already',
    ({ cells }) => {
      for (const cell of [cells[10], cells[16]]) {
        if (cell) cell.source = `import { EOL } from 'node:os';\nEOL;\n${cell.source}`;
      }
    },
  ],
  [
    'a tutorial that names its files',
    says('[a](helpers/bucket.ts#L3), `README.md`, <https://a.b/c.md>, [b](#step-1)'),
  ],
  ['an import for its type, or by another name', runs("import { type A, b as c } from 'node:os';\nc as A;")],
  ['a dynamic import and import.meta', runs("await import('node:os');")],
  [
    'an import that a skipped detour has made already',
    ({ cells }) => {
      replace(cells[6], 'console', "import { EOL } from 'node:os';\nEOL;\nconsole");
      replace(cells[8], 'check', "import { EOL } from 'node:os';\nEOL;\ncheck");
    },
  ],
  [
    "a detour's own name, on the main path a key, a member or another name",
    ({ cells }) => {
      replace(cells[6], 'console', 'const mine = 1;\nconsole');
      replace(cells[8], 'check', 'const other = { mine: step1.mine };\nother;\ncheck');
    },
  ],
  [
    'what Step 1 has made, in every step, and an import that another step has made as well',
    ({ cells }) => {
      for (const cell of [cells[10], cells[18]]) {
        replace(cell, 'const', "import { EOL } from 'node:os';\nconsole.log(EOL, step1);\nconst");
      }
    },
  ],
];

describeRules(rules, BAD, FINE);
