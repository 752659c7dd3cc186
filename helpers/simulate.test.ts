import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepError } from './errors.js';
import { decisionOn } from './simulate.js';
import { withRole } from './testing/pipeline.js';

describe('decisionOn', () => {
  it('says what the role may do, and what nobody allowed', () =>
    withRole(async ({ aws, names }) => {
      const decide = (action: string, resource: string) => decisionOn(aws, names.roleArn, action, resource);
      assert.equal(await decide('s3:PutObject', `${names.bucketArn}/a-key`), 'allowed');
      assert.equal(await decide('s3:PutObject', 'arn:aws:s3:::another/a-key'), 'implicitDeny');
      assert.equal(await decide('s3:DeleteObject', `${names.bucketArn}/a-key`), 'implicitDeny');
    }));

  it('names the role and the question when IAM does not answer it', () =>
    withRole(async ({ aws, names }) => {
      const asking = decisionOn(aws, `${names.roleArn}-that-is-not-there`, 's3:PutObject', '*');
      await assert.rejects(
        asking,
        (error) =>
          error instanceof StepError && /that-is-not-there may s3:PutObject on \* failed/.test(error.message),
      );
    }));
});
