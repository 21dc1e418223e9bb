/**
 * Read and decoded at once. Strings of 128 KiB and more lie in V8's large-object space, where each costs a mapping and its page faults: with
 * 256 KiB a line of 40 bytes cost 50 ns in place of 22. 60 Ki characters stay below also where they take two bytes each, and a system call
 * every 60 KiB costs 3 ns a line. (Processor time on Node 20, x86-64; 32 to 120 KiB were alike.)
 */
export const READ_BYTES = 60 << 10;

const NEWLINE = 10;

/** Longest line end: \r\n. */
const LINE_END_BYTES = 2;

/**
 * Bytes as they come, given out as whole lines. Its buffer holds what was read and not yet given out, and grows for a line that is longer, up
 * to `maxRecordBytes`: what is longer still is thrown away as it comes.
 *
 * Use: `room`, write that many bytes at `bytes[filled]`, `add`, `complete`, read that many bytes from the front, `consume`.
 */
export class LineBlocks {
  bytes: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  filled = 0;
  /** Where `bytes[0]` lies in the file. */
  base = 0;
  /** In a line of which nothing is kept. */
  skipping = false;
  /** No line end lies before it. */
  #searched = 0;
  readonly #maxRecordBytes: number;
  readonly #tooLong: (offset: number) => void;

  /** @param tooLong called with the offset of a line that is skipped, or throws */
  constructor(maxRecordBytes: number, tooLong: (offset: number) => void) {
    this.#maxRecordBytes = maxRecordBytes;
    this.#tooLong = tooLong;
  }

  /** Begins with another file. @param skipping that what comes first is the rest of somebody else's line */
  restart(base: number, skipping: boolean): void {
    // One long line doesn't cost its memory for ever.
    if (this.bytes.length > READ_BYTES) this.bytes = Buffer.allocUnsafeSlow(READ_BYTES);
    this.base = base;
    this.skipping = skipping;
    this.filled = 0;
    this.#searched = 0;
  }

  /** Bytes that may be added: at least 1, at most `wanted`. */
  room(wanted: number): number {
    const { bytes, filled } = this;
    if (filled === bytes.length) {
      // complete() keeps less than this of a line that hasn't ended.
      const most = Math.max(READ_BYTES, this.#maxRecordBytes + LINE_END_BYTES);
      this.bytes = Buffer.allocUnsafeSlow(Math.min(2 * filled, most));
      bytes.copy(this.bytes, 0, 0, filled);
    }
    return Math.min(wanted, READ_BYTES, this.bytes.length - filled);
  }

  add(count: number): void {
    this.filled += count;
  }

  /**
   * How many bytes at the front are whole lines that begin before `end`; 0 if there are none yet.
   *
   * @param atEnd nothing more comes, so that the last line needs no line end
   */
  complete(end: number, atEnd: boolean): number {
    if (this.skipping && !this.#skip()) return 0;
    const { bytes, filled, base } = this;
    const searched = this.#searched;
    const most = Math.min(end - base, filled);
    if (most <= 0) return 0;
    if (end - base <= filled) {
      // The last line is the one that holds the byte before `end`.
      const last = bytes.indexOf(NEWLINE, Math.max(most - 1, searched));
      if (last >= 0 && last < filled) return last + 1;
    }
    if (atEnd) return filled;
    const whole = searched < most ? bytes.subarray(searched, most).lastIndexOf(NEWLINE) : -1;
    if (whole >= 0) return searched + whole + 1;
    this.#searched = filled;
    if (filled >= this.#maxRecordBytes + LINE_END_BYTES) {
      this.#tooLong(base);
      this.skipping = true;
      this.#dropAll();
    }
    return 0;
  }

  consume(count: number): void {
    this.bytes.copyWithin(0, count, this.filled);
    this.filled -= count;
    this.base += count;
    this.#searched = 0;
  }

  /** Whether the skipped line has ended. */
  #skip(): boolean {
    const at = this.bytes.subarray(0, this.filled).indexOf(NEWLINE);
    if (at < 0) {
      this.#dropAll();
      return false;
    }
    this.consume(at + 1);
    this.skipping = false;
    return true;
  }

  #dropAll(): void {
    this.base += this.filled;
    this.filled = 0;
    this.#searched = 0;
  }
}
