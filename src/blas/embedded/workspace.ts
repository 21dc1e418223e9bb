/**
 * The heap memory that a call of the embedded BLAS works in: a parameter block and a small scratch that live as long as
 * the thread, and temporary pieces that go back when the call ends, however it ends.
 */
import { WorkerDiedError } from "../../errors.js";
import { type Block, type Heap, heap, newBlock } from "../../memory/index.js";
import type { Loss } from "../../threads/index.js";

const PARAMS_BYTES = 128;
/** Packing buffers up to this size cost no allocation: a product of 50 × 50 matrices. */
const SCRATCH_BYTES = 64 * 1024;

interface Standing {
  readonly heap: Heap;
  /** Holds the memory; the heap reclaims it when this object is garbage, or the thread ends. */
  readonly block: Block;
}

let standing: Standing | undefined;
/** Blocks that a helper, lost but not known to be gone, may still write to: kept for ever. */
const abandoned: Block[] = [];

function stand(): Standing {
  standing ??= { heap: heap(), block: newBlock(PARAMS_BYTES + SCRATCH_BYTES) };
  return standing;
}

/** The memory of one call. Not re-entrant: a call ends before the next begins, as BLAS routines block. */
export class Workspace {
  readonly heap: Heap;
  /** The parameter block that kernels are given. */
  readonly params: number;
  private readonly pieces: number[] = [];
  private scratch: number;
  private readonly scratchEnd: number;

  constructor() {
    const { heap, block } = stand();
    this.heap = heap;
    this.params = block.address;
    this.scratch = block.address + PARAMS_BYTES;
    this.scratchEnd = block.address + block.bytes;
  }

  /**
   * A piece of heap for this call, 16-byte aligned at least, not zeroed.
   * @throws MemoryError when the heap's budget is used up
   */
  take(bytes: number): number {
    const rounded = Math.ceil(bytes / 64) * 64;
    if (rounded <= this.scratchEnd - this.scratch) {
      this.scratch += rounded;
      return this.scratch - rounded;
    }
    const address = this.heap.allocate(rounded);
    this.pieces.push(address);
    return address;
  }

  setInt(offset: number, value: number): void {
    this.heap.u32[(this.params + offset) >>> 2] = value;
  }

  setFloat(offset: number, value: number): void {
    this.heap.f64[(this.params + offset) >>> 3] = value;
  }

  /** Gives the pieces back. */
  close(): void {
    for (const piece of this.pieces) this.heap.release(piece);
    this.pieces.length = 0;
  }

  /** After a failure: memory that a lost helper may still write to is never used again. */
  closeAfter(error: unknown): void {
    if (error instanceof WorkerDiedError && (error.cause as Loss | undefined)?.confirmed === false) {
      if (standing !== undefined) abandoned.push(standing.block);
      standing = undefined;
      return;
    }
    this.close();
  }
}

/** Runs `body` with a workspace and gives its memory back on every path. */
export function withWorkspace<T>(body: (workspace: Workspace) => T): T {
  const workspace = new Workspace();
  let result: T;
  try {
    result = body(workspace);
  } catch (error) {
    workspace.closeAfter(error);
    throw error;
  }
  workspace.close();
  return result;
}
