/** A record on its way from a put call to an object. */
export interface SourceRecord {
  data: Uint8Array;
  /** When Firehose accepted it: a stamp of the clock. */
  arrivedAt: number;
  /** The journal row that keeps it until it is delivered; records made from one record share it. */
  row: string;
  /** What a step that changes data was given first: a record that fails later is shown as it was. */
  source?: Uint8Array;
}

/** Partition keys by where a prefix takes them from: two keys of one name and different origin are two. */
export interface PartitionKeys {
  fromQuery?: Readonly<Record<string, string>>;
  fromLambda?: Readonly<Record<string, string>>;
}

/** A record that processing has finished with. */
export interface ProcessedRecord extends SourceRecord {
  partitionKeys?: PartitionKeys;
}

/** What `!{firehose:error-output-type}` stands for. */
export type ErrorOutputType = 'activePartitionExceeded' | 'metadata-extraction-failed' | 'processing-failed';

/** A record that processing gave up. It goes, as it came, into an error object. */
export interface FailedRecord {
  record: SourceRecord;
  errorOutputType: ErrorOutputType;
  /** Such as `Lambda.ProcessingFailedStatus`. */
  errorCode: string;
  errorMessage: string;
  /** How often it was tried, the first time included. */
  attemptsMade: number;
  /** A stamp of the clock. */
  attemptEndedAt: number;
  lambdaArn?: string;
}

/** What one step of processing makes of records. A record may become several, or none when it is dropped. */
export interface StepResult {
  records: ProcessedRecord[];
  failed: FailedRecord[];
}
