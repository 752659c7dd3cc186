/** `npm run lab` on machines that lack something, or have it: programs on PATH are played by small scripts. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { follow } from '../helpers/testing/project.js';
import { type CleanCopy, createCleanCopy } from './testing/clean-copy.js';

const skip = process.platform === 'win32' ? 'the programs on PATH are played by shell scripts' : false;

/** A Python that can make a virtual environment, whose own Python does what `inside` says. */
const pythonMaking = (inside: string) => `case "$*" in
  "-c import sys"*) echo 3.11.2;;
  "-c import"*) ;;
  "-m venv "*) /bin/mkdir -p "$3/bin"; printf '%s' '#!/bin/sh
${inside}' > "$3/bin/python"; /bin/chmod +x "$3/bin/python";;
  *) exit 1;;
esac`;

/** A program that is JupyterLab; started, it notes its arguments and surroundings, and ends. */
const jupyterLab = (version: string, servers = '') => `case "$*" in
  *--version) echo ${version};;
  *list*) echo "${servers.replaceAll('"', '\\"')}";;
  *) printf "%s\\n" "$JUPYTER_PATH" "$@" > started;;
esac`;

describe('npm run lab', { skip }, () => {
  let copy: CleanCopy;
  /** All that is on PATH. */
  let programs: string;

  before(() => {
    copy = createCleanCopy();
  });
  after(() => copy?.remove());
  beforeEach(() => {
    programs = mkdtempSync(join(tmpdir(), 'programs-'));
  });
  afterEach(() => {
    rmSync(programs, { recursive: true });
    for (const left of ['.venv', 'started'])
      rmSync(join(copy.folder, left), { recursive: true, force: true });
  });

  function install(name: string, script: string): void {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  const command = (...options: string[]) => [
    join(copy.folder, 'runner', 'setup.mjs'),
    'runner/lab.ts',
    ...options,
  ];

  function environment(): NodeJS.ProcessEnv {
    const { JUPYTER_PATH: _, ...env } = process.env;
    return { ...env, PATH: programs };
  }

  function lab(...options: string[]) {
    return spawnSync(process.execPath, command(...options), {
      cwd: copy.folder,
      env: environment(),
      encoding: 'utf8',
      timeout: 60_000,
    });
  }

  /** What the JupyterLab of a test was started with: JUPYTER_PATH, then its arguments. */
  function started(): string[] {
    return readFileSync(join(copy.folder, 'started'), 'utf8').trim().split('\n');
  }

  it('says that Python is missing, and offers the terminal', () => {
    const { status, stderr } = lab();
    assert.equal(status, 1);
    assert.match(stderr, /needs Python 3\.10 or newer: no python3 was found on PATH/);
    assert.match(stderr, /"npm start" runs the same notebook in this terminal/);
    assert.ok(!existsSync(join(copy.folder, '.venv')));
  });

  it('names a Python that is too old', () => {
    install('python3', 'case "$*" in "-c import sys"*) echo 3.9.2;; *) exit 1;; esac');
    const { status, stderr } = lab();
    assert.equal(status, 1);
    assert.match(stderr, /needs Python 3\.10 or newer: python3 is Python 3\.9\.2\./);
  });

  it('says which package of Debian is missing when Python cannot make a virtual environment', () => {
    install('python3', 'case "$*" in "-c import sys"*) echo 3.11.2;; *) exit 1;; esac');
    const { status, stderr } = lab();
    assert.equal(status, 1);
    assert.match(stderr, /sudo apt install python3-venv\nWithout Jupyter: "npm start"/);
  });

  it('says that JupyterLab could not be installed, under what pip says of it', () => {
    install('python3', pythonMaking('echo "no network" >&2; exit 2'));
    const { status, stderr } = lab();
    assert.equal(status, 1);
    assert.match(stderr, /no network\nInstalling JupyterLab into .*\.venv failed \(exit code 2\)/);
  });

  it('installs JupyterLab into .venv, once, and starts it on this folder', () => {
    install(
      'python3',
      pythonMaking(`case "$*" in
  "-m pip "*) echo "$@" >> "$0.installed";;
  *) [ -e "$0.installed" ] || exit 1; ${jupyterLab('4.6.6')};;
esac`),
    );
    const first = lab('--no-browser', '--port', '9999');
    assert.match(first.stderr, /installing it into .*\.venv \(once, a minute or less, 250 MB\)/);
    assert.match(
      first.stdout,
      /^JupyterLab 4\.6\.6 \(in .*\.venv\) opens pipeline\.ipynb\. Ctrl-C ends it\.$/m,
    );
    const [jupyterPath, ...args] = started();
    assert.equal(jupyterPath, join(copy.folder, 'jupyter'));
    assert.ok(args.includes(`--ServerApp.root_dir=${copy.folder}`));
    assert.deepEqual(args.slice(-3), ['--no-browser', '--port', '9999']);

    assert.match(readFileSync(join(copy.folder, '.venv', 'package.json'), 'utf8'), /"type": "commonjs"/);

    const second = lab();
    assert.doesNotMatch(second.stderr, /installing/);
    const installations = join(copy.folder, '.venv', 'bin', 'python.installed');
    const requirements = join(copy.folder, 'jupyter', 'requirements.txt');
    assert.deepEqual(readFileSync(installations, 'utf8').trim().split('\n').length, 1);
    assert.ok(readFileSync(installations, 'utf8').includes(`--requirement ${requirements}`));
  });

  it('takes the JupyterLab that is installed, and says when it ends by itself', () => {
    install('jupyter', jupyterLab('4.2.0'));
    const { status, stdout, stderr } = lab();
    assert.match(stdout, /^JupyterLab 4\.2\.0 \(jupyter on PATH\) opens/);
    assert.equal(started()[1], 'lab');
    assert.ok(!existsSync(join(copy.folder, '.venv')));
    assert.equal(status, 1);
    assert.match(stderr, /JupyterLab ended by itself \(exit code 0\)/);
  });

  it('ends JupyterLab with itself at Ctrl-C, and that is no failure', async () => {
    install(
      'jupyter',
      `case "$*" in *--version) echo 4.2.0;; *list*) ;; *) echo listening; exec /bin/sleep 60;; esac`,
    );
    const child = spawn(process.execPath, command(), {
      cwd: copy.folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const script = follow(child);
    await script.until(/^listening$/m);
    child.kill('SIGINT');
    assert.equal(await script.ended, 0, script.printed());
  });

  it('takes the one that Python has when there is no `jupyter` on PATH', () => {
    install('python3', jupyterLab('4.4.1'));
    assert.match(lab().stdout, /^JupyterLab 4\.4\.1 \(of python3 on PATH\) opens/);
  });

  it('passes over a JupyterLab that is too old', () => {
    install('jupyter', jupyterLab('3.6.7'));
    const { status, stderr } = lab();
    assert.equal(status, 1);
    assert.match(stderr, /JupyterLab 3\.6\.7 \(jupyter on PATH\) is too old/);
    assert.ok(!existsSync(join(copy.folder, 'started')));
  });

  it('starts no second server for a folder that is served already, and tells where it is', () => {
    const elsewhere = { root_dir: programs, url: 'http://localhost:1111/', token: 'other' };
    const here = { root_dir: copy.folder, url: 'http://localhost:2222/', token: 'abc' };
    install('jupyter', jupyterLab('4.6.6', [elsewhere, here].map((each) => JSON.stringify(each)).join('\n')));
    const { status, stdout } = lab();
    assert.equal(status, 0);
    assert.match(stdout, /http:\/\/localhost:2222\/doc\/tree\/pipeline\.ipynb\?token=abc/);
    assert.ok(!existsSync(join(copy.folder, 'started')));
  });

  it('lists its options', () => {
    const { status, stdout } = lab('--help');
    assert.equal(status, 0);
    assert.match(stdout, /--no-browser/);
  });
});
