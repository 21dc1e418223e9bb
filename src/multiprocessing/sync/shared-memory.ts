import { IndexError, NotSupportedError, ValueError } from "../../errors.js";
import { type Block, heap, keepAlive } from "../../memory/index.js";
import { parentLink } from "../host/parent-link.js";
import type { ServedCore } from "../shared/index.js";
import { type PackedBlock, packBlock, shareable, unpackBlock } from "./carrying.js";
import { attachNamed, createNamed, unlinkNamed } from "./named-blocks.js";
import { noSuchMethod, Remote } from "./remote.js";

/** Which memory. */
export interface SharedMemoryOptions {
  /** With `create`: invented unless given. */
  readonly name?: string | undefined;
  /** Make it, or attach to one that is there. */
  readonly create?: boolean | undefined;
  /** Bytes, with `create`. */
  readonly size?: number | undefined;
}

/** The bytes, as the owner's thread serves them. */
class BytesCore implements ServedCore {
  readonly block: Block;
  readonly size: number;

  constructor(block: Block, size: number) {
    this.block = block;
    this.size = size;
    block.escaped = true;
  }

  async serve(method: string, args: unknown[]): Promise<unknown> {
    switch (method) {
      case "read":
        return this.read(args[0] as number, args[1] as number);
      case "write":
        return this.write(args[0] as Uint8Array, args[1] as number);
      default:
        throw noSuchMethod("SharedMemory", method);
    }
  }

  view(): Uint8Array {
    const view = new Uint8Array(heap().memory.buffer, this.block.address, this.size);
    keepAlive(view, this.block);
    return view;
  }

  read(start: number, end: number): Uint8Array {
    return this.view().slice(start, end);
  }

  write(bytes: Uint8Array, start: number): void {
    if (!Number.isInteger(start) || start < 0 || start + bytes.length > this.size) {
      throw new IndexError(`${bytes.length} bytes from ${start} on don't fit into ${this.size} bytes`);
    }
    this.view().set(bytes, start);
  }
}

/** What travelled of it. @internal */
interface Travelled {
  readonly name: string;
  readonly size: number;
  readonly core: BytesCore | Remote;
}

/**
 * Bytes with a name, which every thread of the process can attach to. `unlink` once frees the name; the memory goes with its last handle and view. The
 * bytes outlive the thread that made them, so without `unlink` they stay until the process ends, as in Python.
 *
 * Names are known within one process. A handle passed to a child process has no `buf`: `read` and `write` copy through the parent.
 * https://docs.python.org/3/library/multiprocessing.shared_memory.html
 */
export class SharedMemory {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  #core: BytesCore | Remote | undefined;
  #buf: Uint8Array | undefined;

  /**
   * @param travelled for handles that travelled; leave it out.
   * @throws ValueError when the name is taken (with `create`) or unknown (without), or the size isn't an integer from 1
   */
  constructor(options: SharedMemoryOptions, travelled?: Travelled) {
    if (travelled !== undefined) {
      this.name = travelled.name;
      this.size = travelled.size;
      this.#core = travelled.core;
      return;
    }
    const { name, block, size } = options.create === true ? create(options) : attach(options);
    this.name = name;
    this.size = size;
    this.#core = new BytesCore(block, size);
  }

  /** @internal */
  get core(): BytesCore | Remote {
    if (this.#core === undefined)
      throw new ValueError(`the SharedMemory ${JSON.stringify(this.name)} is closed`);
    return this.#core;
  }

  /**
   * The bytes themselves: what one thread writes, the others read. Zeros at first.
   * @throws NotSupportedError in a child process
   * @throws ValueError after `close`
   */
  get buf(): Uint8Array {
    const { core } = this;
    if (core instanceof Remote) {
      throw new NotSupportedError(
        "SharedMemory.buf",
        "a child process",
        'Processes share no memory: use read() and write(), which copy through the parent, or context "thread".',
      );
    }
    this.#buf ??= core.view();
    return this.#buf;
  }

  /** A copy of the bytes from `start` to before `end`, in threads and child processes. */
  async read(start = 0, end = this.size): Promise<Uint8Array> {
    const { core } = this;
    return core instanceof Remote
      ? ((await core.request("read", start, end)) as Uint8Array)
      : core.read(start, end);
  }

  /** Writes bytes from `start` on, in threads and child processes. @throws IndexError when they don't fit */
  async write(bytes: Uint8Array, start = 0): Promise<void> {
    const { core } = this;
    if (core instanceof Remote) await core.request("write", bytes, start);
    else core.write(bytes, start);
  }

  /** Lets go of the memory in this handle. Views that were taken stay valid. Idempotent. */
  close(): void {
    this.#core = undefined;
    this.#buf = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Frees the name.
   * @throws ValueError when that was done before
   * @throws NotSupportedError in a child process
   */
  unlink(): void {
    if (this.#core instanceof Remote) {
      throw new NotSupportedError(
        "SharedMemory.unlink",
        "a child process",
        "Call it in the process that made it.",
      );
    }
    unlinkNamed(this.name);
  }
}

function create({ name, size }: SharedMemoryOptions): ReturnType<typeof createNamed> {
  if (size === undefined || !Number.isInteger(size) || size < 1) {
    throw new ValueError(`the size of a SharedMemory is an integer from 1, got ${String(size)}`);
  }
  return createNamed(name, size);
}

function attach({ name }: SharedMemoryOptions): ReturnType<typeof attachNamed> {
  if (name === undefined)
    throw new ValueError("SharedMemory takes { create: true, size }, or the name of one that is there");
  try {
    return attachNamed(name);
  } catch (error) {
    if (parentLink()?.context !== "process") throw error;
    throw new NotSupportedError(
      `SharedMemory({ name: ${JSON.stringify(name)} }) of another process`,
      "a child process",
      'Processes share no memory: pass the SharedMemory itself as an argument and use read() and write(), or use context "thread".',
    );
  }
}

shareable<
  BytesCore,
  SharedMemory,
  { readonly block: PackedBlock; readonly size: number },
  { readonly name: string; readonly size: number }
>({
  tag: "multiprocessing.SharedMemory",
  type: SharedMemory,
  pack: (core, lease) => ({ block: packBlock(core.block, lease), size: core.size }),
  unpack: ({ block, size }) => new BytesCore(unpackBlock(block), size),
  extra: ({ name, size }) => ({ name, size }),
  make: (core, { name, size }) => new SharedMemory({}, { core, name, size }),
});
