/** A part of saveAsTextFile's output: a line an element. */
import { closeSync, openSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { writeAll } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import { textOf } from "../element-text.js";

/** Characters that are gathered before they are written. Compressed, each such piece is a member of its own, as RFC 1952 (2.2) allows. */
const GATHERED = 2 ** 20;

export class TextPart {
  readonly #compression: "none" | "gzip";
  #file: number | undefined;
  #text = "";

  constructor(path: string, compression: "none" | "gzip") {
    this.#compression = compression;
    this.#file = openSync(path, "wx", 0o666);
  }

  writeAll(chunk: Chunk): void {
    for (let i = 0; i < chunk.length; i++) {
      this.#text += `${textOf(chunk[i])}\n`;
      if (this.#text.length >= GATHERED) this.#flush();
    }
  }

  finish(): void {
    // An empty file is no gzip file.
    if (this.#text !== "" || this.#compression === "gzip") this.#flush();
    this.close();
  }

  /** Lets go of the file. Idempotent. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text, "utf8");
    this.#text = "";
    writeAll(this.#file!, this.#compression === "gzip" ? gzipSync(bytes) : bytes);
  }
}
