import { type Protocol, type ProtocolName, protocolOf } from "../protocols/index.js";
import type { Pair } from "./pair.js";

const NEWLINE = 10;

/**
 * Lines as pairs.
 *
 * @param chunks text or bytes in UTF-8, cut anywhere
 * @throws what the protocol throws at a line that it can't read
 */
export async function* parseLines(
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  by: ProtocolName | Protocol,
): AsyncGenerator<Pair, void, undefined> {
  const protocol = protocolOf(by);
  // A protocol says by `binary` what it reads; its type can't.
  const read = protocol.read as (line: string | Uint8Array) => readonly [unknown, unknown];
  for await (const line of linesOf(chunks)) {
    const [key, value] = read.call(protocol, protocol.binary ? line : line.toString("utf8"));
    yield [key, value];
  }
}

/** Lines without their ends (`\n`, `\r\n`); the last one needs none. */
async function* linesOf(
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
      yield withoutReturn(Buffer.concat([...begun, bytes.subarray(at, end)]));
      begun = [];
      at = end + 1;
    }
    if (at < bytes.length) begun.push(bytes.subarray(at));
  }
  if (begun.length > 0) yield withoutReturn(Buffer.concat(begun));
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line;
}
