/** How many characters are collected before they become bytes: few enough that they still are in the processor's cache. */
const PIECE_CHARACTERS = 16 * 1024;
/** UTF-8 takes at most so many bytes for one unit of UTF-16. */
const MOST_BYTES_PER_UNIT = 3;
/** The largest room that is kept for the next text: a page of a listing has 300 KB. */
const LARGEST_SPARE_BYTES = 1024 * 1024;

/** Room that no text is being written to. */
let spareRoom: Buffer | undefined;

/**
 * A text that is put together of many small ones, as the UTF-8 that it is sent in. To join a long text first and
 * to encode it then takes nearly twice as long.
 */
export class Utf8Text {
  #pending = '';
  #room: Buffer | undefined;
  #written = 0;

  /** Adds a text. A character of two units must not be split over two texts. */
  add(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= PIECE_CHARACTERS) this.#write();
  }

  /** All that was added. Called once, at the end. */
  toBytes(): Buffer {
    if (!this.#room) return Buffer.from(this.#pending);
    const room = this.#write();
    if (room.length <= LARGEST_SPARE_BYTES) spareRoom = room;
    return Buffer.from(room.subarray(0, this.#written));
  }

  #write(): Buffer {
    const room = this.#roomFor(this.#written + this.#pending.length * MOST_BYTES_PER_UNIT);
    this.#written += room.write(this.#pending, this.#written);
    this.#pending = '';
    return room;
  }

  /** Room of at least so many bytes, which holds what has been written. */
  #roomFor(bytes: number): Buffer {
    if (!this.#room) {
      this.#room = spareRoom;
      spareRoom = undefined;
    }
    if (!this.#room || this.#room.length < bytes) {
      const larger = Buffer.allocUnsafeSlow(2 * bytes);
      this.#room?.copy(larger, 0, 0, this.#written);
      this.#room = larger;
    }
    return this.#room;
  }
}
