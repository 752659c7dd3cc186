import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** The least that a part must have which is not the last one. */
export const PART_BYTES = 5 * 1024 * 1024;

/** An upload of parts as a client goes about it. */
export interface TestUpload {
  id: string;
  /** Uploads a part and gives what completing needs to know of it. */
  part(number: number, body: Uint8Array | string): Promise<CompletedPart>;
  complete(
    parts: CompletedPart[],
    rest?: Partial<CompleteMultipartUploadCommandInput>,
  ): Promise<CompleteMultipartUploadCommandOutput>;
}

export async function beginUpload(
  s3: S3Client,
  Bucket: string,
  Key: string,
  rest: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<TestUpload> {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...rest }));
  return {
    id: UploadId,
    async part(PartNumber, Body) {
      const { ChecksumAlgorithm } = rest;
      const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm });
      const { ETag, $metadata, ServerSideEncryption, ...sums } = await s3.send(command);
      return ChecksumAlgorithm ? { PartNumber, ETag, ...sums } : { PartNumber, ETag };
    },
    complete: (Parts, more = {}) =>
      s3.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
      ),
  };
}
