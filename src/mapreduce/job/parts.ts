import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Protocol } from "../protocols/index.js";
import type { Pair } from "./pair.js";
import { parseLines } from "./parse-lines.js";

/** The bytes of an output folder: its parts in order, one after the other. */
export async function* partBytes(folder: string): AsyncGenerator<Uint8Array, void, undefined> {
  const parts = readdirSync(folder).filter((name) => /^part-\d+$/.test(name));
  parts.sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  for (const name of parts) yield* createReadStream(join(folder, name));
}

/** The pairs of an output folder, read back by the protocol that has written them; each time anew. */
export function readParts(folder: string, protocol: Protocol): AsyncIterable<Pair> {
  return { [Symbol.asyncIterator]: () => parseLines(partBytes(folder), protocol) };
}
