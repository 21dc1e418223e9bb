import { describe, expect, it } from "vitest";
import { createHeap } from "../../dist/memory/index.js";
import {
  HEAP_BASE,
  PAGE_BYTES,
  PAGE_SHIFT,
  TEAM_CONTROL_ADDRESS,
  TEAM_CONTROL_BYTES,
} from "../../dist/memory/layout.js";
import { CLASS_COUNT, classCapacity, MAX_CLASS_BYTES, sizeClass } from "../../dist/memory/size-class.js";
import { seeded } from "./support.js";

const MIB = 2 ** 20;
const smallHeap = (mib: number, budget?: number) => createHeap({ pages: mib * 16, budget });

describe("size classes", () => {
  it("hold what they are asked to, and waste at most a quarter", () => {
    for (let bytes = 0; bytes <= MAX_CLASS_BYTES; bytes += bytes < 5000 ? 1 : 97) {
      const c = sizeClass(bytes);
      expect(c).toBeLessThan(CLASS_COUNT);
      expect(classCapacity(c)).toBeGreaterThanOrEqual(bytes);
      if (c > 0) expect(classCapacity(c - 1)).toBeLessThan(bytes);
      if (bytes > 64) expect(classCapacity(c)).toBeLessThanOrEqual(bytes * 1.25 + 16);
    }
    expect(sizeClass(MAX_CLASS_BYTES)).toBe(CLASS_COUNT - 1);
    expect(classCapacity(CLASS_COUNT - 1)).toBe(MAX_CLASS_BYTES);
  });

  it("have powers of two among their capacities, so that such arrays waste nothing", () => {
    for (let bytes = 16; bytes <= MAX_CLASS_BYTES; bytes *= 2)
      expect(classCapacity(sizeClass(bytes))).toBe(bytes);
  });
});

describe("the allocator", () => {
  it("keeps the control regions apart and below the heap", () => {
    expect(TEAM_CONTROL_ADDRESS).toBeGreaterThanOrEqual(PAGE_BYTES);
    expect(TEAM_CONTROL_ADDRESS + TEAM_CONTROL_BYTES).toBeLessThanOrEqual(HEAP_BASE);
    const heap = smallHeap(32);
    expect(heap.allocate(8)).toBeGreaterThanOrEqual(HEAP_BASE);
    const control = new Uint8Array(heap.memory.buffer, TEAM_CONTROL_ADDRESS, TEAM_CONTROL_BYTES);
    expect(control.every((byte) => byte === 0)).toBe(true);
  });

  it("aligns to 64 bytes from 1024 on, else to 16", () => {
    const heap = smallHeap(64);
    for (const bytes of [
      0,
      1,
      15,
      16,
      17,
      100,
      500,
      1000,
      1023,
      1024,
      1025,
      8000,
      65536,
      262144,
      262145,
      MIB,
    ]) {
      for (let k = 0; k < 3; k++) expect(heap.allocate(bytes) % (bytes >= 1024 ? 64 : 16)).toBe(0);
    }
  });

  it("hands out the block freed last", () => {
    const heap = smallHeap(64);
    for (const bytes of [24, 800, 8000, 100_000, 600_000]) {
      const blocks = [0, 1, 2, 3].map(() => heap.allocate(bytes));
      heap.release(blocks[2]!);
      heap.release(blocks[0]!);
      // Large ones start at a changing line of their first page.
      const place = (address: number): number => (bytes > MAX_CLASS_BYTES ? address >>> PAGE_SHIFT : address);
      expect(place(heap.allocate(bytes))).toBe(place(blocks[0]!));
      expect(place(heap.allocate(bytes))).toBe(place(blocks[2]!));
    }
  });

  it("hands out the block freed last from another run, too", () => {
    const heap = smallHeap(64);
    // Six full runs of 31 blocks.
    const blocks = Array.from({ length: 186 }, () => heap.allocate(8000));
    for (const k of [3, 180, 80]) heap.release(blocks[k]!);
    expect([0, 1, 2].map(() => heap.allocate(8000))).toEqual([blocks[80], blocks[180], blocks[3]]);
  });

  it("starts large blocks at changing distances from a 4 KiB boundary", () => {
    const heap = smallHeap(64);
    const places = Array.from({ length: 8 }, () => heap.allocate(2 ** 20) % 4096);
    expect(new Set(places).size).toBe(8);
  });

  it("counts references", () => {
    const heap = smallHeap(32);
    const block = heap.allocate(100);
    heap.retain(block);
    expect(heap.referencesTo(block)).toBe(2);
    heap.release(block);
    expect(heap.allocate(100)).not.toBe(block);
    heap.release(block);
    expect(heap.allocate(100)).toBe(block);
  });

  it("refuses addresses that are no live blocks, and sizes that are none", () => {
    const heap = smallHeap(32);
    const small = heap.allocate(100);
    const large = heap.allocate(MIB);
    for (const block of [small, large]) {
      heap.release(block);
      expect(() => heap.release(block)).toThrowError(/not that of a live block/);
      expect(() => heap.retain(block)).toThrowError(/not that of a live block/);
    }
    expect(() => heap.release(0)).toThrowError(/not that of a live block/);
    expect(() => heap.release(-64)).toThrowError(/not that of a live block/);
    expect(() => heap.allocate(-1)).toThrowError(/integer >= 0/);
    expect(() => heap.allocate(1.5)).toThrowError(/integer >= 0/);
    expect(() => heap.allocate(Number.NaN)).toThrowError(/integer >= 0/);
  });

  it("joins neighbouring free stretches", () => {
    const heap = smallHeap(32, 24 * MIB);
    const pieces = Array.from({ length: 22 }, () => heap.allocate(MIB - 64));
    for (const piece of pieces) heap.release(piece);
    const whole = heap.allocate(23 * MIB);
    heap.release(whole);
    expect(heap.usage().reserved).toBe(0);
  });

  it("gives the pages of empty runs back", () => {
    const heap = smallHeap(32, 16 * MIB);
    const small = Array.from({ length: 15_000 }, () => heap.allocate(800));
    expect(() => heap.allocate(8 * MIB)).toThrowError(/Unable to allocate 8388608 bytes \(8.0 MiB\)/);
    for (const block of small) heap.release(block);
    heap.release(heap.allocate(15.5 * MIB));
    heap.trim();
    expect(heap.usage()).toMatchObject({ used: 0, reserved: 0 });
    expect(heap.usage().peak).toBeGreaterThanOrEqual(15 * MIB);
  });

  it("works above 2 GiB, where addresses are no int32", () => {
    const heap = createHeap({ budget: 4e9 });
    const low = heap.allocate(2300 * MIB);
    const blocks = [8, 800, 8000, 100_000, MIB].flatMap((bytes) => [0, 1, 2].map(() => heap.allocate(bytes)));
    for (const block of blocks) {
      expect(block).toBeGreaterThan(2 ** 31);
      heap.f64[block >>> 3] = block;
    }
    for (const block of blocks) expect(heap.f64[block >>> 3]).toBe(block);
    for (const block of blocks) heap.release(block);
    expect(heap.allocate(8)).toBe(blocks[2]);
    heap.release(blocks[2]!);
    heap.release(low);
    heap.trim();
    expect(heap.usage()).toMatchObject({ used: 0, reserved: 0 });
  });

  it.each([1, 2, 3])("agrees with a model over a random run (seed %i)", (seed) => {
    const random = seeded(seed);
    const heap = smallHeap(128);
    /** Live blocks by address: size, and the word that fills it. */
    const live = new Map<number, { bytes: number; word: number }>();
    const order: number[] = [];
    let used = 0;
    const check = (address: number): void => {
      const { bytes, word } = live.get(address)!;
      const words = heap.u32.subarray(address >>> 2, (address + bytes) >>> 2);
      if (words.some((each) => each !== word))
        throw new Error(`block ${address} of ${bytes} bytes was overwritten`);
    };
    for (let step = 0; step < 6000; step++) {
      // Ebb and flow: what survives an ebb must survive the reuse of the pages around it.
      const ebb = step % 1000 > 550;
      if (order.length > 0 && (random() < (ebb ? 0.9 : 0.25) || used > 60 * MIB)) {
        const k = Math.floor(random() * order.length);
        const address = order[k]!;
        order[k] = order.at(-1)!;
        order.pop();
        check(address);
        used -= live.get(address)!.bytes;
        live.delete(address);
        heap.release(address);
      } else {
        const kind = random();
        const top = kind < 0.6 ? 2000 : kind < 0.9 ? 20_000 : kind < 0.99 ? 300_000 : 4 * MIB;
        const bytes = Math.floor(random() * top);
        const address = heap.allocate(bytes);
        expect(live.has(address)).toBe(false);
        const word = (step * 2654435761) >>> 0;
        heap.u32.fill(word, address >>> 2, (address + bytes) >>> 2);
        live.set(address, { bytes, word });
        order.push(address);
        used += bytes;
      }
      if (step % 500 === 0) expect(heap.usage().used).toBe(used);
    }
    for (const address of order) {
      check(address);
      heap.release(address);
    }
    heap.trim();
    expect(heap.usage()).toMatchObject({ used: 0, reserved: 0 });
  });
});
