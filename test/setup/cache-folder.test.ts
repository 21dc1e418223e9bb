import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { cacheFolder, makeFolderOnce } from "../../scripts/cache-folder.mjs";
import { scratchFolder } from "./scratch-folder.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the cache folder", () => {
  test("is XDG_CACHE_HOME's, unless that is relative", () => {
    const folder = scratchFolder();
    vi.stubEnv("XDG_CACHE_HOME", folder);
    expect(cacheFolder()).toBe(join(folder, "manycore"));
    vi.stubEnv("XDG_CACHE_HOME", "relative");
    expect(cacheFolder()).not.toContain("relative");
  });

  test("a folder in it is whole or absent", async () => {
    const folder = join(scratchFolder(), "deep", "made");
    const attempt = makeFolderOnce(folder, (building) => {
      writeFileSync(join(building, "half"), "");
      throw new Error("the network is gone");
    });
    await expect(attempt).rejects.toThrow("the network is gone");
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(join(folder, ".."))).toEqual([]);
  });

  test("two that make the same folder both succeed, and the first one's stays", async () => {
    const folder = join(scratchFolder(), "made");
    let arrived = () => {};
    const bothAreBuilding = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const first = makeFolderOnce(folder, async (building) => {
      await bothAreBuilding;
      writeFileSync(join(building, "who"), "first");
    });
    const second = makeFolderOnce(folder, async (building) => {
      arrived();
      await first;
      writeFileSync(join(building, "who"), "second");
      writeFileSync(join(building, "late"), "");
    });
    await Promise.all([first, second]);
    expect(readdirSync(folder)).toEqual(["who"]);
    expect(readdirSync(join(folder, ".."))).toEqual(["made"]);
  });
});
