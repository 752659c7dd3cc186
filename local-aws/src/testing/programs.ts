/** Clients of other languages, where they are installed: in the project's own environment or on the path. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LocalAwsUnderTest } from './harness.js';

const VENV = fileURLToPath(new URL('../../../.venv/bin', import.meta.url));

/** The first program of that name that passes the check. */
export function find(name: string, ...check: string[]): string | undefined {
  const folders = [VENV, ...(process.env.PATH ?? '').split(delimiter)];
  const programs = folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
  return programs.find((path) => {
    try {
      execFileSync(path, check, { stdio: 'ignore', timeout: 30_000 });
      return true;
    } catch {
      return false;
    }
  });
}

/** Skips with the reason, or fails where everything must be there. */
export function missing(t: TestContext, what: string): void {
  const reason = `${what} is neither in .venv/bin nor on the path`;
  assert.notEqual(process.env.CI, 'true', `${reason}; under CI=true that is a failure`);
  t.skip(reason);
}

/** The variables that `npm run local-aws` prints, and the region as boto3 and version 1 of the CLI read it. */
export function environment({ endpoint, server }: LocalAwsUnderTest<never>): NodeJS.ProcessEnv {
  const { AWS_PROFILE, AWS_SESSION_TOKEN, ...inherited } = process.env;
  return {
    ...inherited,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
}
