import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromReadme, pressCtrlC, type } from '../../runner/testing/typed.js';
import { ENVIRONMENT } from './needs.js';

/** A JupyterLab that `npm run lab` has started, with settings and a state of its own. */
export interface LabServer {
  /** The notebook's address, with its token. */
  url: string;
  /** What it has given a browser to open. */
  opened(): string;
  /** Types `npm run lab` with options in the same folder, for the same user, and waits for its end. */
  runAgain(): Promise<Ended>;
  stop(): Promise<void>;
}

export interface Ended {
  code: number | string;
  printed: string;
}

/** JupyterLab prints its address when it listens. */
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/(?:lab|doc)\/\S+/;
const START_LIMIT = 60_000;

const SETTINGS = {
  ServerApp: { port: 0 },
  // What a test looks at beside the page: the notebook as JupyterLab holds it, `window.jupyterapp`.
  LabApp: { expose_app_in_browser: true },
};

/** Types `npm run lab` in a project's folder. In the browser's place, a program notes what it is given to open. */
export async function startLab(folder: string): Promise<LabServer> {
  const own = mkdtempSync(join(tmpdir(), 'jupyter-'));
  const [config, browser, noted] = ['config', 'browser', 'noted'].map((name) => join(own, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(config);
  writeFileSync(join(config, 'jupyter_lab_config.json'), JSON.stringify(SETTINGS));
  writeFileSync(browser, `#!/bin/sh\ncat "\${1#file://}" > '${noted}'\n`, { mode: 0o755 });
  const env = {
    ...ENVIRONMENT,
    BROWSER: browser,
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_DATA_DIR: join(own, 'data'),
    JUPYTER_RUNTIME_DIR: join(own, 'runtime'),
    IPYTHONDIR: join(own, 'ipython'),
  };
  const first = type(fromReadme('npm run lab'), folder, env);
  const stop = async () => {
    await pressCtrlC(first);
    rmSync(own, { recursive: true, force: true, maxRetries: 5 });
  };
  const limit = setTimeout(stop, START_LIMIT);
  await first.until(ADDRESS).finally(() => clearTimeout(limit));
  return {
    url: ADDRESS.exec(first.printed())?.[0] ?? '',
    opened: () => readFileSync(noted, 'utf8'),
    async runAgain() {
      const again = type(fromReadme('npm run lab -- --no-browser --port 9999'), folder, env);
      return { code: await again.ended, printed: again.printed() };
    },
    stop,
  };
}
