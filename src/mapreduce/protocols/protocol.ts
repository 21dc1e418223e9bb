import { ValueError } from "../../errors.js";

/** A key and its value. */
export type Pair<Key = unknown, Value = unknown> = readonly [key: Key, value: Value];

/**
 * How a line becomes a key and a value, and the other way round.
 *
 * A protocol of your own is an object with these members. What `read` throws makes the line a bad record: an error that names the file and
 * the byte, or a line that `--bad-records` skips and counts. What `write` throws is an error that names the key.
 * https://mrjob.readthedocs.io/en/latest/protocols.html
 */
export interface Protocol<Key = unknown, Value = unknown> {
  /** What errors call it. */
  readonly name: string;
  /** Whether `read` is given bytes, whatever they mean, in place of decoded text. */
  readonly binary?: boolean;
  /**
   * @param line without its line end; a `string`, or a `Uint8Array` if the protocol is `binary`. A string is often a slice of 60 KiB of
   * text and keeps all of it alive: whoever collects lines over many records copies them, as with `Buffer.from(line).toString()`.
   */
  read(line: string | Uint8Array): Pair<Key, Value>;
  /** @returns the line without its line end. A string is written as UTF-8. */
  write(key: Key, value: Value): string | Uint8Array;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Keys in messages aren't longer than this. */
const MOST_SHOWN = 60;

/** A key or line as messages show it. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/**
 * The line of a pair, without its line end, checked to be one line: what would read back as two records, or as other text, is refused.
 *
 * @throws ValueError that names the protocol and the key
 */
export function encodeLine(protocol: Protocol, key: unknown, value: unknown): string | Uint8Array {
  let line: string | Uint8Array;
  try {
    line = protocol.write(key, value);
  } catch (error) {
    throw unwritable(protocol, key, error instanceof Error ? error.message : String(error), error);
  }
  if (typeof line === "string") {
    if (line.includes("\n"))
      throw unwritable(protocol, key, "its line holds a line end, so it would be read as two records.");
    if (line.charCodeAt(line.length - 1) === CARRIAGE_RETURN)
      throw unwritable(
        protocol,
        key,
        'its line ends in "\\r", which readers take for a part of the line end.',
      );
    if (!isWellFormed(line))
      throw unwritable(
        protocol,
        key,
        "its line holds half of a surrogate pair, which UTF-8 has no bytes for.",
      );
  } else if (line instanceof Uint8Array) {
    if (line.includes(NEWLINE))
      throw unwritable(
        protocol,
        key,
        "its bytes hold a line end (10), so they would be read as two records.",
      );
    if (line.at(-1) === CARRIAGE_RETURN)
      throw unwritable(
        protocol,
        key,
        "its bytes end in 13 (\\r), which readers take for a part of the line end.",
      );
  } else {
    throw unwritable(protocol, key, `write gave ${typeof line}; it has to give a string or a Uint8Array.`);
  }
  return line;
}

function unwritable(protocol: Protocol, key: unknown, why: string, cause?: unknown): ValueError {
  return new ValueError(
    `The pair with the key ${shown(key)} can't be written with the protocol "${protocol.name}": ${why}`,
    cause === undefined ? undefined : { cause },
  );
}

/** V8 has it since Node 20; the types of ES2023 don't. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
