import type { Operation, Service } from '../operation.js';
import { denied } from './access.js';
import { checkUploadAcl, uploadAclNeeds } from './buckets/check-acl.js';
import { bucketOperations } from './buckets/index.js';
import { malformedXml } from './errors.js';
import { limits } from './limits.js';
import { listObjectVersions } from './listing/list-object-versions.js';
import { listObjects } from './listing/list-objects.js';
import { listObjectsV2 } from './listing/list-objects-v2.js';
import { copyObject } from './objects/copy-object.js';
import { deleteObject } from './objects/delete-object.js';
import { deleteObjectTagging } from './objects/delete-object-tagging.js';
import { deleteObjects } from './objects/delete-objects.js';
import { checkDocument } from './objects/document-checksum.js';
import { getObject } from './objects/get-object.js';
import { getObjectAttributes } from './objects/get-object-attributes.js';
import { getObjectTagging } from './objects/get-object-tagging.js';
import { headObject } from './objects/head-object.js';
import { putObject } from './objects/put-object.js';
import { putObjectTagging } from './objects/put-object-tagging.js';
import { refuseUnsupported } from './unsupported.js';
import { uploadOperations } from './uploads/index.js';

const operations: Record<string, Operation> = {
  ...bucketOperations,
  ...uploadOperations,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  GetObject: getObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  HeadObject: headObject,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
};

/** The operation behind the check that nothing is asked of it that is not here. */
function guarded(name: string, operation: Operation<object>): Operation<object> {
  return {
    needs: (input, call) => [...operation.needs(input, call), ...uploadAclNeeds(name, input, call)],
    async run(input, call) {
      refuseUnsupported(name, input);
      await checkDocument(name, call);
      checkUploadAcl(name, input, call);
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
