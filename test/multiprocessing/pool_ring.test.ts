/** The ring: what goes in comes out, whole, in order, whatever the sizes. */
import { describe, expect, test } from "vitest";
import { freeBlock, heap, memoryStats, newBlock } from "../../dist/memory/index.js";
import { CHANNEL_BYTES, Channel, SLOTS, slotOf, ticketOf } from "../../dist/multiprocessing/pool/channel.js";
import { Message, pack, RESULT, TASK, unpack } from "../../dist/multiprocessing/pool/message.js";
import { HEADER_BYTES, RingReader, RingWriter, recordBytes } from "../../dist/multiprocessing/pool/ring.js";
import { RingIn, RingOut } from "../../dist/multiprocessing/pool/ring-port.js";
import { Seeded } from "../support/seeded.js";

/** A ring of its own in the heap. */
function place(capacity: number) {
  const block = newBlock(capacity + 256);
  const { i32 } = heap();
  const tail = block.address >>> 2;
  const head = tail + 16;
  // Counters about to wrap: they are numbers modulo 2^32.
  i32[tail] = -64;
  i32[head] = -64;
  return { block, ring: { tail, head, base: block.address + 128, capacity } };
}

describe("the ring", () => {
  test.each([1, 2, 3, 4])("is a queue of records, seed %i", (seed) => {
    const random = new Seeded(seed);
    const { block, ring } = place(1024);
    const { i32 } = heap();
    const writer = new RingWriter(i32, ring);
    const reader = new RingReader(i32, ring);
    const expected: number[][] = [];
    let refused = 0;
    let read = 0;
    for (let step = 0; step < 5000; step++) {
      if (random.next() < 0.55) {
        const words = random.integer(0, 40);
        const length = recordBytes(words * 4);
        const at = writer.reserve(length);
        if (at === 0) {
          refused++;
          // Refused only when it is really full: a record needs up to twice its length at the ring's end.
          expect(writer.free()).toBeLessThan(2 * length);
          continue;
        }
        const numbers = Array.from({ length: words }, () => random.integer(-1e9, 1e9));
        i32[at >>> 2] = length;
        i32[(at >>> 2) + 1] = TASK;
        i32.set(numbers, (at + HEADER_BYTES) >>> 2);
        if (random.next() < 0.1) expect(reader.peek() === 0).toBe(expected.length === 0);
        writer.publish();
        expected.push(numbers);
      } else {
        const at = reader.peek();
        const wanted = expected.shift();
        if (wanted === undefined) {
          expect(at).toBe(0);
          continue;
        }
        expect(at).not.toBe(0);
        expect(
          Array.from(i32.subarray((at + HEADER_BYTES) >>> 2, ((at + HEADER_BYTES) >>> 2) + wanted.length)),
        ).toEqual(wanted);
        reader.consume();
        read++;
      }
    }
    expect(read).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(10);
    freeBlock(block);
  });

  test("payloads of any size come through, large ones in blocks that are given back", () => {
    const used = memoryStats().used;
    const { block, ring } = place(128 * 1024);
    const out = new RingOut(heap(), ring);
    const message = new Message();
    const inbox = new RingIn(heap(), ring, message);
    const random = new Seeded(7);
    for (let round = 0; round < 60; round++) {
      const sent: Uint8Array[] = [];
      for (let i = 0; i < 8 && out.hasRoom; i++) {
        const bytes = new Uint8Array(random.pick([0, 1, 63, 64, 65, 1000, 16384, 16385, 200_000]));
        for (let k = 0; k < bytes.length; k += 97) bytes[k] = random.integer(0, 255);
        out.send(new Message().set(RESULT, i, 1, 2, 3, 0.5), bytes);
        sent.push(bytes);
      }
      for (const [i, bytes] of sent.entries()) {
        expect(inbox.next()).toBe(true);
        expect([message.kind, message.ticket, message.id, message.mode, message.count, message.ms]).toEqual([
          RESULT,
          i,
          1,
          2,
          3,
          0.5,
        ]);
        // Every third isn't looked at, as when nobody wants the answer any more.
        if (i % 3 !== 2) expect(Buffer.compare(inbox.payload(), bytes)).toBe(0);
        inbox.done();
      }
      expect(inbox.next()).toBe(false);
    }
    freeBlock(block);
    expect(memoryStats().used).toBe(used);
  });

  test("pack and unpack are inverse", () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    const there = new Message();
    const payload = unpack(there, pack(new Message().set(TASK, 4_000_000_000, 2, 3, 4, 5), bytes));
    expect(payload).toEqual(bytes);
    expect(there).toMatchObject({ kind: TASK, ticket: 4_000_000_000, id: 2, mode: 3, count: 4, ms: 5 });
  });
});

describe("a slot", () => {
  test("is started or taken back, never both", () => {
    const block = newBlock(CHANNEL_BYTES);
    const channel = new Channel(heap(), block.address);
    channel.clear();
    const first = ticketOf(5, 1);
    channel.open(first);
    expect(channel.start(first)).toBe(true);
    expect(channel.revoke(first)).toBe(false);
    expect(channel.started(first)).toBe(true);
    channel.shut(first);
    const second = ticketOf(5, 2);
    channel.open(second);
    expect(channel.revoke(second)).toBe(true);
    expect(channel.start(second)).toBe(false);
    // The slot's next task isn't the one that was taken back.
    const third = ticketOf(5, 3);
    channel.open(third);
    expect(channel.start(second)).toBe(false);
    expect(channel.start(third)).toBe(true);
    expect(channel.stopReason(third)).toBeNull();
    channel.stop(third, "timeout");
    expect(channel.stopReason(third)).toBe("timeout");
    expect(channel.stopReason(second)).toBeNull();
    freeBlock(block);
  });

  test("tickets hold slot and generation", () => {
    for (const slot of [0, 1, SLOTS - 1]) {
      for (const generation of [0, 1, 0x1f_ffff]) {
        expect(slotOf(ticketOf(slot, generation))).toBe(slot);
        expect(ticketOf(slot, generation)).toBeLessThan(2 ** 29);
      }
    }
  });
});
