/** Local Lambda functions for tests: a folder that takes modules, and runners that are closed afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import {
  createLambdaRunner,
  type LambdaContext,
  type LambdaRunner,
  type LambdaRunnerOptions,
} from '../lambda.js';
import type { StepResult } from '../record.js';
import { hastyClock, record } from './records.js';

export const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:change';
export const CONTEXT: LambdaContext = {
  deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s',
  region: 'us-east-1',
  retries: 3,
  batchBytes: 1024 * 1024,
};

export interface FunctionsUnderTest {
  folder: string;
  /** What the functions printed, and what was said of them. */
  lines: string[];
  clock: ReturnType<typeof hastyClock>;
  /** Writes a module into the folder. */
  write(file: string, code: string): void;
  runnerWith(options?: Partial<LambdaRunnerOptions>): LambdaRunner;
  /** Sends data through the function `change`. */
  invoke(data: string[], context?: Partial<LambdaContext>, runner?: LambdaRunner): Promise<StepResult>;
}

/** Gives every test of a file an empty folder of functions; what it holds is new for each test. */
export function functionsUnderTest(): FunctionsUnderTest {
  let runners: LambdaRunner[] = [];
  const under: FunctionsUnderTest = {
    folder: '',
    lines: [],
    clock: hastyClock(),
    write(file, code) {
      mkdirSync(dirname(join(under.folder, file)), { recursive: true });
      writeFileSync(join(under.folder, file), code);
    },
    runnerWith(options) {
      const { folder, clock } = under;
      const runner = createLambdaRunner({ folder, clock, log: (line) => under.lines.push(line), ...options });
      runners.push(runner);
      return runner;
    },
    invoke(data, context, runner = under.runnerWith()) {
      return runner.invoke(ARN, data.map(record), { ...CONTEXT, ...context });
    },
  };
  beforeEach(() => {
    runners = [];
    under.folder = mkdtempSync(join(tmpdir(), 'local-aws-lambda-'));
    under.lines = [];
    under.clock = hastyClock();
  });
  afterEach(async () => {
    await Promise.all(runners.map((runner) => runner.close()));
    rmSync(under.folder, { recursive: true });
  });
  return under;
}

/** A module whose handler has this body, with helpers to read and to make data. */
export function handler(body: string): string {
  return `const text = (r) => Buffer.from(r.data, 'base64').toString();
    const ok = (r, data) => ({ recordId: r.recordId, result: 'Ok', data: Buffer.from(data).toString('base64') });
    export async function handler(event, context) { ${body} }`;
}
