/** The pool's numbers and its limit. */
import { afterEach, describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { skipWithout } from "../support/parts.js";

describe("the memory pool", () => {
  skipWithout("vulkan", "swiftshader");
  const pool = cp.get_default_memory_pool();
  const MB = 2 ** 20;
  const made = (): cp.NDArray => cp.asarray(new Float32Array(MB / 4).fill(3));
  afterEach(() => {
    pool.set_limit({ size: 0 });
  });

  test("counts what is used and what is kept", async () => {
    const x = await made().ready();
    const used = pool.used_bytes();
    expect(used).toBeGreaterThanOrEqual(MB);
    const free = pool.n_free_blocks();
    x.dispose();
    expect(pool.used_bytes()).toBe(used - MB);
    expect(pool.n_free_blocks()).toBe(free + 1);
    expect(pool.total_bytes()).toBe(pool.used_bytes() + pool.free_bytes());
    pool.free_all_blocks();
    expect([pool.free_bytes(), pool.n_free_blocks()]).toEqual([0, 0]);
    expect(pool.total_bytes()).toBe(pool.used_bytes());
  });

  test("beyond the limit: asked, used and free in the error; the data stays on the host and goes later", async () => {
    pool.free_all_blocks();
    const first = await made().ready();
    pool.set_limit({ size: pool.total_bytes() + MB / 2 });
    expect(pool.get_limit()).toBe(pool.total_bytes() + MB / 2);
    const second = made();
    await expect(second.ready()).rejects.toThrow(cp.MemoryError);
    await expect(second.ready()).rejects.toThrow(
      /Unable to allocate 1048576 bytes on the GPU: \d+ bytes are used and \d+ were free .* the limit is \d+ bytes/,
    );
    const pending = first.add(1);
    await expect(pending.ready()).rejects.toThrow(cp.MemoryError);
    pool.set_limit({ size: 0 });
    expect(await second.sum().item()).toBe((3 * MB) / 4);
    expect(await pending.item(5)).toBe(4);
  });

  test("idle buffers of other sizes make room before there is an error", async () => {
    const small = await Promise.all(
      Array.from({ length: 4 }, () => cp.asarray(new Float32Array(MB / 16)).ready()),
    );
    for (const each of small) each.dispose();
    expect(pool.free_bytes()).toBeGreaterThanOrEqual(MB);
    pool.free_all_blocks();
    const again = await Promise.all(
      Array.from({ length: 4 }, () => cp.asarray(new Float32Array(MB / 16)).ready()),
    );
    for (const each of again) each.dispose();
    const kept = pool.free_bytes();
    expect(kept).toBeGreaterThan(0);
    pool.set_limit({ size: pool.total_bytes() + MB - kept });
    await made().ready();
    expect(pool.free_bytes()).toBe(0);
  });

  test("limits that are none", () => {
    expect(() => pool.set_limit({ fraction: 0.5 })).toThrow(cp.NotSupportedError);
    expect(() => pool.set_limit({ size: -1 })).toThrow(cp.ValueError);
    expect(() => pool.set_limit({})).toThrow(cp.ValueError);
  });
});
