/** Without a GPU, without the package, in a worker, after the device was lost, and at the end of the process. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { gpuEnvironment } from "../../scripts/system-parts.mjs";
import { skipWithout } from "../support/parts.js";

const ROOT = new URL("../..", import.meta.url);

/** Runs a module in a process of its own. */
function runModule(source: string, environment: Record<string, string> = {}) {
  const env: NodeJS.ProcessEnv = { ...process.env, ...environment };
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", source],
    {
      cwd: ROOT,
      env,
      encoding: "utf8",
      timeout: 25_000,
    },
  );
  return { status, signal, stdout, stderr };
}

const SUM = `import * as cp from "manycore/cupy";
const x = cp.asarray([1, 2, 3]);
`;

describe("without a GPU", () => {
  skipWithout("vulkan");
  const none = { VK_ICD_FILENAMES: "/nonexistent/driver.json", VK_DRIVER_FILES: "/nonexistent/driver.json" };

  test("importing and recording work, the first reading says what to do", () => {
    const { status, stdout, stderr } = runModule(
      `${SUM}
      console.log(await cp.is_available());
      try { await x.add(1).get(); } catch (error) { console.log(error.name + ": " + error.message); }`,
      none,
    );
    expect(stdout, stderr).toMatch(
      /^false\nDeviceError: No GPU was found.*VK_ICD_FILENAMES.*manycore\/numpy/,
    );
    expect(status).toBe(0);
  });
});

test("without the package webgpu the import works and the first reading says what to install", () => {
  const hook = `export async function resolve(specifier, context, next) {
    if (specifier === "webgpu") throw Object.assign(new Error("Cannot find package 'webgpu'"), { code: "ERR_MODULE_NOT_FOUND" });
    return next(specifier, context);
  }`;
  const { stdout, stderr } = runModule(`import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
    const cp = await import("manycore/cupy");
    try { await cp.ones(2).tolist(); } catch (error) { console.log(error.name + ": " + error.message); }`);
  expect(stdout, stderr).toMatch(
    /^DeviceError: The package 'webgpu' \(Dawn\) can't be loaded: .*npm install webgpu.*manycore\/numpy/,
  );
});

describe("the device", () => {
  skipWithout("vulkan", "swiftshader");

  test("lets the process end by itself", () => {
    const { status, signal, stdout, stderr } = runModule(
      `${SUM}
      console.log(await x.sum().item());
      process.on("exit", () => console.log("end"));`,
      gpuEnvironment(),
    );
    expect(stdout, stderr).toBe("6\nend\n");
    expect([status, signal]).toEqual([0, null]);
  });

  test("lets process.exit() end it in the middle of work", () => {
    const { status, signal, stdout, stderr } = runModule(
      `${SUM}
      await x.ready();
      const large = cp.asarray(new Float32Array(4e6));
      void large.sin().cos().tan().sum().item();
      setTimeout(() => { console.log("leaving"); process.exit(3); }, 20);`,
      gpuEnvironment(),
    );
    expect(stdout, stderr).toBe("leaving\n");
    expect([status, signal]).toEqual([3, null]);
  });

  test("that is lost takes its arrays along, and another one is opened", () => {
    const { stdout, stderr, status } = runModule(
      `${SUM}
      import { openGpu } from "./dist/kernel/wgsl/index.js";
      await x.ready();
      const first = await openGpu();
      first.device.destroy();
      await first.device.lost;
      try { await x.sum().item(); } catch (error) { console.log(error.name + ": " + error.message); }
      console.log(await cp.asarray([4, 5]).sum().item(), (await openGpu()) !== first);`,
      gpuEnvironment(),
    );
    expect(stdout, stderr).toMatch(/^DeviceError: The GPU's device was lost.*\n9 true\n$/);
    expect(status).toBe(0);
  });

  test("lives in the main thread", () => {
    const { stdout, stderr } = runModule(
      `import { Worker } from "node:worker_threads";
      const worker = new Worker(\`import("manycore/cupy").then(async (cp) => {
        try { await cp.zeros(1).get(); } catch (error) { console.log(error.name + ": " + error.message); }
      });\`, { eval: true });
      worker.on("error", (error) => console.log(error));`,
      gpuEnvironment(),
    );
    expect(stdout, stderr).toMatch(/^DeviceError: The GPU lives in the main thread/);
  });

  test("shows its kernels with MANYCORE_DEBUG", () => {
    const { stdout, stderr } = runModule(`${SUM} await x.mul(2).sqrt().sum().item();`, {
      ...gpuEnvironment(),
      MANYCORE_DEBUG: "1",
    });
    expect(stdout + stderr).toContain("wgsl");
  });
});
