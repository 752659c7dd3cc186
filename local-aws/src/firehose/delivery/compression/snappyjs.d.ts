/** The part of snappyjs that is used here; the package has no types of its own. */
declare module 'snappyjs' {
  /** Writes Snappy's raw format, without any framing. */
  export function compress(bytes: Uint8Array): Uint8Array;
}
