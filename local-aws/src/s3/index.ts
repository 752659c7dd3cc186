import type { Operation, Service } from '../operation.js';
import { denied } from './access.js';
import { createBucket } from './create-bucket.js';
import { deleteBucket } from './delete-bucket.js';
import { deleteBucketTagging } from './delete-bucket-tagging.js';
import { deleteObject } from './delete-object.js';
import { deleteObjects } from './delete-objects.js';
import { malformedXml } from './errors.js';
import { getBucketLocation } from './get-bucket-location.js';
import { getBucketTagging } from './get-bucket-tagging.js';
import { getObject } from './get-object.js';
import { headBucket } from './head-bucket.js';
import { headObject } from './head-object.js';
import { limits } from './limits.js';
import { listBuckets } from './list-buckets.js';
import { listObjects } from './list-objects.js';
import { listObjectsV2 } from './list-objects-v2.js';
import { putBucketTagging } from './put-bucket-tagging.js';
import { putObject } from './put-object.js';
import { refuseUnsupported } from './unsupported.js';

const operations: Record<string, Operation> = {
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  GetBucketLocation: getBucketLocation,
  GetBucketTagging: getBucketTagging,
  GetObject: getObject,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  PutBucketTagging: putBucketTagging,
  PutObject: putObject,
};

/** The operation behind the check that nothing is asked of it that is not here. */
function guarded(name: string, operation: Operation<object>): Operation<object> {
  return {
    needs: (input, call) => operation.needs(input, call),
    run(input, call) {
      refuseUnsupported(name, input);
      return operation.run(input, call);
    },
  };
}

export const service: Service = {
  name: 's3',
  operations: Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      guarded(name, operation as Operation<object>),
    ]),
  ),
  constraints: limits,
  invalid: () => malformedXml(),
  denied,
};
