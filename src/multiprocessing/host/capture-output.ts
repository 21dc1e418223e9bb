import type { OutputStream } from "./hosted-worker.js";

interface Piece {
  readonly chunk: string | Buffer;
  readonly encoding: string;
}

/**
 * Makes this worker's `process.stdout` and `process.stderr` (and so the console) hand each piece on at once: in order with its
 * messages, and nothing is lost when the worker ends the next moment.
 */
export function captureOutput(write: (stream: OutputStream, text: string) => void): void {
  const { StringDecoder } = process.getBuiltinModule("node:string_decoder");
  for (const name of ["stdout", "stderr"] as const) {
    // A character may be cut between two writes of bytes.
    const decoder = new StringDecoder("utf8");
    const pass = ({ chunk, encoding }: Piece): void => {
      const isText = typeof chunk === "string" && (encoding === "utf8" || encoding === "utf-8");
      const bytes = (): Buffer => Buffer.from(chunk as string, encoding as BufferEncoding);
      const text = isText ? chunk : decoder.write(typeof chunk === "string" ? bytes() : chunk);
      if (text !== "") write(name, text);
    };
    // The streams stay Node's own, which speaks to a thread's by methods that others don't have; only where the bytes go is ours.
    const stream = process[name];
    stream._write = (chunk: string | Buffer, encoding: string, done: () => void) => {
      pass({ chunk, encoding });
      done();
    };
    stream._writev = (pieces: readonly Piece[], done: () => void) => {
      for (const piece of pieces) pass(piece);
      done();
    };
  }
}
