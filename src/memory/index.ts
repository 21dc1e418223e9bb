/** The shared heap and the blocks on it. See README.md. */
export { type AdoptedThread, adoptThread } from "./adoption.js";
export { attachHeap, createHeap, heap, leaveUnsettled } from "./attach.js";
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
export { BYTE_UNITS, bytesIn } from "./budget.js";
export type { Heap } from "./heap.js";
export {
  LAYOUT_VERSION,
  NAMED_BLOCKS_WORD,
  PARTICIPANTS_ADDRESS,
  PARTICIPANTS_BYTES,
  TEAM_CONTROL_ADDRESS,
  TEAM_CONTROL_BYTES,
} from "./layout.js";
export { dropLease, lease, leaseOpen, receiveLease, sealLeases } from "./leases.js";
