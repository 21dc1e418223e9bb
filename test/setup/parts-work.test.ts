import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MRJOB_VERSION } from "../../scripts/mrjob-venv.mjs";
import { NUMPY_VERSION } from "../../scripts/numpy-venv.mjs";
import { partPath, skipWithout } from "../support/parts.js";
import { scratchFolder } from "./scratch-folder.js";

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

describe("the mrjob that jobs are compared with", () => {
  skipWithout("mrjob");

  test("is the pinned one, and runs a job in processes of its own", () => {
    const job = `
from mrjob.job import MRJob

class Letters(MRJob):
    def mapper(self, _, line):
        for letter in line:
            yield letter, 1

    def reducer(self, letter, counts):
        yield letter, sum(counts)

if __name__ == "__main__":
    Letters.run()
`;
    const folder = scratchFolder({ "letters.py": job, "in.txt": "abba\nbaa\n" });
    const args = [join(folder, "letters.py"), "-r", "local", "--no-conf", join(folder, "in.txt")];
    const ran = spawnSync(partPath("mrjob"), args, { encoding: "utf8" });
    expect(ran.stdout.trim().split("\n").sort()).toEqual(['"a"\t4', '"b"\t3']);
    const asked = spawnSync(partPath("mrjob"), ["-c", "import mrjob; print(mrjob.__version__)"]);
    expect(`${asked.stdout}`.trim()).toBe(MRJOB_VERSION);
  });
});
