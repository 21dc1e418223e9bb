/** Partitions of persisted RDDs, as far as they have been computed. */
import { existsSync } from "node:fs";
import type { Ledger } from "../../../mapreduce/for-rdds.js";
import type { Lineage } from "../lineage.js";
import { type Block, dropBlock, filesOf, heldBytes } from "./block.js";

export class BlockCache {
  readonly #blocks = new Map<number, Map<number, Block>>();
  readonly #ledger: Ledger;
  /** Nobody can ask any more for what an RDD that is gone has left. */
  readonly #gone = new FinalizationRegistry<number>((id) => this.drop(id));

  /** @param ledger it has granted what the blocks hold in memory */
  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get(id: number, partition: number): Block | undefined {
    return this.#blocks.get(id)?.get(partition);
  }

  /** Partitions of an RDD that are there. */
  count(id: number): number {
    return this.#blocks.get(id)?.size ?? 0;
  }

  /** Takes a partition over. False if it isn't wanted: unpersisted meanwhile, or there already. */
  put(lineage: Lineage, partition: number, block: Block): boolean {
    const { id, storage } = lineage;
    if (storage === undefined || this.get(id, partition) !== undefined) return false;
    let blocks = this.#blocks.get(id);
    if (blocks === undefined) {
      this.#blocks.set(id, (blocks = new Map()));
      this.#gone.register(lineage, id, lineage);
    }
    blocks.set(partition, block);
    return true;
  }

  /** Forgets blocks whose files somebody has removed: they are computed again. */
  forgetLost(): void {
    for (const blocks of this.#blocks.values()) {
      for (const [partition, block] of blocks) {
        if ([...filesOf(block.pieces)].every((path) => existsSync(path))) continue;
        blocks.delete(partition);
        this.#release(block);
      }
    }
  }

  /** Gives back what is kept of an RDD. */
  drop(id: number): void {
    for (const block of this.#blocks.get(id)?.values() ?? []) this.#release(block);
    this.#blocks.delete(id);
  }

  dropAll(): void {
    for (const id of [...this.#blocks.keys()]) this.drop(id);
  }

  #release(block: Block): void {
    this.#ledger.giveBack(heldBytes(block.pieces));
    dropBlock(block);
  }
}
