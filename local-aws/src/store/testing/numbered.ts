/** Bytes that differ by number, in length too. */
export function contents(number: number): Buffer {
  return Buffer.alloc((number * 37) % 5000, number % 251);
}
