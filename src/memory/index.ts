/** The shared heap and the blocks on it. See README.md. */
export { attachHeap, createHeap, heap } from "./attach.js";
export { Block } from "./block.js";
export {
  allocationOf,
  freeBlock,
  keepAlive,
  type MemoryStats,
  memoryStats,
  newBlock,
  reclaim,
} from "./blocks.js";
export type { Heap } from "./heap.js";
export { LAYOUT_VERSION, TEAM_CONTROL_ADDRESS, TEAM_CONTROL_BYTES } from "./layout.js";
