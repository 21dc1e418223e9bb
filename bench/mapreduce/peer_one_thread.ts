import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Counts, countWords } from "../../examples/word-count/words.js";
import { type Job, serve, timed } from "../harness/serve.js";
import { answerOf } from "./answer.js";
import type { Work } from "./work.js";

/** Bytes that are read at once. */
const PIECE = 8 << 20;
const NEWLINE = 10;

/** What a careful programmer writes without any library: a Map, and files read piece by piece. */
function make(work: Work): Job {
  const count = () => {
    const counts: Counts = new Map();
    const buffer = Buffer.allocUnsafe(PIECE);
    for (const path of filesOf(work.input.path)) countFile(path, buffer, counts);
    return answerOf(counts);
  };
  return { run: () => timed(count), close: async () => {} };
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).map((name) => join(path, name));
}

/** Counts whole lines and keeps the rest of a piece for the next. */
function countFile(path: string, buffer: Buffer, counts: Counts): void {
  const file = openSync(path, "r");
  try {
    for (let kept = 0; ; ) {
      const read = readSync(file, buffer, kept, buffer.length - kept, null);
      const filled = kept + read;
      const end = read === 0 ? filled : buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
      if (end === 0 && filled === buffer.length)
        throw new Error(`${path} has a line of more than ${PIECE} bytes`);
      countWords(buffer.toString("utf8", 0, end), counts);
      if (read === 0) return;
      buffer.copy(buffer, 0, end, filled);
      kept = filled - end;
    }
  } finally {
    closeSync(file);
  }
}

await serve({ version: `Node ${process.versions.node}`, make });
