import { stripVTControlCharacters } from 'node:util';
import type { CellResult } from './kernel/execution.js';
import type { Failure } from './kernel/outputs.js';
import type { Step } from './steps.js';
import { plainText } from './terminal/plain-text.js';

const HELD = '✔';
const BROKEN = '✘';

/** Why a step has failed, or `undefined` if it has not. */
export function failureOf(step: Step, result: CellResult): Failure | undefined {
  if (result.status !== 'ok') return step.mayFail && result.status === 'error' ? undefined : result.error;
  if (!step.isCheckpoint) return undefined;
  const lines = result.outputs.flatMap((output) => stripVTControlCharacters(plainText(output)).split('\n'));
  const broken = lines.find((line) => line.startsWith(BROKEN));
  if (broken) return { ename: 'Checkpoint', evalue: broken, traceback: [] };
  if (lines.some((line) => line.startsWith(HELD))) return undefined;
  return { ename: 'Checkpoint', evalue: `no line of its output starts with ${HELD}`, traceback: [] };
}
