/** The last position that a cursor can have: positions stay small integers of the engine, which are never boxed. */
const LAST = 0x7fff_ffff;

/** Where a decoder reads, and where it is when it is done. One is made once and used for millions of values. */
export class Cursor {
  at: number;
  /** What is read mustn't go beyond this; only `readVarint` looks at it. */
  end: number;

  constructor(at = 0, end: number = LAST) {
    this.at = at;
    this.end = end;
  }
}
