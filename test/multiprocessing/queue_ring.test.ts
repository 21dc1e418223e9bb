/** The ring by itself, in one thread, against an array: what is put comes out, once, in order, and nothing of the heap is left. */
import { describe, expect, it } from "vitest";
import { dropLease, freeBlock, heap, lease, memoryStats, newBlock } from "../../dist/memory/index.js";
import { HEADER_BYTES, LAST_SEGMENT, MAXSIZE } from "../../dist/multiprocessing/queue/layout.js";
import {
  BYTES,
  Packed,
  PROCESS,
  packBytes,
  Strings,
  THREAD,
} from "../../dist/multiprocessing/queue/record.js";
import { Ring } from "../../dist/multiprocessing/queue/ring.js";
import { NOTHING } from "../../dist/multiprocessing/queue/ring-head.js";
import { Segments } from "../../dist/multiprocessing/queue/segments.js";
import { selfParticipant } from "../../dist/threads/index.js";
import { Seeded } from "../support/seeded.js";

/** Strings are compared much faster than arrays. */
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** What a packed item is compared by. */
const opener = {
  open: (packed: Packed) => {
    const opened = { kind: packed.kind, text: latin(packed.bytes), leases: packed.leases.length };
    for (const id of packed.leases) dropLease(id);
    if (packed.outside !== undefined) freeBlock(packed.outside);
    return opened;
  },
};

function makeRing(maxsize: number) {
  const block = newBlock(HEADER_BYTES);
  const base = block.address >>> 2;
  heap().i32.fill(0, base, base + HEADER_BYTES / 4);
  heap().i32[base + MAXSIZE] = maxsize;
  new Segments(heap(), base).open();
  return { block, ring: new Ring(heap(), base, selfParticipant(), new Strings(heap())) };
}

const alphabets = ["ab", "aé\xff", "a€\ud83d\ude00\ud800"];

/** A random item for the ring, and what it is opened as. */
function randomItem(random: Seeded): [item: unknown, opened: unknown] {
  const size = random.integer(0, 30) === 0 ? random.integer(0, 90_000) : random.integer(0, 40);
  switch (random.integer(0, 7)) {
    case 0:
      return same(random.pick([0, -0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 0.5, Number.NaN, Infinity]));
    case 1:
      return same(random.pick([null, undefined, true, false]));
    case 2:
    case 3:
      return same(random.next() * 1000);
    case 4: {
      const alphabet = [...random.pick(alphabets)];
      return same(Array.from({ length: size / 6 }, () => random.pick(alphabet)).join(""));
    }
    default: {
      const bytes = Uint8Array.from({ length: size }, () => random.integer(0, 255));
      const kind = random.pick([THREAD, PROCESS, BYTES] as const);
      const leases = kind === THREAD ? Array.from({ length: random.integer(0, 3) }, leaseSomething) : [];
      return [packBytes(kind, bytes, leases), { kind, text: latin(bytes), leases: leases.length }];
    }
  }
}

const same = (value: unknown): [unknown, unknown] => [value, value];

function leaseSomething(): number {
  const block = newBlock(40_000);
  const id = lease(block);
  freeBlock(block);
  return id;
}

describe("the ring against an array", () => {
  for (const maxsize of [0, 1, 7, 100]) {
    for (let seed = 1; seed <= 4; seed++) {
      it(`maxsize ${maxsize}, seed ${seed}`, () => {
        const random = new Seeded(1000 * maxsize + seed);
        const blocks = memoryStats().blocks;
        const { used } = memoryStats();
        const { ring, block } = makeRing(maxsize);
        const model: unknown[] = [];
        let bias = 0.5;
        for (let step = 0; step < 3000; step++) {
          // Swings between nearly empty and long, so that segments are added and left.
          if (step % 200 === 0) bias = random.pick([0.2, 0.5, 0.9]);
          if (random.next() < bias) {
            const [item, opened] = randomItem(random);
            const room = maxsize === 0 || model.length < maxsize;
            expect(ring.full).toBe(!room);
            expect(ring.put(item as never)).toBe(room);
            if (room) model.push(opened);
            else if (item instanceof Packed) {
              for (const id of item.leases) dropLease(id);
              if (item.outside !== undefined) freeBlock(item.outside);
            }
          } else if (model.length === 0) {
            expect(ring.take(opener)).toBe(NOTHING);
          } else {
            expect(ring.take(opener)).toStrictEqual(model.shift());
          }
          expect(ring.size).toBe(model.length);
        }
        ring.destroy();
        freeBlock(block);
        expect(memoryStats().blocks).toBe(blocks);
        // Slabs of small blocks are swept later; what the ring had were large ones.
        expect(memoryStats().used - used).toBeLessThan(LAST_SEGMENT / 2);
      });
    }
  }

  it("gives back every segment that it leaves", () => {
    const { used } = memoryStats();
    const { ring, block } = makeRing(0);
    const many = 400_000;
    for (let round = 0; round < 3; round++) {
      for (let k = 0; k < many; k++) ring.put(k + 0.5);
      expect(memoryStats().used - used).toBeGreaterThan(many * 16);
      let wrong = 0;
      for (let k = 0; k < many; k++) if (ring.take(opener) !== k + 0.5) wrong++;
      expect(wrong).toBe(0);
      expect(memoryStats().used - used).toBeLessThan(1.5 * LAST_SEGMENT);
    }
    ring.destroy();
    freeBlock(block);
    expect(memoryStats().used - used).toBeLessThan(60_000);
  });

  it("keeps an item that the opener refuses to look at, and loses one that it fails to open", () => {
    const { ring } = makeRing(0);
    ring.put(packBytes(PROCESS, Uint8Array.of(1), []));
    ring.put(packBytes(THREAD, Uint8Array.of(2), [leaseSomething()]));
    ring.put(3);
    const refuse = {
      check: () => {
        throw new Error("refused");
      },
      open: opener.open,
    };
    expect(() => ring.take(refuse)).toThrow("refused");
    expect(ring.size).toBe(3);
    expect(ring.take(opener)).toMatchObject({ kind: PROCESS });
    expect(() => ring.take(refuse)).toThrow("refused");
    const fail = {
      open: () => {
        throw new Error("failed");
      },
    };
    expect(() => ring.take(fail)).toThrow("failed");
    expect(ring.take(opener)).toBe(3);
    expect(ring.take(opener)).toBe(NOTHING);
    ring.destroy();
  });
});
