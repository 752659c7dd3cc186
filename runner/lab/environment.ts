import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { PYTHONS, pythonOf } from './jupyter.js';

/** What jupyter/requirements.txt needs. */
const OLDEST_PYTHON = [3, 10] as const;

export const INSTEAD = 'Without Jupyter: "npm start" runs the same notebook in this terminal.';

/**
 * Makes the virtual environment `environment`, if there is none, and installs the JupyterLab of
 * jupyter/requirements.txt into it.
 *
 * @throws Problem naming what is missing: Python, a part of it, or the network
 */
export function makeEnvironment(root: string, environment: string): void {
  const python = findPython();
  if (!imports(python, 'ensurepip, venv')) {
    throw new Problem(
      `JupyterLab is not installed, and ${python.join(' ')} cannot make a virtual environment for it: its module
venv or ensurepip is missing. On Debian and Ubuntu: sudo apt install python3-venv
${INSTEAD}`,
    );
  }
  const requirements = join(root, 'jupyter', 'requirements.txt');
  say(`JupyterLab is not installed: installing it into ${environment} (once, a minute or less, 250 MB) …`);
  const started = performance.now();
  run(`Making the virtual environment ${environment}`, python, ['-m', 'venv', environment]);
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ];
  run(`Installing JupyterLab into ${environment}`, [pythonOf(environment)], pip);
  say(`Installed, in ${Math.round((performance.now() - started) / 1000)} s.`);
}

/**
 * Tells Node.js that the JavaScript which comes with JupyterLab is CommonJS. Below a folder whose package.json says
 * `"type": "module"` it would not start, and JupyterLab print a page about it.
 */
export function keepCommonJs(environment: string): void {
  const file = join(environment, 'package.json');
  if (existsSync(environment) && !existsSync(file)) writeFileSync(file, '{ "type": "commonjs" }\n');
}

function findPython(): string[] {
  const versions: string[] = [];
  for (const python of PYTHONS) {
    const version = versionOf(python);
    if (!version) continue;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]) return python;
    versions.push(`${python.join(' ')} is Python ${version}`);
  }
  const found = versions.length > 0 ? versions.join(', ') : 'no python3 was found on PATH';
  throw new Problem(
    `JupyterLab is not installed, and installing it needs Python ${OLDEST_PYTHON.join('.')} or newer: ${found}.
Get one from https://www.python.org, or on Debian and Ubuntu: sudo apt install python3 python3-venv
${INSTEAD}`,
  );
}

function versionOf([program = '', ...args]: string[]): string | undefined {
  const code = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
  const asked = spawnSync(program, [...args, '-c', code], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

function imports([program = '', ...args]: string[], modules: string): boolean {
  return spawnSync(program, [...args, '-c', `import ${modules}`]).status === 0;
}

/** Runs a command to its end. What it prints goes to standard error. */
function run(what: string, [program = '', ...first]: string[], args: string[]): void {
  const done = spawnSync(program, [...first, ...args], { stdio: ['ignore', 2, 2] });
  if (done.status === 0) return;
  const reason = done.error?.message ?? `exit code ${done.status ?? done.signal}`;
  throw new Problem(
    `${what} failed (${reason}). The lines above say why; without a network it cannot be done.
Try again with "npm run lab"; if it fails in the same way, delete the folder first.
${INSTEAD}`,
    { cause: done.error },
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
