/** What goes wrong with kernels on the GPU: no GPU, a lost device, memory used up, workers that are terminated, and the programs of the examples. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as cuda from "manycore/cuda";
import * as cp from "manycore/cupy";
import { afterEach, describe, expect, test } from "vitest";
import { gpuEnvironment } from "../../scripts/system-parts.mjs";
import { skipWithout } from "../support/parts.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a program in a process of its own. */
function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    encoding: "utf8",
    timeout: 50_000,
  });
  return { status, signal, stdout, stderr };
}

const runModule = (source: string, environment?: NodeJS.ProcessEnv) =>
  run(["--input-type=module", "--eval", source], environment);

const TWICE = `import * as cuda from "manycore/cuda";
const twice = cuda.kernel([cuda.f32.array], ({ grid }, x) => { const i = grid(1); if (i < x.length) x[i] = 2 * x[i]; });
`;

describe("without a GPU", () => {
  skipWithout("vulkan");
  const none = { VK_ICD_FILENAMES: "/nonexistent/driver.json", VK_DRIVER_FILES: "/nonexistent/driver.json" };

  test("kernels run on the cores, and one line says so and what to do", () => {
    const { status, stdout, stderr } = runModule(
      `${TWICE}
      const x = Float32Array.of(1, 2, 3);
      for (let k = 0; k < 3; k++) await twice(1, 4)(x);
      console.log(x.join(), await cuda.target(), await cuda.isAvailable());`,
      { ...none, MANYCORE_CUDA_TARGET: undefined },
    );
    expect(stdout, stderr).toBe("8,16,24 cpu false\n");
    // The drivers' loader has lines of its own.
    expect(stderr.split("\n").filter((line) => line.includes("manycore"))).toHaveLength(1);
    expect(stderr).toMatch(/kernels run on this machine's cores: No GPU was found.*MANYCORE_CUDA_TARGET=cpu/);
    expect(status).toBe(0);
  });

  test("asked for by name it is an error", () => {
    const { stdout, stderr } = runModule(
      `${TWICE}
      try { await twice(1, 4, { target: "gpu" })(new Float32Array(3)); }
      catch (error) { console.log(error.name + ": " + error.message); }`,
      none,
    );
    expect(stdout, stderr).toMatch(/^DeviceError: No GPU was found/);
  });

  test("and without the package it says what to install", () => {
    const hook = `export async function resolve(specifier, context, next) {
      if (specifier === "webgpu") throw Object.assign(new Error("Cannot find package 'webgpu'"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(specifier, context);
    }`;
    const { stdout, stderr } = runModule(`import { register } from "node:module";
      register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
      const cuda = await import("manycore/cuda");
      const one = cuda.kernel([cuda.f32.array], (ctx, x) => { x[0] = 1; });
      const x = new Float32Array(1);
      await one(1, 1)(x);
      console.log(x[0]);`);
    expect(stdout).toBe("1\n");
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/npm install webgpu/);
  });
});

describe("on the GPU", () => {
  skipWithout("vulkan", "swiftshader");
  const gpu = { ...gpuEnvironment(), MANYCORE_CUDA_TARGET: "gpu" };
  const pool = cp.get_default_memory_pool();
  afterEach(() => pool.set_limit({ size: 0 }));

  test("a lost device takes its arrays along, launches that wait say so, and the next ones run on another", () => {
    const { status, stdout, stderr } = runModule(
      `${TWICE}
      import { openGpu } from "./dist/kernel/wgsl/index.js";
      const told = async (work) => { try { await work; console.log("done"); } catch (error) { console.log(error.name); } };
      const x = await cuda.toDevice(Float32Array.of(1));
      await twice(1, 1)(x);
      const first = await openGpu();
      first.device.destroy();
      await first.device.lost;
      await told(twice(1, 1)(x));
      await told(x.copyToHost());
      const y = Float32Array.of(5);
      await told(twice(1, 1)(y));
      console.log(y[0], (await openGpu()) !== first);`,
      gpu,
    );
    expect(stdout, stderr).toBe("DeviceError\nDeviceError\ndone\n10 true\n");
    expect(status).toBe(0);
  });

  test("memory that is used up is asked and free in the error, and the array stays on the host", async () => {
    const fill = cuda.kernel([cuda.f32.array, cuda.f32], ({ grid }, x, value) => {
      const i = grid(1);
      if (i < x.length) x[i] = value;
    });
    const options = { target: "gpu" } as const;
    pool.free_all_blocks();
    pool.set_limit({ size: pool.total_bytes() + 2 ** 20 });
    const large = new Float32Array(2 ** 20).fill(3);
    const failed = await fill(
      4096,
      256,
      options,
    )(large, 1).then(
      () => null,
      (error: Error) => error,
    );
    expect(failed?.name).toBe("MemoryError");
    expect(failed?.message).toMatch(/4194304 bytes/);
    expect(failed?.message).toMatch(/\d+ bytes (are )?(used|in use)/);
    expect(large.every((v) => v === 3)).toBe(true);
    pool.set_limit({ size: 0 });
    await fill(4096, 256, options)(large, 1);
    expect(large.every((v) => v === 1)).toBe(true);
  });

  test("a worker that is terminated while the GPU works for the main thread doesn't end the process", () => {
    const { status, signal, stdout, stderr } = runModule(
      `${TWICE}
      import { Worker } from "node:worker_threads";
      const x = await cuda.toDevice(new Float32Array(1 << 20).fill(1));
      await twice(4096, 256)(x);
      const worker = new Worker(\`import("manycore/cuda").then(async (cuda) => {
        const twice = cuda.kernel([cuda.f32.array], ({ grid }, x) => { const i = grid(1); if (i < x.length) x[i] = 2 * x[i]; }, {});
        (await import("node:worker_threads")).parentPort.postMessage("ready");
        for (;;) await twice(64, 64, { target: "cpu" })(new Float32Array(4096)).catch(() => {});
      });\`, { eval: true });
      await new Promise((resolve) => worker.once("message", resolve));
      const work = Array.from({ length: 20 }, () => twice(4096, 256)(x));
      await worker.terminate();
      await Promise.all(work);
      console.log((await x.copyToHost())[12345] === 2 ** 21);`,
      gpu,
    );
    expect(stdout, stderr).toBe("true\n");
    expect([status, signal]).toEqual([0, null]);
  });

  test("what is launched in a worker on the GPU says where the GPU lives", () => {
    const { stdout, stderr, status } = runModule(
      `import { Worker } from "node:worker_threads";
      const worker = new Worker(\`import("manycore/cuda").then(async (cuda) => {
        const one = cuda.kernel([cuda.f32.array], (ctx, x) => { x[0] = 1; });
        try { await one(1, 1)(new Float32Array(1)); } catch (error) { console.log(error.name + ": " + error.message); }
      });\`, { eval: true });
      worker.on("error", (error) => console.log(error));`,
      gpu,
    );
    expect(stdout, stderr).toMatch(/^DeviceError: The GPU lives in the main thread/);
    expect(status).toBe(0);
  });

  test("a block that is too large, a wrong type and a wrong number of arguments", async () => {
    const one = cuda.kernel([cuda.f32.array, cuda.i32], (_, x, n) => {
      x[0] = n;
    });
    const x = new Float32Array(1);
    await expect(one(1, 2000, { target: "gpu" })(x, 1)).rejects.toThrow(
      /The block is \[2000, 1, 1\]; allowed is \[1024, 1024, 64\]/,
    );
    await expect(one(1, [64, 32], { target: "gpu" })(x, 1)).rejects.toThrow(/2048 threads; allowed are 1024/);
    // @ts-expect-error: an argument too few
    await expect(one(1, 1)(x)).rejects.toThrow(/takes 2 arguments \(x, n\); 1 given/);
    // @ts-expect-error: another type of array
    await expect(one(1, 1)(new Float64Array(1), 1)).rejects.toThrow(/array of f32; the one given holds f64/);
    // @ts-expect-error: a bigint for an i32
    await expect(one(1, 1)(x, 1n)).rejects.toThrow(/n is i32: it takes a number, not 1n/);
    await expect(one(1, 1)(x, 0.5)).rejects.toThrow(/takes a whole number, not 0.5/);
  });

  test("arrays, launches and the process end in the middle of work", () => {
    const { status, signal, stdout } = runModule(
      `${TWICE}
      const x = await cuda.toDevice(new Float32Array(1 << 20));
      for (let k = 0; k < 50; k++) void twice(4096, 256)(x);
      setTimeout(() => { console.log("leaving"); process.exit(3); }, 20);`,
      gpu,
    );
    expect(stdout).toBe("leaving\n");
    expect([status, signal]).toEqual([3, null]);
  });
});

describe("the examples' programs", () => {
  test.each([
    ["vector-add", /\((cpu|gpu)\)$/],
    ["saxpy", /^2 · 3 \+ 1 = 7 \((cpu|gpu)\)$/],
    ["matmul", /\((cpu|gpu)\)$/],
    ["histogram", /\((cpu|gpu)\)$/],
    ["prefix-scan", /\((cpu|gpu)\)$/],
    ["n-body", /\((cpu|gpu)\)$/],
    ["mandelbrot", /@@@[\s\S]*\((cpu|gpu)\)$/],
    ["monte-carlo-pi", /3\.1[34]\d*.*\((cpu|gpu)\)$/],
    ["game-of-life", /\((cpu|gpu)\)$/],
  ])("%s prints its result and the target", (name, printed) => {
    const { status, stdout, stderr } = run(["--import", "tsx", `examples/cuda/${name}.ts`], {
      MANYCORE_CUDA_TARGET: "cpu",
    });
    expect(stdout.trim(), stderr).toMatch(printed);
    expect(stdout.trim()).toMatch(/\(cpu\)$/);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
