import type { ChecksumName } from '../checksums.js';
import type { ObjectAttributes } from '../objects/object-attributes.js';

/** An upload of parts that is neither completed nor aborted. */
export interface UploadRow {
  bucket: string;
  key: string;
  /** The ARN of who created it. */
  initiator: string;
  /** Milliseconds since the epoch, of a whole second. */
  initiated: number;
  /** What the object will be, beside its content. */
  attributes: ObjectAttributes;
  /** The checksum that its creator asked for; absent where S3 is to choose one. */
  checksum?: UploadChecksum;
  /** How many objects had been written when it was created, in any bucket. */
  write: number;
  /** Whether there was an object of its key when it was created. */
  replaces: boolean;
}

export interface UploadChecksum {
  name: ChecksumName;
  /** Of the whole content, or of the checksums of the parts. */
  type: 'COMPOSITE' | 'FULL_OBJECT';
}

export interface PartRow {
  /** Bytes. */
  size: number;
  /** The MD5 of the content in hexadecimal. */
  etag: string;
  /** Milliseconds since the epoch, of a whole second. */
  modified: number;
  /** Base64, of the algorithm of the upload; absent where the creator of the upload asked for none. */
  checksum?: string;
  blob?: string;
}
