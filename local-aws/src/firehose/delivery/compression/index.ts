/** The compression formats of Firehose, and how an object in each of them is labelled. */
import type { CompressionFormat } from '@aws-sdk/client-firehose';
import { gzip } from './gzip.js';
import { hadoopSnappy } from './hadoop-snappy.js';
import { snappyJava } from './snappy.js';
import { zip } from './zip.js';

interface Format {
  /** The Content-Encoding of an object; none if it is not compressed. */
  contentEncoding?: string;
  /** The end of an object's key, unless the destination has a FileExtension. */
  suffix: string;
  compress(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The same for all formats, and for objects that are not compressed (observed on AWS). */
export const CONTENT_TYPE = 'application/octet-stream';

/** As observed on AWS, also where its documentation says otherwise: `.hsnappy` for HADOOP_SNAPPY. */
export const FORMATS: Readonly<Record<CompressionFormat, Format>> = {
  UNCOMPRESSED: { suffix: '', compress: async (bytes) => bytes },
  GZIP: { contentEncoding: 'gzip', suffix: '.gz', compress: gzip },
  ZIP: { contentEncoding: 'zip', suffix: '.zip', compress: zip },
  Snappy: { contentEncoding: 'snappy-java', suffix: '.snappy', compress: snappyJava },
  HADOOP_SNAPPY: { contentEncoding: 'hadoop-snappy', suffix: '.snappy', compress: hadoopSnappy },
};

/** The body of an object. The event loop is never held up for more than some milliseconds. */
export function compress(format: CompressionFormat, bytes: Uint8Array): Promise<Uint8Array> {
  return FORMATS[format].compress(bytes);
}
