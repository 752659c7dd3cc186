/** A command of this project, run against a local AWS as if it were the learner's account (`target = aws`). */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNNER = dirname(dirname(fileURLToPath(import.meta.url)));
const LONGEST_RUN_MS = 60_000;

export interface Ended {
  code: number | null;
  out: string;
}

export interface Folder {
  path: string;
  /** Writes `dl.cfg`. */
  settings(text: string): void;
  /** Runs a script of runner/ in the folder, with these variables of the environment and none of AWS's own. */
  run(script: string, args?: string[], env?: Record<string, string>): Promise<Ended>;
  remove(): void;
}

/** A learner's folder with nothing but the measurements, which is also a home folder without AWS configuration. */
export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'a learner '));
  symlinkSync(join(RUNNER, '..', 'data'), join(path, 'data'), 'junction');
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const base = {
    ...Object.fromEntries(own),
    HOME: path,
    USERPROFILE: path,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return {
    path,
    settings: (text) => writeFileSync(join(path, 'dl.cfg'), text, { mode: 0o600 }),
    run(script, args = [], env = {}) {
      const command = ['--import', import.meta.resolve('tsx'), join(RUNNER, script), ...args];
      const child = spawn(process.execPath, command, {
        cwd: path,
        env: { ...base, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LONGEST_RUN_MS,
      });
      let out = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
          out += text;
        });
      }
      return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The variables by which the SDK finds a local AWS instead of AWS's own. */
export function variablesOf(
  endpoint: string,
  { accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string },
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}
