/** `npm run lab`: the notebook in JupyterLab, on the kernel of this folder, with nothing registered anywhere else. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INSTEAD, keepCommonJs, makeEnvironment } from './lab/environment.js';
import { findJupyter, type Jupyter } from './lab/jupyter.js';
import { runningServer, startServer } from './lab/server.js';
import { Problem } from './problem.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ENVIRONMENT = join(ROOT, '.venv');
const NOTEBOOK = 'pipeline.ipynb';

const HELP = `Opens the tutorial in JupyterLab. It takes the JupyterLab that is installed; where there is none, it installs
one into .venv in this folder. Ctrl-C ends it, with its kernels.

Usage: npm run lab -- [options of jupyter lab]

  --no-browser        print the address instead of opening it
  --port N            listen on this port (8888, or the next one that is free)
  --help              show this; "jupyter lab --help" lists the others
`;

async function main(options: string[]): Promise<number> {
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const jupyter = findOrInstall();
  keepCommonJs(ENVIRONMENT);
  const running = runningServer(jupyter, ROOT, NOTEBOOK);
  if (running) {
    console.log(`JupyterLab already serves this folder. Open it here:\n\n    ${running}\n`);
    console.log('Its kernel keeps what has been run. Ctrl-C where it was started ends it.');
    return 0;
  }
  console.log(`JupyterLab ${jupyter.version} (${jupyter.place}) opens ${NOTEBOOK}. Ctrl-C ends it.`);
  return serve(jupyter, options);
}

function findOrInstall(): Jupyter {
  const before = findJupyter(ENVIRONMENT);
  if (before.found) return before.found;
  for (const old of before.tooOld)
    console.error(`${old} is too old for this notebook, which needs JupyterLab 4.`);
  makeEnvironment(ROOT, ENVIRONMENT);
  const { found } = findJupyter(ENVIRONMENT);
  if (found) return found;
  throw new Problem(
    `The JupyterLab that was installed into ${ENVIRONMENT} does not start. Delete that folder, and try again.
${INSTEAD}`,
  );
}

async function serve(jupyter: Jupyter, options: string[]): Promise<number> {
  let isAskedToEnd = false;
  const stop = () => {
    isAskedToEnd = true;
    server.stop();
  };
  // Before there is a server: a signal that nobody waits for would end this process, and leave that one behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const server = startServer(jupyter, ROOT, NOTEBOOK, options);
  const code = await server.ended;
  if (isAskedToEnd) return 0;
  throw new Problem(`JupyterLab ended by itself (exit code ${code}). The lines above say why.\n${INSTEAD}`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
}
