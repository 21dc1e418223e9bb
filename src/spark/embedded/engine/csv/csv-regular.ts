/**
 * Which files of csv DuckDB reads as Spark does: those in which every row has as many values, and what is quoted is quoted as a whole, without
 * quotes, escapes or ends of lines within. All that the two take differently is elsewhere, and there this process reads.
 */
import { createReadStream } from "node:fs";
import type { CsvDialect } from "./csv-options.js";

const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];

/** Where in a value a byte is: numbers, as this is looked at for each. */
const [START, BARE, QUOTED, AFTER] = [0, 1, 2, 3];

/** @returns how many values each row has; undefined for a file that isn't so */
export async function regularWidth(
  file: string,
  { separator, quote, escapeWith }: CsvDialect,
): Promise<number | undefined> {
  if (separator.length !== 1 || separator > "~" || separator < " ") {
    if (separator !== "\t") return undefined;
  }
  const scan = new Scan(separator.charCodeAt(0), quote?.charCodeAt(0), escapeWith?.charCodeAt(0));
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) if (!scan.add(chunk as Buffer)) return undefined;
  } finally {
    stream.destroy();
  }
  return scan.end();
}

class Scan {
  readonly #separator: number;
  readonly #quote: number | undefined;
  readonly #escapeWith: number | undefined;
  #state = START;
  #width: number | undefined;
  #values = 1;
  /** Whether something else than blanks has been in the row. */
  #some = false;
  #afterCr = false;
  #bytes = 0;

  constructor(separator: number, quote: number | undefined, escapeWith: number | undefined) {
    this.#separator = separator;
    this.#quote = quote;
    this.#escapeWith = escapeWith;
  }

  /** @returns whether it still is regular */
  add(bytes: Uint8Array): boolean {
    const [separator, quote, escapeWith] = [this.#separator, this.#quote, this.#escapeWith];
    let state = this.#state;
    let values = this.#values;
    let some = this.#some;
    let afterCr = this.#afterCr;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (afterCr && byte !== LF) return false;
      if (byte === LF) {
        if (state === QUOTED || !some || (this.#width ??= values) !== values) return false;
        state = START;
        values = 1;
        some = false;
        afterCr = false;
      } else if (state === QUOTED) {
        if (byte === quote) {
          state = AFTER;
        } else if (byte === escapeWith || byte === CR || byte === 0) return false;
      } else if (byte === CR) afterCr = true;
      else if (byte === separator) {
        values++;
        state = START;
        some ||= byte > SPACE;
      } else if (byte === quote) {
        if (state !== START) return false;
        state = QUOTED;
        some = true;
      } else {
        if (state === AFTER || byte === 0) return false;
        state = BARE;
        some ||= byte > SPACE && byte !== TAB;
      }
    }
    this.#state = state;
    this.#values = values;
    this.#some = some;
    this.#afterCr = afterCr;
    if (this.#bytes === 0 && bytes[0] === 0xef && bytes[1] === 0xbb) return false;
    this.#bytes += bytes.length;
    return true;
  }

  end(): number | undefined {
    if (this.#state === QUOTED || this.#afterCr) return undefined;
    const isOpen = this.#state !== START || this.#values > 1;
    if (isOpen && (!this.#some || (this.#width ??= this.#values) !== this.#values)) return undefined;
    return this.#width;
  }
}
