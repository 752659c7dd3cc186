/** `target = aws`, as far as it can be tried without an account: AWS's place is taken by a local AWS at another address. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { leftovers } from '../helpers/cleanup.js';
import { startAws } from '../helpers/testing/aws.js';
import { learnerPolicy } from './policy-document.js';
import { makeFolder, variablesOf } from './testing/command.js';
import { makeLearner } from './testing/learner.js';

describe('the script with target = aws', { timeout: 120_000 }, () => {
  it('walks all steps as a user who has exactly the policy, with nothing local in reach, and leaves nothing', async () => {
    const region = 'eu-central-1';
    const test = await startAws({ region });
    const folder = makeFolder();
    try {
      const { account } = test.aws;
      const { keys, aws } = await makeLearner(test, learnerPolicy({ account, region, partition: 'aws' }));
      folder.settings(`[AWS]\ntarget = aws\nregion = ${region}\n[Sensor]\nmeasurements = 700`);
      const { code, out } = await folder.run('../main.ts', [], variablesOf(test.local.endpoint, keys));
      assert.equal(code, 0, out);
      assert.match(out, /^✔ sent = accepted = landed: 700$/m);
      assert.match(out, /^✔ Nothing is left$/m);
      assert.ok(out.includes(aws.arn) && out.includes(test.local.endpoint), out);
      assert.ok(!existsSync(join(folder.path, '.local-aws')), 'no local AWS was started');
      assert.ok(!out.includes(keys.accessKeyId) && !out.includes(keys.secretAccessKey), 'no key is shown');
      assert.deepEqual(await leftovers(test.aws, test.names), []);
    } finally {
      folder.remove();
      await test.close();
    }
  });
});
