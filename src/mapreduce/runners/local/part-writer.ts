/** Writes a part of the job's output: lines, as the output protocol makes them of pairs. */
import { closeSync, openSync } from "node:fs";
import { encodeLine, type Protocol } from "../../protocols/index.js";
import { writeAll } from "./pair-store.js";

/** Larger writes aren't faster. */
const BUFFER_BYTES = 2 ** 18;

export class PartWriter {
  readonly #protocol: Protocol;
  #buffer: Buffer;
  #at = 0;
  #file: number | undefined;
  #bytes = 0;

  /** @param room bytes that may be gathered before they are written */
  constructor(path: string, protocol: Protocol, room: number) {
    this.#protocol = protocol;
    this.#buffer = Buffer.allocUnsafe(Math.min(room, BUFFER_BYTES));
    this.#file = openSync(path, "wx", 0o666);
  }

  /** @throws ValueError for a pair that the protocol can't write */
  write(key: unknown, value: unknown): void {
    const line = encodeLine(this.#protocol, key, value);
    // UTF-8 takes three bytes for a unit of a string, at most.
    const most = (typeof line === "string" ? line.length * 3 : line.length) + 1;
    if (this.#at + most > this.#buffer.length) {
      this.#flush();
      if (most > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(most);
    }
    if (typeof line === "string") {
      this.#at += this.#buffer.write(line, this.#at);
    } else {
      this.#buffer.set(line, this.#at);
      this.#at += line.length;
    }
    this.#buffer[this.#at++] = 10;
  }

  /** @returns the bytes of the part */
  finish(): number {
    this.#flush();
    this.close();
    return this.#bytes;
  }

  /** Lets go of the file. Idempotent. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    writeAll(this.#file!, this.#buffer.subarray(0, this.#at));
    this.#bytes += this.#at;
    this.#at = 0;
  }
}
