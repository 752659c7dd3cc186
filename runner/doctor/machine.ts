/** What stands on this machine: Node, npm, the kernel, and perhaps Jupyter. */
import { spawnSync } from 'node:child_process';
import { findings } from '../../helpers/preflight.js';
import { startKernel } from '../kernel.js';
import { type Finding, fine, problem } from './finding.js';

/** Jupyter's command takes seconds to start, now and then many. */
const JUPYTER_MS = 20_000;

/** What the notebook's first cell looks at, but for the settings, and what the terminal needs. */
export async function machineFindings(folder: string, signal?: AbortSignal): Promise<Finding[]> {
  const inNotebook = findings(folder).filter(({ what }) => !what.startsWith('the settings'));
  const first = inNotebook.map((finding) => (finding.isFine ? fine(finding.what) : finding));
  return [...first, npmFinding(), await kernelFinding(folder, signal), jupyterFinding()];
}

/** npm says its version to what it starts. */
function npmFinding(): Finding {
  const version = /^npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '')?.[1];
  if (version) return fine(`npm ${version}`);
  return fine('npm: its version is not known, since it did not start this', 'Use: npm run doctor');
}

async function kernelFinding(cwd: string, signal?: AbortSignal): Promise<Finding> {
  try {
    const kernel = await startKernel({ cwd, signal });
    const { status } = await kernel.execute('1 + 1', { timeoutMs: 60_000, signal });
    await kernel.shutdown();
    if (status === 'ok') return fine('the kernel (tslab) runs a cell');
    return problem(`the kernel (tslab) started, but a cell ended with "${status}"`, REINSTALL);
  } catch (error) {
    signal?.throwIfAborted();
    return problem(`the kernel (tslab) does not start: ${(error as Error).message}`, REINSTALL);
  }
}

const REINSTALL = 'Delete the folder node_modules, and run this again: it installs the packages anew.';

function jupyterFinding(): Finding {
  const { error, status } = spawnSync('jupyter', ['--version'], { stdio: 'ignore', timeout: JUPYTER_MS });
  if (!error && status === 0) return fine('Jupyter is installed');
  return fine(
    'Jupyter was not found, and is not needed: "npm start" runs the notebook in this terminal',
    'Should you want it: npm run lab installs one into this folder',
  );
}
