/**
 * What Python's worker (../cluster/shim.ts) and its `node` send each other over two pipes: a head of sixteen bytes (kind, run, bytes that
 * follow), then the bytes. Reading and writing block: there is nothing else to do meanwhile.
 */
import { readSync, writeSync } from "node:fs";

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
  readonly bytes: Uint8Array<ArrayBuffer>;
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

  /**
   * @param before gives bytes that are put before the frame's own, in one piece of memory
   * @returns undefined when the other side is gone
   */
  read(before?: (kind: number, run: number) => Uint8Array | undefined): Frame | undefined {
    const head = new Uint8Array(this.#head.buffer);
    if (!this.#fill(head, 0)) return undefined;
    const kind = this.#head.getUint32(0, true);
    const run = this.#head.getUint32(4, true);
    const length = Number(this.#head.getBigUint64(8, true));
    const first = before?.(kind, run);
    const start = first?.length ?? 0;
    const bytes = new Uint8Array(new ArrayBuffer(start + length));
    if (first !== undefined) bytes.set(first);
    return this.#fill(bytes, start) ? { kind, run, bytes } : undefined;
  }

  write(kind: number, run: number, bytes: Uint8Array): void {
    this.#written.setUint32(0, kind, true);
    this.#written.setUint32(4, run, true);
    this.#written.setBigUint64(8, BigInt(bytes.length), true);
    this.#drain(new Uint8Array(this.#written.buffer));
    this.#drain(bytes);
  }

  #fill(bytes: Uint8Array, start: number): boolean {
    for (let at = start; at < bytes.length; ) {
      const read = readSync(this.#input, bytes, at, bytes.length - at, null);
      if (read === 0) return false;
      at += read;
    }
    return true;
  }

  #drain(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#output, bytes, at);
  }
}
