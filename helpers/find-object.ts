/** Step 6: the object in which a record has landed. */
import { StepError } from './errors.js';
import type { Place } from './landing.js';
import { listObjects, readObject } from './objects.js';

/**
 * Finds the object that holds the measurement with this id, among all that the stream has written.
 *
 * @returns its key, and its text unpacked
 * @throws StepError when it is in none.
 */
export async function findObject(
  { aws, config, names }: Place,
  id: string,
): Promise<{ key: string; text: string }> {
  for (const { key } of await listObjects(aws, names.bucket, config.s3.prefix)) {
    const text = await readObject(aws, names.bucket, key);
    if (text.includes(JSON.stringify(id))) return { key, text };
  }
  throw new StepError(
    `Looking for the measurement ${id} in s3://${names.bucket}/${config.s3.prefix}`,
    'no object holds it',
    'Run the cells that put it and wait for it.',
  );
}
