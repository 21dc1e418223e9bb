/** Who waits looks at all slots while others do the same: what one of them has noted meanwhile counts for all. */
import { afterEach, expect, it, vi } from "vitest";
import { freeBlock, heap, newBlock } from "../../dist/memory/index.js";
import { Holders } from "../../dist/multiprocessing/queue/holders.js";
import { HEADER_BYTES, MAXSIZE, SLOT_READER } from "../../dist/multiprocessing/queue/layout.js";
import { ROLE } from "../../dist/multiprocessing/queue/roles.js";
import { enrolParticipant, markParticipantGone, selfParticipant } from "../../dist/threads/index.js";

afterEach(() => vi.restoreAllMocks());

it.each([
  ["died", ROLE.died],
  ["closed", ROLE.closed],
])("a consumer that %s between two looks is what it was noted as", (how, noted) => {
  const block = newBlock(HEADER_BYTES);
  const base = block.address >>> 2;
  heap().i32.fill(0, base, base + HEADER_BYTES / 4);
  heap().i32[base + MAXSIZE] = 1;
  const holders = new Holders(heap(), base, selfParticipant());
  const consumer = enrolParticipant("consumer");
  const slot = holders.claim(consumer, ROLE.none, ROLE.handed);
  holders.takePart(slot, SLOT_READER);
  markParticipantGone(consumer);

  const { load, store } = Atomics;
  let looks = 0;
  vi.spyOn(Atomics, "load").mockImplementation(((words: Int32Array, at: number) => {
    const found = load(words, at);
    // Right after the first look, another thread notes what it has found.
    if (at === slot + SLOT_READER && ++looks === 1) store(words, at, noted);
    return found;
  }) as typeof Atomics.load);
  expect(holders.ends.ended(SLOT_READER, true)).toEqual({ died: how === "died" ? [consumer] : [] });
  expect(looks).toBe(2);
  freeBlock(block);
});
