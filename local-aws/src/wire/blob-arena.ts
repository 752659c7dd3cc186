/**
 * The bytes of all blobs of one request in one piece of memory, in the order in which they were decoded and
 * with nothing between them. A batch of 500 records then costs one allocation, and is one run of bytes.
 */
export class BlobArena {
  readonly #capacity: number;
  #memory: Buffer | undefined;
  #used = 0;

  /** @param textBytes the size of the text that the blobs are part of: decoded, they are shorter. */
  constructor(textBytes: number) {
    this.#capacity = textBytes;
  }

  /** The bytes of a base64 text, which keep the whole arena alive; undefined when it is not valid base64. */
  decode(base64: string): Uint8Array | undefined {
    // Not from Node's shared pool, where the blobs of many requests would lie side by side.
    this.#memory ??= Buffer.allocUnsafeSlow(Math.ceil(this.#capacity * 0.75));
    const length = this.#memory.write(base64, this.#used, 'base64');
    if (!isWhole(base64, length)) return undefined;
    const bytes = new Uint8Array(this.#memory.buffer, this.#used, length);
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
