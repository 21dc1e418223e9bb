/** What an array and its views share: the memory they lie in now. */
import type { Block } from "../memory/index.js";

/**
 * The memory of an array and all of its views. A writer that finds operations pending on the block puts another block
 * in its place; the pending ones keep the old.
 */
export class Storage {
  block: Block;

  constructor(block: Block) {
    this.block = block;
  }
}
