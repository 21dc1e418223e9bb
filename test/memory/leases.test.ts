import { describe, expect, it } from "vitest";
import { ValueError } from "../../dist/errors.js";
import { adopt } from "../../dist/memory/adoption.js";
import {
  adoptThread,
  allocationOf,
  type Block,
  createHeap,
  dropLease,
  freeBlock,
  heap,
  lease,
  memoryStats,
  newBlock,
  receiveLease,
  reclaim,
  sealLeases,
} from "../../dist/memory/index.js";
import { TEAM_CONTROL_ADDRESS } from "../../dist/memory/layout.js";
import { SharedHeap } from "../../dist/memory/shared-heap.js";
import { groundTruth } from "./ground-truth.js";
import { runUntilNamed } from "./kill-points.js";

const numbers = (block: Block): Float64Array =>
  heap().f64.subarray(block.address >>> 3, (block.address + block.bytes) >>> 3);

function send(block: Block): number {
  const id = lease(block);
  sealLeases([id], 0, 0);
  return id;
}

describe("a lease", () => {
  it.each([100, 8000, 1_000_000])(
    "hands a block of %i bytes on, which lives on without the one that sent it",
    (bytes) => {
      const received = (() => {
        const block = newBlock(bytes);
        numbers(block).fill(7);
        const id = send(block);
        expect(block.escaped).toBe(true);
        const other = receiveLease(id, block.address, bytes);
        expect(other).toMatchObject({ address: block.address, bytes, escaped: true });
        expect(allocationOf(other)).toBe(allocationOf(block));
        freeBlock(block);
        return other;
      })();
      reclaim();
      for (let k = 0; k < 200; k++) numbers(newBlock(bytes)).fill(-1);
      expect(numbers(received).every((x) => x === 7)).toBe(true);
    },
  );

  it("is given back when the Block that it became is garbage, or freed", () => {
    reclaim();
    const before = memoryStats().used;
    const id = (() => {
      const block = newBlock(1_000_000);
      const received = receiveLease(send(block), block.address, 1_000_000);
      const again = send(received);
      freeBlock(block);
      freeBlock(received);
      expect(memoryStats().used).toBe(before + 1_000_000);
      return { again, address: block.address };
    })();
    (() => receiveLease(id.again, id.address, 1_000_000))();
    reclaim();
    expect(memoryStats().used).toBe(before);
  });

  it("is received or dropped once", () => {
    const block = newBlock(1000);
    const [received, dropped] = [send(block), send(block)];
    const kept = receiveLease(received, block.address, 1000);
    expect(() => receiveLease(received, block.address, 1000)).toThrowError(ValueError);
    expect(dropLease(received)).toBe(false);
    expect(dropLease(dropped)).toBe(true);
    expect(dropLease(dropped)).toBe(false);
    expect(() => receiveLease(dropped, block.address, 1000)).toThrowError(/lease \d+ is gone/);
    for (const none of [0, -1, 1.5, 2 ** 40, Number.NaN]) {
      expect(dropLease(none)).toBe(false);
      expect(() => receiveLease(none, block.address, 8)).toThrowError(/is gone/);
    }
    expect(kept.address).toBe(block.address);
  });

  it("covers its block and no more", () => {
    const block = newBlock(100_000);
    const id = send(block);
    expect(() => receiveLease(id, block.address, 100_001)).toThrowError(/is for the 100000 bytes/);
    expect(() => receiveLease(id, block.address - 8, 8)).toThrowError(ValueError);
    expect(receiveLease(id, block.address + 800, 800).address).toBe(block.address + 800);
  });

  it("keeps a small block's bytes from being handed out again", () => {
    newBlock(4000);
    const block = newBlock(4000);
    const { address } = block;
    const id = send(block);
    freeBlock(block);
    expect(newBlock(4000).address).not.toBe(address);
    dropLease(id);
  });

  it("there may be many thousands, and they cost no more references than they give back", () => {
    const own = createHeap({ pages: 512 });
    const shared = new SharedHeap(own.memory, 5);
    const blocks = [24, 9000, 100_000].map((bytes) => shared.allocate(bytes));
    const ids: number[] = [];
    for (let k = 0; k < 20_000; k++) ids.push(shared.lease(blocks[k % 3]!));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 32)).toBe(true);
    expect(groundTruth(shared)).toMatchObject({ leases: 20_000, mistakes: [] });
    expect(ids.every((id) => shared.dropLease(id))).toBe(true);
    for (const block of blocks) shared.release(block);
    shared.trim();
    expect(groundTruth(shared)).toMatchObject({ used: 0, reserved: 0, leases: 0, mistakes: [] });
  });

  it("of a dead sender is dropped unless its message was published", () => {
    const { memory } = createHeap({ pages: 256 });
    const [main, dead] = [new SharedHeap(memory, 1), new SharedHeap(memory, 2)];
    const counter = TEAM_CONTROL_ADDRESS >>> 2;
    main.i32[counter] = 0x7fff_ffff;
    const blocks = [1, 2, 3, 4, 5].map(() => dead.allocate(5000));
    const ids = blocks.map((block) => dead.lease(block));
    dead.sealLease(ids[0]!, 0, 0);
    dead.sealLease(ids[1]!, counter, 0x7fff_ffff);
    // The counter wraps: this one is the next message.
    dead.sealLease(ids[2]!, counter, -0x8000_0000);
    dead.sealLease(ids[3]!, counter, 0x7fff_fffe);
    const { freed } = adopt(main, 2);
    expect(freed).toBe(2 * 5000);
    for (const k of [0, 1, 3]) expect(main.receiveLease(ids[k]!, blocks[k]!, 5000)).toBe(blocks[k]);
    for (const k of [2, 4])
      expect(() => main.receiveLease(ids[k]!, blocks[k]!, 5000)).toThrowError(/is gone/);
    expect(groundTruth(main)).toMatchObject({ used: 15_000, mistakes: [] });
  });

  it.each([512, 200_000])(
    "published in a channel of %i bytes stays while somebody else holds the channel",
    (bytes) => {
      const { memory } = createHeap({ pages: 256 });
      const [main, owner, worker] = [1, 2, 3].map((thread) => new SharedHeap(memory, thread)) as [
        SharedHeap,
        SharedHeap,
        SharedHeap,
      ];
      const channel = owner.allocate(bytes);
      const held = owner.lease(channel);
      owner.sealLease(held, 0, 0);
      const tail = (channel >>> 2) + 16;
      main.i32[tail] = 7;
      for (const sender of [owner, worker]) {
        const block = sender.allocate(5000);
        sender.sealLease(sender.lease(block), tail, 7);
        sender.release(block);
      }
      adopt(main, 3);
      adopt(main, 2);
      // Who takes the channel over can still read what is in it.
      expect(groundTruth(main)).toMatchObject({ leases: 3, mistakes: [] });
    },
  );

  it.each([512, 200_000])("in the dead owner's own channel of %i bytes goes with it", (bytes) => {
    const { memory } = createHeap({ pages: 256 });
    const [main, owner, worker] = [1, 2, 3].map((thread) => new SharedHeap(memory, thread)) as [
      SharedHeap,
      SharedHeap,
      SharedHeap,
    ];
    const channel = owner.allocate(bytes);
    const tail = (channel >>> 2) + 16;
    main.i32[tail] = 7;
    for (const sender of [owner, worker]) {
      const block = sender.allocate(5000);
      sender.sealLease(sender.lease(block), tail, 7);
      sender.release(block);
    }
    adopt(main, 3);
    expect(groundTruth(main)).toMatchObject({ leases: 2, mistakes: [] });
    adopt(main, 2);
    expect(groundTruth(main)).toMatchObject({ used: 0, leases: 0, mistakes: [] });
  });
});

describe("adoption", () => {
  it("takes the memory of the workers that a dead one had started as well, however deep", () => {
    const { memory } = createHeap({ pages: 256 });
    const main = new SharedHeap(memory, 0);
    const family = [
      [3, 0],
      [4, 3],
      [7, 4],
      [5, 3],
      [6, 0],
    ].map(([thread, parent]) => new SharedHeap(memory, thread!, parent));
    for (const each of family) each.allocate(50_000);
    expect(adopt(main, 3)).toEqual({ threads: [7, 4, 5, 3], arenas: 4, freed: 200_000 });
    expect(groundTruth(main)).toMatchObject({ used: 50_000, mistakes: [] });
    expect(adopt(main, 6).freed).toBe(50_000);
  });

  it("of the calling thread is refused; of one without memory nothing happens", () => {
    expect(() => adoptThread(0)).toThrowError(/own memory/);
    expect(adoptThread(987_654)).toEqual({ threads: [], arenas: 0, freed: 0 });
  });

  it("a run isn't given back while the journal of the thread that brought its block home names it", () => {
    const { memory } = createHeap({ pages: 256 });
    const [owner, freer] = [new SharedHeap(memory, 1), new SharedHeap(memory, 2)];
    const block = owner.allocate(5000);
    const id = owner.lease(block);
    owner.sealLease(id, 0, 0);
    freer.receiveLease(id, block, 5000);
    owner.release(block);
    expect(runUntilNamed("push.tried", () => freer.releaseLease(id))).toBe(true);
    owner.trim();
    expect(owner.usage().reserved).toBeGreaterThan(0);
    adopt(owner, 2);
    owner.trim();
    expect(groundTruth(owner)).toMatchObject({ used: 0, reserved: 0, mistakes: [] });
  });

  it.each([
    ["drop.counted", 0],
    ["drop.counted", 1],
    ["lease.counted", 1],
  ] as const)("at %s, with %i leases besides: the block may be gone, and another there", (name, others) => {
    const { memory } = createHeap({ pages: 256 });
    const [owner, victim] = [new SharedHeap(memory, 1), new SharedHeap(memory, 2)];
    const address = owner.allocate(5000);
    const id = owner.lease(address);
    const besides = Array.from({ length: others }, () => owner.lease(address));
    owner.sealLease(id, 0, 0);
    victim.receiveLease(id, address, 5000);
    const drops = name === "drop.counted";
    expect(runUntilNamed(name, () => (drops ? victim.releaseLease(id) : victim.lease(address)))).toBe(true);
    for (const each of besides) owner.dropLease(each);
    if (drops) {
      owner.release(address);
      expect(owner.allocate(4900)).toBe(address);
      owner.lease(address);
    }
    adopt(owner, 2);
    expect(owner.referencesTo(address)).toBe(drops ? 2 : 1);
    expect(groundTruth(owner).mistakes).toEqual([]);
  });

  it.each(["release.counted", "release.freed"])(
    "at %s: the pages may be another thread's when it is adopted",
    (name) => {
      const { memory } = createHeap({ pages: 256 });
      const [main, victim] = [new SharedHeap(memory, 1), new SharedHeap(memory, 2)];
      // Large blocks start at changing lines: the next one leaves the header of the victim's as it is.
      main.release(main.allocate(100_000));
      const address = victim.allocate(100_000);
      expect(runUntilNamed(name, () => victim.release(address))).toBe(true);
      const blocks = [100_000, 100_000, 40_000].map((bytes) => main.allocate(bytes));
      adopt(main, 2);
      for (const block of blocks) expect(main.referencesTo(block)).toBe(1);
      expect(groundTruth(main)).toMatchObject({ used: 240_000, mistakes: [] });
    },
  );
});
