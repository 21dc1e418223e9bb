/** Kernels on this machine's cores and vector lanes; memory is the shared heap. */
import { type Block, freeBlock, heap, newBlock } from "../memory/index.js";
import { type ElementType, launchGrid } from "./compiler.js";
import { bytesOf, type HostArray, TYPED_ARRAY } from "./elements.js";
import type { Target, TargetMemory } from "./target.js";

interface HeapMemory extends TargetMemory {
  readonly block: Block;
}

const bytesIn = (memory: TargetMemory): Uint8Array => {
  const { address } = (memory as HeapMemory).block;
  return heap().u8.subarray(address, address + memory.length * TYPED_ARRAY[memory.element].BYTES_PER_ELEMENT);
};

export const cpu: Target = {
  name: "cpu",
  allocate(element: ElementType, length: number): HeapMemory {
    const block = newBlock(Math.max(16, length * TYPED_ARRAY[element].BYTES_PER_ELEMENT));
    const memory: HeapMemory = { element, length, block };
    bytesIn(memory).fill(0);
    return memory;
  },
  free: (memory) => freeBlock((memory as HeapMemory).block),
  write(memory, values) {
    bytesIn(memory).set(bytesOf(values));
  },
  async read(memory): Promise<HostArray> {
    const out = new TYPED_ARRAY[memory.element](memory.length);
    bytesOf(out).set(bytesIn(memory));
    return out;
  },
  async launch(program, { grid, block, sharedBytes, args }) {
    await launchGrid(program, {
      grid,
      block,
      sharedBytes,
      args: args.map((arg) =>
        typeof arg === "object" ? { block: (arg.memory as HeapMemory).block, shape: arg.shape } : arg,
      ),
    });
    return { over: Promise.resolve() };
  },
};
