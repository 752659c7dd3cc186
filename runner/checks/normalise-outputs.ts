import type { Output } from '../kernel/outputs.js';
import type { Cell } from '../notebook.js';
import { plainText } from '../terminal/plain-text.js';

interface Volatile {
  why: string;
  pattern: RegExp;
  becomes: string;
}

/** All that may differ between two correct runs of the notebook, in the order in which it is replaced. */
export const VOLATILE: readonly Volatile[] = [
  {
    why: 'local-aws listens on any free port',
    pattern: /(?<=127\.0\.0\.1:)\d+/g,
    becomes: '<port>',
  },
  {
    why: "an object's key ends in a random id",
    pattern: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=…)[0-9a-f-]*-[0-9a-f]{12}/g,
    becomes: '<uuid>',
  },
  {
    why: "an object's key holds the second in which it was written",
    pattern: /\b\d{4}(-\d\d){5}\b/g,
    becomes: '<second>',
  },
  {
    why: "the key that is predicted holds this hour, in its folders and in its name, as an object's does",
    pattern: /\b\d{4}\/\d\d\/\d\d\/\d\d(?=\/)|\b\d{4}(-\d\d){3}(?=-mm-ss)/g,
    becomes: '<hour>',
  },
  {
    why: 'time goes on',
    pattern: /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g,
    becomes: '<time>',
  },
  {
    why: 'a run of the lesson marks its records with an id of its own, which a picture may shorten',
    pattern: /(?<=["…])[0-9a-z]{4,12}(?=\/\d+")/g,
    becomes: '<run>',
  },
  {
    why: "Firehose's receipt is random",
    pattern: /(?<=RecordId:? '?)[A-Za-z0-9+/=]{8,}/g,
    becomes: '<receipt>',
  },
  {
    why: 'how long something took depends on the machine; whole seconds are settings, and stay',
    pattern: / *\b\d+\.\d+ (s|ms|AWS seconds)\b/g,
    becomes: ' <duration>',
  },
  {
    why: 'how fast something went depends on the machine',
    pattern: /\b[\d,.]+(?= (records|measurements) (a|per) second)/g,
    becomes: '<rate>',
  },
  {
    why: 'the curves of what was sent and has landed are curves over time',
    pattern: /^(?<name>sent|landed) +[▁▂▃▄▅▆▇█]+/gm,
    becomes: '$<name> <curve>',
  },
  {
    why: 'packed records are longer or shorter by the random ids in them',
    pattern: / *\b\d[\d,]*(\.\d+)? (B|bytes|KiB|MiB)(?=$|;| {2}\S+$)/gm,
    becomes: ' <size>',
  },
  {
    why: 'how many objects and calls there are depends on what one interval, or one batch, has caught; none is none',
    pattern: /\b[1-9]\d*(?= (objects?|calls?)\b)/g,
    becomes: '<some>',
  },
  {
    why: 'this is run with every Node that is supported, and newer ones say more of a mistake in JSON',
    pattern: /(?<=\bNode )\d+\.\d+\.\d+| \(line \d+ column \d+\)/g,
    becomes: '',
  },
  {
    why: 'what is tried again, or listed, may be there once or several times; see the number of objects',
    pattern: /^(.*\n)\1+/gm,
    becomes: '$1',
  },
];

/**
 * What a cell has shown, without what may differ in the next run. Pictures count as shown, and are compared by the
 * text that comes with them: the lines of a chart over time are never the same.
 */
export function lastingOutput(cell: Cell): string {
  let shown = '';
  let before = '';
  for (const output of cell.outputs ?? []) {
    const forms = formsOf(output);
    // Jupyter may keep one text in several pieces.
    if (output.output_type !== 'stream' || forms !== before) shown += `${shown && '\n'}[${forms}]\n`;
    // In a file, a text may be a list of lines.
    shown += [plainText(output)].flat().join('');
    before = forms;
  }
  const lines = shown === '' ? '' : `${shown.trimEnd()}\n`;
  return VOLATILE.reduce((text, { pattern, becomes }) => text.replace(pattern, becomes), lines);
}

function formsOf(output: Output): string {
  if (output.output_type === 'stream') return output.name;
  return output.output_type === 'error' ? 'error' : Object.keys(output.data).sort().join(' ');
}
