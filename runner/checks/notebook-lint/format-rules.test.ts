import type { Output } from '../../kernel/outputs.js';
import { type Bad, describeRules, firstCode, firstTagged } from '../../testing/lint-tables.js';
import * as rules from './format-rules.js';

const BAD: Bad[] = [
  [
    'formatVersion',
    (notebook) => Object.assign(notebook, { nbformat_minor: 4 }),
    /its format is 4\.4\. Write/,
  ],
  [
    'kernelMetadata',
    ({ metadata }) => Object.assign(metadata.kernelspec as object, { display_name: 'Typescript' }),
    /kernelspec\.display_name is "Typescript"\. Write "TypeScript \(tslab\)"/,
  ],
  [
    'kernelMetadata',
    ({ metadata }) => delete (metadata.language_info as { file_extension?: string }).file_extension,
    /language_info\.file_extension is undefined/,
  ],
  [
    'cellIds',
    ({ cells }) => Object.assign(cells[1] as object, { id: 'a b' }),
    /cell 2 \(a b\) its id is "a b"/,
  ],
  [
    'cellIds',
    ({ cells }) => Object.assign(cells[1] as object, { id: undefined }),
    /cell 2 .* its id is undefined/,
  ],
  [
    'cellIds',
    ({ cells }) => Object.assign(cells[1] as object, { id: 'cell-1' }),
    /cell 2 .* has the id of cell 1/,
  ],
  [
    'cellFields',
    ({ cells }) => Object.assign(cells[1] as object, { outputs: [] }),
    /has outputs, which only code/,
  ],
  [
    'cellFields',
    (notebook) => firstCode(notebook).outputs?.push({ output_type: 'pyout' } as unknown as Output),
    /an output of it is none/,
  ],
  ['cellFields', (notebook) => delete firstCode(notebook).outputs, /cell 3 .* has no list of outputs/],
  [
    'knownTags',
    (notebook) => firstTagged(notebook, 'detour').metadata.tags?.push('detuor'),
    /the tag "detuor"/,
  ],
  [
    'checkpointHint',
    (notebook) => delete firstTagged(notebook, 'checkpoint').metadata.hint,
    /cell 9 \(cell-9\) is a checkpoint without a hint/,
  ],
];

describeRules(rules, BAD);
