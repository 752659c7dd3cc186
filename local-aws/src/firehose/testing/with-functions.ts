/** A local-aws with a folder for Lambda functions, a bucket and a delivery role. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allowRole, givenBucketAndRole, propagate } from './pipeline.js';
import { FUNCTION_ARN } from './processors.js';

export interface LocalAwsWithFunctions {
  local: LocalAwsUnderTest;
  /** Where its functions are; removed when it is closed. */
  folder: string;
  close(): Promise<void>;
}

export async function startWithFunctions(): Promise<LocalAwsWithFunctions> {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-functions-'));
  const local = await startLocalAws({ log: () => {}, functionsFolder: folder });
  await givenBucketAndRole(local);
  return {
    local,
    folder,
    async close() {
      await local.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Lets the delivery role invoke the function `change`, and that has propagated. */
export async function allowInvoking(local: LocalAwsUnderTest): Promise<void> {
  await allowRole(local, 'invoke', 'lambda:InvokeFunction', FUNCTION_ARN);
  propagate(local);
}
