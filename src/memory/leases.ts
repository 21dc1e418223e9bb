import { sharedHeap } from "./attach.js";
import type { Block } from "./block.js";
import { allocationOf, blockStore } from "./blocks.js";

/**
 * Takes a reference to a block in the name of a message that is about to be sent to another thread of this process. The block counts as
 * shared from now on (`escaped`): lazy operations on it are read eagerly.
 *
 * The message carries the lease's id, `block.address` and `block.bytes`; its receiver calls `receiveLease` once, or somebody
 * `dropLease`. If this thread ends before `sealLeases`, whoever adopts its memory drops the lease.
 * @returns the lease's id: an integer from 1 to 2^32 - 1
 * @throws MemoryError when there is no room for another lease (about a million at a time)
 */
export function lease(block: Block): number {
  const id = sharedHeap().lease(allocationOf(block));
  block.escaped = true;
  return id;
}

/**
 * Hands leases over from this thread to their message, just before the message is published: from then on they outlive this thread if
 * the message was published, which is so once `(heap().i32[word] - value | 0) >= 0`. With word 0 it counts as published at once.
 * @param word index in `heap().i32` of the channel's counter of published messages; it must be there as long as the leases are
 */
export function sealLeases(ids: readonly number[], word: number, value: number): void {
  const heap = sharedHeap();
  for (const id of ids) heap.sealLease(id, word, value);
}

/**
 * The inverse of `lease`, in the receiving thread: takes the message's reference over and gives a Block for it, whose end (garbage, or
 * `freeBlock`) gives the reference back.
 * @throws ValueError when the lease was received or dropped before, or doesn't cover the bytes
 */
export function receiveLease(id: number, address: number, bytes: number): Block {
  return blockStore().receive(id, address, bytes);
}

/** Gives the reference of a lease back that nobody will receive. False when it was received or dropped before. */
export function dropLease(id: number): boolean {
  return sharedHeap().dropLease(id);
}

/** Whether a lease still waits for its receiver: neither received nor dropped. */
export function leaseOpen(id: number): boolean {
  return sharedHeap().leaseOpen(id);
}
