/** What the tests of Jupyter need beside Node: a Jupyter, and a browser. Where one is missing, it is said aloud. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** The environment in which the project's own virtual environment, if there is one, comes first. */
export const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(ROOT, '.venv', 'bin'), process.env.PATH].join(delimiter),
};

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function answers(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { env: ENVIRONMENT, timeout: 60_000 }).status === 0;
}

/** The full path of Chromium or Chrome; CHROMIUM names another one. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

export const hasNbconvert = (): boolean => answers('jupyter', 'nbconvert', '--version');
export const hasJupyterLab = (): boolean => answers('jupyter', 'lab', '--version');

/**
 * Whether to skip tests, for `describe` and `it`: the reason, or `false` when nothing is missing. In CI nothing is
 * skipped.
 *
 * @param what what is not tested then
 * @param needs by what is needed, whether it is there
 */
export function skipWithout(what: string, needs: Record<string, boolean>): string | false {
  const missing = Object.keys(needs).filter((need) => !needs[need]);
  if (missing.length === 0 || process.env.CI === 'true') return false;
  const reason = `no ${missing.join(', no ')}`;
  console.error(
    `\n▲ NOT TESTED: ${what}. Missing: ${missing.join(', ')}; jupyter/README.md says what to install.\n`,
  );
  return reason;
}
