/**
 * What Python's worker (../cluster/shim.ts) and its `node` send each other over two pipes: a head of sixteen bytes (kind, run, bytes that
 * follow), then the bytes. Reading and writing block: there is nothing else to do meanwhile.
 */
import { readSync, writevSync } from "node:fs";

export const FrameKind = {
  /** To node: JSON, an {@link OpenRun}. */
  Open: 1,
  /** Both ways: a stream of Arrow's without batches. */
  Schema: 2,
  /** Both ways: a batch's message, as a stream has it behind the schema. */
  Batch: 3,
  /** To node: there are no more batches. From node: the run is over. */
  End: 4,
  /** From node: JSON, what went wrong. The run is over. */
  Failed: 5,
  /** To node: a run of single calls isn't needed any more. */
  Close: 6,
} as const;

export interface Frame {
  readonly kind: number;
  readonly run: number;
  readonly bytes: Uint8Array;
}

const HEAD_BYTES = 16;

export class Pipes {
  readonly #input: number;
  readonly #output: number;
  readonly #head = new DataView(new ArrayBuffer(HEAD_BYTES));
  readonly #written = new DataView(new ArrayBuffer(HEAD_BYTES));

  /** @param input the file descriptor to read from */
  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
  }

  /** @returns undefined when the other side is gone */
  read(): Frame | undefined {
    const head = new Uint8Array(this.#head.buffer);
    if (!this.#fill(head)) return undefined;
    const kind = this.#head.getUint32(0, true);
    const run = this.#head.getUint32(4, true);
    const length = Number(this.#head.getBigUint64(8, true));
    // Not of Buffer's pool: batches keep it, and their numbers need its first byte to be aligned.
    const bytes = Buffer.allocUnsafeSlow(length);
    return this.#fill(bytes) ? { kind, run, bytes } : undefined;
  }

  /** @param parts the bytes, one behind the other */
  write(kind: number, run: number, ...parts: readonly Uint8Array[]): void {
    let length = 0;
    for (const part of parts) length += part.length;
    this.#written.setUint32(0, kind, true);
    this.#written.setUint32(4, run, true);
    this.#written.setBigUint64(8, BigInt(length), true);
    this.#drain([new Uint8Array(this.#written.buffer), ...parts], HEAD_BYTES + length);
  }

  #fill(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(this.#input, bytes, at, bytes.length - at, null);
      if (read === 0) return false;
      at += read;
    }
    return true;
  }

  #drain(parts: Uint8Array[], length: number): void {
    let written = writevSync(this.#output, parts);
    for (let left = length - written; left > 0; left -= written) {
      const whole = parts.findIndex((part) => {
        if (written < part.length) return true;
        written -= part.length;
        return false;
      });
      parts = [parts[whole]!.subarray(written), ...parts.slice(whole + 1)];
      written = writevSync(this.#output, parts);
    }
  }
}
