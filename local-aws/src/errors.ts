/**
 * An answer that AWS gives instead of success. Operations throw it; `wire` writes it in the shape of the
 * protocol that asked (JSON, Query XML or S3's XML).
 */
export class AwsError extends Error {
  /** The code as it stands on the wire, such as `NoSuchBucket` or `ResourceNotFoundException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further members beside code and message, in their order, such as S3's `BucketName`. */
  readonly details: Readonly<Record<string, string | number>>;
  /** Headers that go out with the error, such as S3's `x-amz-bucket-region`. */
  headers: Readonly<Record<string, string>> = {};

  constructor(
    code: string,
    status: number,
    message: string,
    details: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/**
 * The answer to an operation that AWS has and this stand-in does not (yet). Never success, and never a
 * code that a program could take for AWS's own refusal.
 */
export function notInLocalAws(service: string, operation: string): AwsError {
  return new AwsError(
    'NotImplemented',
    501,
    `${service}:${operation} is not in local-aws. It exists on AWS; see the list of operations in local-aws/README.md.`,
  );
}
