/** Before the first step: is everything here that the lesson needs, and what to do where it is not. */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './config.js';

export interface Finding {
  /** What was looked at, and what was found. */
  what: string;
  isFine: boolean;
  /** What to do when it is not fine. */
  remedy: string;
}

const OLDEST_NODE = [20, 19] as const;

/** Looks at Node, the folder, its packages and the settings. It starts nothing and changes nothing. */
export function findings(folder = process.cwd(), nodeVersion = process.versions.node): Finding[] {
  const has = (...path: string[]) => existsSync(join(folder, ...path));
  return [
    nodeFinding(nodeVersion),
    folderFinding(folder, has('helpers', 'connect.ts') && has('data', 'weather.csv')),
    {
      what: 'the packages of package.json',
      isFine: has('node_modules', 'tslab') && has('node_modules', '@aws-sdk', 'client-firehose'),
      remedy: 'Run "npm ci" in the project folder ("npm start" does it, too).',
    },
    {
      what: 'the local AWS',
      isFine: has('local-aws', 'dist', 'local-aws.cjs'),
      remedy: 'Run "npm run build" in the project folder ("npm start" does it, too).',
    },
    settingsFinding(join(folder, 'dl.cfg')),
  ];
}

/**
 * Prints the findings, each remedy under what needs it.
 *
 * @throws Error when something is not fine.
 */
export function report(all: Finding[]): void {
  const lines = all.map(({ what, isFine, remedy }) =>
    isFine ? `ok  ${what}` : `!!  ${what}\n    ${remedy}`,
  );
  console.log(lines.join('\n'));
  const missing = all.filter(({ isFine }) => !isFine).length;
  if (missing > 0) throw new Error(`Not ready: ${missing} of ${all.length} findings above need a hand.`);
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return {
    what: `Node ${version}`,
    isFine: major > oldestMajor || (major === oldestMajor && minor >= oldestMinor),
    remedy: `Install Node ${OLDEST_NODE.join('.')} or newer from https://nodejs.org, then start the kernel again.`,
  };
}

function folderFinding(folder: string, isComplete: boolean): Finding {
  const what = 'the project folder';
  const remedy = 'Open pipeline.ipynb where it lies: its cells import from the folder helpers/ beside it.';
  if (!isComplete) return { what, isFine: false, remedy };
  try {
    accessSync(folder, constants.W_OK);
    return { what, isFine: true, remedy: '' };
  } catch {
    return {
      what: `${what}, which you may not write to`,
      isFine: false,
      remedy: `Give yourself the right to write in ${folder}, or copy it: the local AWS keeps its data there.`,
    };
  }
}

function settingsFinding(file: string): Finding {
  const what = existsSync(file) ? 'the settings in dl.cfg' : 'the settings (no dl.cfg: the defaults hold)';
  try {
    readConfig(file);
    return { what, isFine: true, remedy: '' };
  } catch (error) {
    return { what, isFine: false, remedy: (error as Error).message.replaceAll('\n', '\n    ') };
  }
}
