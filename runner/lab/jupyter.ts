import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A JupyterLab that can be started. */
export interface Jupyter {
  program: string;
  /** What comes before JupyterLab's own arguments. */
  args: string[];
  version: string;
  /** Where it is, for people. */
  place: string;
}

export interface Search {
  found?: Jupyter;
  /** Each JupyterLab that is too old, in words. */
  tooOld: string[];
}

/** The notebook is tested on JupyterLab 4; the one before it ended in May 2024. */
const OLDEST_MAJOR = 4;
/** The first start after an installation compiles everything that it imports. */
const ANSWER_LIMIT = 60_000;

const isWindows = process.platform === 'win32';

/** The ways to call a Python 3 on PATH. */
export const PYTHONS: string[][] = [['python3'], ['python'], ...(isWindows ? [['py', '-3']] : [])];

/** The Python of the project's own virtual environment. */
export function pythonOf(environment: string): string {
  return isWindows ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
}

/** Looks for JupyterLab: what the user has installed first, then the project's own. */
export function findJupyter(environment: string): Search {
  const tooOld: string[] = [];
  for (const candidate of candidates(environment)) {
    const version = versionOf(candidate);
    if (version === undefined) continue;
    if (Number.parseInt(version, 10) >= OLDEST_MAJOR) return { found: { ...candidate, version }, tooOld };
    tooOld.push(`JupyterLab ${version} (${candidate.place})`);
  }
  return { tooOld };
}

function candidates(environment: string): Omit<Jupyter, 'version'>[] {
  const onPath = { program: 'jupyter', args: ['lab'], place: 'jupyter on PATH' };
  const pythons = PYTHONS.map(([program = '', ...args]) => ({
    program,
    args: [...args, '-m', 'jupyterlab'],
    place: `of ${program} on PATH`,
  }));
  const own = { program: pythonOf(environment), args: ['-m', 'jupyterlab'], place: `in ${environment}` };
  return [onPath, ...pythons, ...(existsSync(own.program) ? [own] : [])];
}

/** What `jupyter lab --version` answers, if it is a version. */
function versionOf({ program, args }: Omit<Jupyter, 'version'>): string | undefined {
  const asked = spawnSync(program, [...args, '--version'], { encoding: 'utf8', timeout: ANSWER_LIMIT });
  return asked.status === 0 ? /^\d+\.\d+\S*$/m.exec(asked.stdout)?.[0] : undefined;
}
