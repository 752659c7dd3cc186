/**
 * The bytes of all blobs of one request, end to end in the order in which they were decoded, in memory that is there
 * already. A batch of 500 records then costs no allocation but that of its views.
 */
export class BlobArena {
  readonly #memory: Buffer;
  #used = 0;

  /** @param memory at least as long as the text that the blobs are part of: decoded, they are shorter. */
  constructor(memory: Buffer) {
    this.#memory = memory;
  }

  /** The bytes of a base64 text, as a view of the memory; undefined when it is not valid base64. */
  decode(base64: string): Uint8Array | undefined {
    const length = this.#memory.write(base64, this.#used, 'base64');
    if (!isWhole(base64, length)) return undefined;
    const { buffer, byteOffset } = this.#memory;
    const bytes = new Uint8Array(buffer, byteOffset + this.#used, length);
    this.#used += length;
    return bytes;
  }
}

const EQUALS = '='.charCodeAt(0);

/** Node skips what is not base64, so bytes are missing then; it also takes the alphabet of URLs, which AWS does not. */
function isWhole(base64: string, decoded: number): boolean {
  const { length } = base64;
  let padding = 0;
  if (base64.charCodeAt(length - 1) === EQUALS) padding = base64.charCodeAt(length - 2) === EQUALS ? 2 : 1;
  if (length % 4 !== 0 || decoded !== (length / 4) * 3 - padding) return false;
  return !base64.includes('-') && !base64.includes('_');
}
