/** Value, Array, SharedMemory and Manager in one thread and between threads. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { heap, memoryStats, reclaim } from "../../dist/memory/index.js";
import {
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  Manager,
  RLock,
  Array as SharedArray,
  SharedMemory,
  Value,
} from "../../dist/multiprocessing/sync/index.js";
import { decode, encode } from "../../dist/portable/index.js";
import { inThread, SyncThread } from "./sync-threads.js";

describe("Value", () => {
  test("typecodes have Python's sizes", () => {
    const codes = ["b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "f", "d"] as const;
    const sizes = codes.map(
      (code) => (new SharedArray(code, 1).core as { dtype: { itemsize: number } }).dtype.itemsize,
    );
    const python = execFileSync("python3", [
      "-c",
      `import ctypes, json
from multiprocessing.sharedctypes import typecode_to_type as t
print(json.dumps([ctypes.sizeof(t[c]) for c in ${JSON.stringify(codes)}]))`,
    ]);
    expect(sizes).toEqual(JSON.parse(python.toString()));
  });

  test("holds what its dtype holds, and refuses the rest", async () => {
    const value = new Value("int8", -128);
    value.value += 1;
    expect(value.value).toBe(-127);
    expect(() => {
      value.value = 128;
    }).toThrow(expect.objectContaining({ name: "OverflowError" }));
    expect(() => {
      value.value = 1.5;
    }).toThrow(expect.objectContaining({ name: "ValueError" }));
    await expect(value.set("1" as never)).rejects.toMatchObject({ name: "DTypeError" });
    expect(await value.get()).toBe(-127);
    const large = new Value("q", 2n ** 60n);
    expect(large.value).toBe(2n ** 60n);
    large.value = 5;
    expect(large.value).toBe(5);
    expect(new Value("bool", true).value).toBe(true);
    expect(new Value("d", 0.1).value).toBe(0.1);
    expect(() => new Value("x" as never)).toThrow("the typecodes are");
  });

  test("update is atomic, and wants a lock", async () => {
    const value = new Value("i", 0);
    await Promise.all(Array.from({ length: 20 }, () => value.update((n) => n + 1)));
    expect(value.updateSync((n) => n * 2)).toBe(40);
    await value.getLock().withLock(() => value.update((n) => n + 2));
    expect(value.value).toBe(42);
    await expect(new Value("i", 0, { lock: false }).update((n) => n)).rejects.toMatchObject({
      name: "NotSupportedError",
    });
    const lock = new Lock();
    expect(new Value("i", 0, { lock }).getLock()).toBe(lock);
  });
});

describe("Array", () => {
  test("indexing, slices, iteration", async () => {
    const array = new SharedArray("d", [1, 2, 3, 4]);
    expect([array.length, array.at(0), array.at(-1)]).toEqual([4, 1, 4]);
    array.set(-2, 30);
    expect([...array]).toEqual([1, 2, 30, 4]);
    expect(array.slice(1, -1)).toEqual([2, 30]);
    expect(await array.read(2)).toEqual([30, 4]);
    await array.write([7, 8], 2);
    expect(array.slice()).toEqual([1, 2, 7, 8]);
    for (const index of [4, -5, 0.5]) {
      expect(() => array.at(index)).toThrow(expect.objectContaining({ name: "IndexError" }));
    }
    await expect(array.write([1, 2], 3)).rejects.toMatchObject({ name: "IndexError" });
    await expect(new SharedArray("B", 3).write([1, 2, 256])).rejects.toMatchObject({ name: "OverflowError" });
    expect([...new SharedArray("i", 3)]).toEqual([0, 0, 0]);
  });

  test("asarray is the same memory, also in another thread", async () => {
    const array = new SharedArray("float64", [1, 2, 3]);
    const nd = array.asarray();
    const doubled = nd.mul(2);
    array.set(0, 100);
    nd.iadd(1);
    expect([...array]).toEqual([101, 3, 4]);
    expect(doubled.tolist()).toEqual([2, 4, 6]);
    await inThread("call", { object: array }, "set", 1, 50);
    expect(nd.tolist()).toEqual([101, 50, 4]);
  });
});

describe("SharedMemory", () => {
  test("is found by its name in another thread, and outlives its maker", async () => {
    using memory = new SharedMemory({ create: true, size: 1000, name: "sync values test" });
    expect(memory.buf.every((byte) => byte === 0)).toBe(true);
    expect(await inThread("attach", {}, memory.name, 7)).toBe(1000);
    expect(memory.buf[999]).toBe(7);
    using again = new SharedMemory({ name: memory.name });
    again.buf[0] = 1;
    expect(memory.buf[0]).toBe(1);
    expect(() => new SharedMemory({ create: true, size: 1, name: memory.name })).toThrow("already");
    memory.unlink();
    expect(() => memory.unlink()).toThrow("there is no SharedMemory");
    expect(() => new SharedMemory({ name: memory.name })).toThrow("there is no SharedMemory");
    again.buf[1] = 2;
    expect(memory.buf[1]).toBe(2);
    const view = memory.buf;
    memory.close();
    expect(() => memory.buf).toThrow("closed");
    expect(view[1]).toBe(2);
  });

  test("names are checked", () => {
    expect(() => new SharedMemory({ create: true })).toThrow("size");
    expect(() => new SharedMemory({})).toThrow("name");
    expect(() => new SharedMemory({ create: true, size: 1, name: "x".repeat(97) })).toThrow("96 bytes");
    using one = new SharedMemory({ create: true, size: 1 });
    using two = new SharedMemory({ create: true, size: 1 });
    expect(one.name).not.toBe(two.name);
    one.unlink();
    two.unlink();
  });
});

describe("Manager", () => {
  test("a dict answers as Python's", async () => {
    using manager = new Manager();
    const dict = manager.dict<number>({ a: 1, b: 2 });
    expect(await dict.setdefault("a", 9)).toBe(1);
    expect(await dict.setdefault("c", 3)).toBe(3);
    expect(await dict.popitem()).toEqual(["c", 3]);
    expect(await dict.pop("z", 0)).toBe(0);
    await expect(dict.pop("z")).rejects.toMatchObject({ name: "ValueError" });
    await dict.update([["d", 4]]);
    expect([await dict.keys(), await dict.values(), await dict.size()]).toEqual([
      ["a", "b", "d"],
      [1, 2, 4],
      3,
    ]);
    expect([await dict.delete("a"), await dict.delete("a")]).toEqual([true, false]);
    expect(await dict.copy()).toEqual(new Map(Object.entries({ b: 2, d: 4 })));
    await expect(dict.set({} as never, 1)).rejects.toMatchObject({ name: "DTypeError" });
    await dict.clear();
    await expect(dict.popitem()).rejects.toMatchObject({ name: "ValueError" });
  });

  test("a list answers as Python's", async () => {
    using manager = new Manager();
    const list = manager.list([3, 1, 2]);
    await list.sort();
    expect(await list.slice()).toEqual([1, 2, 3]);
    await list.sort({ reverse: true });
    await list.insert(-1, 10);
    expect(await list.slice()).toEqual([3, 2, 10, 1]);
    expect([await list.pop(), await list.pop(0), await list.index(10), await list.count(2)]).toEqual([
      1, 3, 1, 1,
    ]);
    await list.remove(2);
    await expect(list.remove(2)).rejects.toMatchObject({ name: "ValueError" });
    await list.extend([5, 6]);
    await list.reverse();
    await list.delete(0);
    const seen: number[] = [];
    for await (const item of list) seen.push(item);
    expect(seen).toEqual([5, 10]);
    await list.set(-1, 11);
    expect(await list.get(1)).toBe(11);
    const mixed = manager.list<unknown>([1, "a"]);
    await expect(mixed.sort()).rejects.toMatchObject({ name: "DTypeError" });
    await mixed.clear();
    await expect(mixed.pop()).rejects.toMatchObject({ name: "IndexError" });
  });

  test("what goes in and comes out is copied, but arrays and shared objects stay the same", async () => {
    using manager = new Manager();
    const dict = manager.dict<unknown>();
    const inner = { list: [1] };
    await dict.set("inner", inner);
    inner.list.push(2);
    const out = (await dict.get("inner")) as typeof inner;
    expect(out).toEqual({ list: [1] });
    out.list.push(3);
    expect(await dict.get("inner")).toEqual({ list: [1] });
    const lock = new Lock();
    await dict.set("lock", lock);
    await ((await dict.get("lock")) as Lock).acquire();
    expect(await lock.locked()).toBe(true);
  });

  test("a closed Manager makes nothing", () => {
    const manager = new Manager();
    manager.shutdown();
    manager.shutdown();
    expect(() => manager.dict()).toThrow(expect.objectContaining({ name: "NotSupportedError" }));
  });
});

describe("nothing is left", () => {
  test("of handles that came and went", async () => {
    const round = async () => {
      for (let k = 0; k < 200; k++) {
        const shared = [
          new Lock(),
          new RLock(),
          new BoundedSemaphore(),
          new Event(),
          new Condition(),
          new Value("i"),
        ];
        decode(encode(shared, "thread").bytes, "thread");
        await shared[0]!.core;
      }
      await new Promise((resolve) => setImmediate(resolve));
      reclaim();
      return memoryStats().used;
    };
    await round();
    const after: number[] = [];
    for (let k = 0; k < 5; k++) after.push(await round());
    // Six objects of up to 4 KiB, 200 times a round, would be over 2 MB a round.
    expect(Math.max(...after) - Math.min(...after)).toBeLessThan(1_000_000);
    expect(heap().shared).toBe(true);
  });

  test("of threads that used them", async () => {
    const lock = new Lock();
    const counter = new Value("i", 0, { lock: false });
    const used: number[] = [];
    for (let round = 1; round <= 4; round++) {
      const all = [1, 2].map(() => new SyncThread("countSync", { lock, counter }, [5]));
      await Promise.all(all.map((thread) => once(thread.worker, "exit")));
      expect(counter.value).toBe(10 * round);
      reclaim();
      used.push(memoryStats().used);
    }
    expect(used[3]! - used[1]!).toBeLessThan(100_000);
  });

  test("of timers: a script that waited ends by itself, and one that waits doesn't end early", () => {
    const index = new URL("../../dist/multiprocessing/sync/index.js", import.meta.url).href;
    const script = `
      import { Lock, Event, Semaphore } from ${JSON.stringify(index)};
      const lock = new Lock();
      await lock.acquire();
      const never = new Event();
      const controller = new AbortController();
      const given = never.wait({ signal: controller.signal }).catch(() => "given up");
      console.log(await lock.acquire({ timeout: 0.02 }), await new Semaphore(0).acquire({ timeout: 0.2 }));
      controller.abort();
      console.log(await given);
    `;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(output).toBe("false false\ngiven up\n");
  });
});
