import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { NUMPY_VERSION } from "../../scripts/numpy-venv.mjs";
import { partPath, skipWithout } from "../support/parts.js";

describe("the GPU that tests run on", () => {
  skipWithout("vulkan", "swiftshader");

  test("is found by Dawn in a process of its own", () => {
    // Dawn can't be unloaded, and a mistake in a driver would end this process: let another one try.
    const script = `
      import { create } from "webgpu";
      globalThis.gpu = create([]);
      const adapter = await gpu.requestAdapter();
      console.log(adapter ? "adapter " + adapter.info.architecture : "no adapter");
      process.exit(0);`;
    const ran = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(ran.stdout).toMatch(/^adapter \w+/);
  });
});

describe("the NumPy that tests compare with", () => {
  skipWithout("numpy");

  test("is the pinned one", () => {
    const ran = spawnSync(partPath("numpy"), ["-c", "import numpy; print(numpy.__version__)"], {
      encoding: "utf8",
    });
    expect(ran.stdout.trim()).toBe(NUMPY_VERSION);
  });
});
