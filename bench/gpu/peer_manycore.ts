import { createRequire } from "node:module";
import * as cuda from "manycore/cuda";
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import type { Ran } from "../harness/protocol.js";
import { type Job, serve } from "../harness/serve.js";
import { countDispatches } from "./dispatches.js";
import { fill, mandelbrot, matmul, saxpy, TILE } from "./kernels.js";
import { bytes, checksum, MOST_ROUNDS, numbers, type Work } from "./work.js";

const { f32, u8 } = simd;

/** Which of the three this process is: "cpu", "gpu" or "simulator". */
const target = process.argv[2] as cuda.TargetName;
cuda.setTarget(target);

const leaky = simd.vectorize((x: number) => (x > 0 ? x * 2 : -x / (1 - x)), {
  signature: f32(f32),
  ...(target === "gpu" ? {} : { target: "cpu" }),
});
const saturating = simd.vectorize((a: number, b: number) => Math.min(a + b, 255), {
  signature: u8(u8, u8),
  target: "cpu",
});
const hypot = simd.vectorize((x: number, y: number) => Math.sqrt(x * x + y * y), {
  signature: f32(f32, f32),
  target: "cpu",
});

/** Does the work `times` times, then waits for all of it; what is told is the time of one. */
function repeated(
  times: number,
  once: () => unknown,
  end: () => Promise<unknown>,
  value: () => Promise<number>,
): Job {
  return {
    async run() {
      const begin = performance.now();
      for (let k = 0; k < times; k++) await once();
      await end();
      const milliseconds = (performance.now() - begin) / times;
      return { milliseconds, value: await value() };
    },
    async close() {},
  };
}

/** np computes at once when it is given `out`. */
function onHost(times: number, out: np.NDArray, once: () => unknown): Job {
  return repeated(
    times,
    once,
    async () => {},
    async () => checksum(out.toTypedArray() as ArrayLike<number>),
  );
}

/** The last of a row's results, on the device until its time is told. */
function onDevice(times: number, x: Float32Array, once: (x: cp.NDArray<"float32">) => cp.NDArray): Job {
  const input = cp.asarray(x);
  let last: cp.NDArray = input;
  return repeated(
    times,
    async () => {
      last = await once(input).ready();
    },
    () => cp.cuda.Stream.null.synchronize(),
    async () => checksum((await last.toTypedArray()) as ArrayLike<number>),
  );
}

/** A kernel on arrays that are where it runs; its last array is the result, which comes to the host outside of the time. */
async function launches(
  times: number,
  arrays: readonly cuda.DeviceArray[],
  launch: () => Promise<void>,
): Promise<Ran> {
  const begin = performance.now();
  let last: Promise<void> | undefined;
  for (let k = 0; k < times; k++) last = launch();
  await last;
  await cuda.synchronize();
  const milliseconds = (performance.now() - begin) / times;
  return { milliseconds, value: checksum((await arrays.at(-1)?.copyToHost()) as ArrayLike<number>) };
}

/** Runs `first` before the time of the first run begins: arrays go to the device once. */
function kernelJob<T>(first: () => Promise<T>, again: (made: T) => Promise<Ran>): Job {
  let made: T | undefined;
  return {
    async run() {
      made ??= await first();
      return again(made);
    },
    async close() {},
  };
}

function square(values: Float32Array, n: number): np.NDArray<"float32"> {
  return np.asarray(values).reshape(n, n);
}

function make({ task, n, times }: Work): Job | string {
  switch (task) {
    case "chain": {
      const x = cp.asarray(numbers(n, 1)).add(2);
      return kernelJob(
        () => x.ready(),
        async () => {
          const begin = performance.now();
          const value = await countDispatches(() => x.mul(2).add(1).mul(x).sub(1).sqrt().ready());
          return { milliseconds: performance.now() - begin, value };
        },
      );
    }
    case "dispatch":
      return kernelJob(
        async () => cuda.toDevice(new Float32Array(n)),
        (out) => launches(times, [out], () => fill(Math.ceil(n / 64), 64)(out, 3)),
      );
    case "read-back": {
      const x = cp.asarray(numbers(n, 1)).add(0);
      let read: Float32Array;
      return repeated(
        times,
        async () => {
          read = await x.toTypedArray();
        },
        async () => {},
        async () => checksum(read),
      );
    }
    case "branch": {
      if (target === "gpu") return onDevice(times, numbers(n, 1), (x) => leaky(x));
      const [x, out] = [np.asarray(numbers(n, 1)), np.empty([n], { dtype: "float32" })];
      return onHost(times, out, () => leaky(x, { out }));
    }
    case "saturating": {
      const [a, b, out] = [
        np.asarray(bytes(n, 1)),
        np.asarray(bytes(n, 2)),
        np.empty([n], { dtype: "uint8" }),
      ];
      return onHost(times, out, () => saturating(a, b, { out }));
    }
    case "hypot": {
      const [x, y, out] = [
        np.asarray(numbers(n, 1)),
        np.asarray(numbers(n, 2)),
        np.empty([n], { dtype: "float32" }),
      ];
      return onHost(times, out, () => hypot(x, y, { out }));
    }
    case "saxpy kernel":
      return kernelJob(
        async () =>
          [
            await cuda.toDevice(numbers(n, 1)),
            await cuda.toDevice(numbers(n, 2)),
            await cuda.toDevice(new Float32Array(n)),
          ] as const,
        (at) => launches(times, at, () => saxpy(Math.ceil(n / 128), 128)(2, ...at)),
      );
    case "mandelbrot kernel":
      return kernelJob(
        async () => cuda.toDevice(np.zeros([n, n], { dtype: "int32" })),
        (out) => {
          const side = Math.ceil(n / TILE);
          return launches(times, [out], () => mandelbrot([side, side], [TILE, TILE])(out, MOST_ROUNDS));
        },
      );
    case "matmul kernel":
      return kernelJob(
        async () =>
          [
            await cuda.toDevice(square(numbers(n * n, 1), n)),
            await cuda.toDevice(square(numbers(n * n, 2), n)),
            await cuda.toDevice(np.zeros([n, n], { dtype: "float32" })),
          ] as const,
        (at) => {
          const side = Math.ceil(n / TILE);
          return launches(times, at, () => matmul([side, side], [TILE, TILE])(...at));
        },
      );
  }
}

const { version } = createRequire(import.meta.url)("manycore/package.json");

/** Where it computes: a device is open before the first time begins. */
const place = target === "gpu" ? (await cp.zeros([1]).ready()).device.name : target;

await serve({ version: `manycore ${version}, ${place}`, make });
