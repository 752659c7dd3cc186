import { relative } from 'node:path';
import type { Failure } from '../kernel/outputs.js';

/** More of a message than this is a wall. */
const MOST_LINES = 12;

/**
 * What an error says, without its stack: of that, only the first file of the notebook's folder, which is where a learner
 * may look. The whole of it stays in the executed notebook.
 */
export function errorText(failure: Failure, folder: string): string {
  const lines = failure.traceback.join('\n').split('\n');
  const begin = lines.findIndex((line) => line.startsWith(failure.ename));
  const end = lines.findIndex((line, index) => index > begin && /^\s+at /.test(line));
  const message =
    begin < 0
      ? `${failure.ename}: ${failure.evalue}`.split('\n')
      : lines.slice(begin, end < 0 ? undefined : end);
  const shown = message.slice(0, MOST_LINES);
  if (message.length > MOST_LINES) shown.push(`… (${message.length - MOST_LINES} more lines)`);
  const file = ownFile(lines, folder);
  if (file !== undefined) shown.push(`in ${file}`);
  return shown.join('\n').trimEnd();
}

/** The kernel names the JavaScript that it has made of the TypeScript beside it. */
function ownFile(lines: string[], folder: string): string | undefined {
  for (const line of lines) {
    const path = /^\s+at .*?\(?(?:file:\/\/)?([^()]+?):\d+:\d+\)?/.exec(line)?.[1];
    if (path === undefined || !path.includes(folder) || path.includes('node_modules')) continue;
    return relative(folder, path.slice(path.indexOf(folder))).replace(/\.js$/, '.ts');
  }
  return undefined;
}
