/**
 * Random views of views on the GPU, read and written through, and reductions over axes of them: the same elements as np's, which
 * has its own sweep beside NumPy.
 */
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Gpu, openGpu } from "../../dist/kernel/wgsl/index.js";
import { Problems } from "../support/compare.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

type Selector = number | string | null;
type DTypeName = "bool" | "int32" | "uint32" | "float32";

const SHAPES = [[6], [1], [0], [3, 4], [5, 1], [2, 3, 4], [4, 1, 3], [2, 2, 2, 3], [], [70, 90]];
const DTYPES: readonly DTypeName[] = ["bool", "int32", "uint32", "float32"];

function slice(random: Seeded, length: number): string {
  const bound = (): string => (random.next() < 0.5 ? "" : String(random.integer(-length - 2, length + 2)));
  const step = random.next() < 0.5 ? "" : `:${random.pick([1, 2, 3, -1, -2, -3])}`;
  return `${bound()}:${bound()}${step}`;
}

function selectors(random: Seeded, shape: readonly number[]): Selector[] {
  const chosen: Selector[] = [];
  const count = random.integer(0, shape.length);
  for (let k = 0; k < count; k++) {
    const length = shape[k] as number;
    if (random.next() < 0.1) chosen.push(null);
    if (length > 0 && random.next() < 0.3) chosen.push(random.integer(-length, length - 1));
    else chosen.push(slice(random, length));
  }
  if (random.next() < 0.3) chosen.push("...");
  return chosen;
}

/** What np and cp have in common here. */
interface Viewed<A> {
  readonly shape: readonly number[];
  readonly T: A;
  transpose(...order: number[]): A;
  slice(...index: Selector[]): A;
  reshape(...shape: number[]): A;
}

interface Step {
  readonly text: string;
  apply<A extends Viewed<A>>(a: A): A;
}

function step(random: Seeded, shape: readonly number[]): Step {
  const draw = random.next();
  if (draw < 0.2) return { text: ".T", apply: (a) => a.T };
  if (draw < 0.35 && shape.length > 1) {
    const order = shape.map((_, k) => k).sort(() => random.next() - 0.5);
    return { text: `.transpose(${order})`, apply: (a) => a.transpose(...order) };
  }
  if (draw < 0.45 && shape.length > 1) {
    const [first = 1, second = 1, ...rest] = shape;
    return { text: ".reshape", apply: (a) => a.reshape(first * second, ...rest) };
  }
  const index = selectors(random, shape);
  return { text: `[${index}]`, apply: (a) => a.slice(...index) };
}

function values(random: Seeded, dtype: DTypeName, size: number): number[] {
  return Array.from({ length: size }, () =>
    dtype === "bool"
      ? random.integer(0, 1)
      : dtype === "uint32"
        ? random.integer(0, 2 ** 20)
        : dtype === "int32"
          ? random.integer(-(2 ** 20), 2 ** 20)
          : random.integer(-1000, 1000) / 8,
  );
}

function pair(random: Seeded, shape: readonly number[], dtype: DTypeName) {
  const size = shape.reduce((n, length) => n * length, 1);
  const host = np
    .asarray(Float64Array.from(values(random, dtype, size)))
    .reshape(shape)
    .astype(dtype);
  return { host, device: cp.asarray(host as np.NDArray<DTypeName>) };
}

const text = (list: unknown): string => JSON.stringify(list);

describe("views on the GPU", () => {
  skipWithout("vulkan", "swiftshader");

  test("reading and writing through random views gives what np gives", async () => {
    const problems = new Problems();
    const random = new Seeded(711);
    for (let each = 0; each < 250; each++) {
      const dtype = random.pick(DTYPES);
      const shape = random.pick(SHAPES);
      const { host, device } = pair(random, shape, dtype);
      // Half of the bases are pending when the views are made.
      const lazy = random.next() < 0.5;
      const a = lazy && dtype !== "bool" ? host.add(1) : host;
      const b = lazy && dtype !== "bool" ? device.add(1) : device;
      let onHost = a as np.NDArray;
      let onDevice = b as cp.NDArray;
      let label = `${each}: ${dtype} (${shape})`;
      for (let steps = random.integer(1, 3); steps > 0; steps--) {
        const next = step(random, onHost.shape);
        label += next.text;
        onHost = next.apply(onHost as never) as np.NDArray;
        onDevice = next.apply(onDevice as never) as cp.NDArray;
      }
      const compare = async (what: string, x: np.NDArray, y: cp.NDArray) => {
        const [wanted, found] = [text(x.tolist()), text(await y.tolist())];
        problems.add(
          `${label} ${what}`,
          wanted === found && text(x.shape) === text(y.shape) ? null : `${found}, not ${wanted}`,
        );
      };
      expect(onDevice.shape).toEqual(onHost.shape);
      expect(onDevice.strides.length).toBe(onHost.ndim);
      if (random.next() < 0.7) await compare("read", onHost, onDevice);
      const before = dtype === "bool" ? [] : [onHost.mul(2), onDevice.mul(2)];
      if (dtype !== "bool") {
        onHost.iadd(onHost);
        onDevice.iadd(onDevice);
        await compare("base of added", a, b);
      }
      const mask = pair(random, onHost.shape, "bool");
      onHost.assign(1, { where: mask.host });
      onDevice.assign(1, { where: mask.device });
      if (random.next() < 0.5) await compare("view of masked", onHost, onDevice);
      if (onHost.ndim > 0 && (onHost.shape[0] as number) > 1) {
        // Overlapping: what is read is what was there before.
        onHost.slice("1:").assign(onHost.slice(":-1").copy());
        onDevice.slice("1:").assign(onDevice.slice(":-1"));
      }
      await compare("base of shifted", a, b);
      b.assign(0);
      a.assign(0);
      await compare("after the base was written", onHost, onDevice);
      if (before.length > 0)
        await compare("recorded before", before[0] as np.NDArray, before[1] as cp.NDArray);
    }
    expect(problems.text).toBe("");
  });

  test("reductions over random axes of random views give what np gives", async () => {
    const problems = new Problems();
    const random = new Seeded(712);
    for (let each = 0; each < 250; each++) {
      const dtype = random.pick(DTYPES);
      const { host, device } = pair(
        random,
        random.pick([...SHAPES, [300, 7], [3, 2000], [5, 40, 30]]),
        dtype,
      );
      let onHost = host as np.NDArray;
      let onDevice = device as cp.NDArray;
      let label = `${each}: ${dtype} (${host.shape})`;
      for (let steps = random.integer(0, 2); steps > 0; steps--) {
        const next = step(random, onHost.shape);
        label += next.text;
        onHost = next.apply(onHost as never) as np.NDArray;
        onDevice = next.apply(onDevice as never) as cp.NDArray;
      }
      const axes = onHost.shape.map((_, k) => k).filter(() => random.next() < 0.5);
      const axis = random.next() < 0.1 ? null : axes.map((k) => (random.next() < 0.5 ? k : k - onHost.ndim));
      const options = { axis, keepdims: random.next() < 0.5 };
      const fused = dtype !== "bool" && random.next() < 0.5;
      const name = random.pick(["sum", "prod", "min", "max", "any", "all", "mean", "var", "std"] as const);
      label += ` ${fused ? "fused " : ""}${name} ${text(options)}`;
      const x = (fused ? onHost.add(onHost) : onHost) as np.NDArray;
      const y = (fused ? onDevice.add(onDevice) : onDevice) as cp.NDArray;
      let wanted: np.NDArray;
      try {
        // Sums of float32 beside float64's, since neither's order is the other's.
        const wide = dtype === "float32" ? x.astype("float64") : x;
        wanted = wide[name](options as never) as np.NDArray;
      } catch (error) {
        expect(() => y[name](options as never)).toThrow((error as Error).message.slice(0, 30));
        continue;
      }
      const found = y[name](options as never) as cp.NDArray;
      const elements = (list: ArrayLike<number | bigint>): number[] => Array.from(list, Number);
      const [w, f] = [elements(wanted.toTypedArray()), elements(await found.toTypedArray())];
      const inexact =
        ["mean", "var", "std"].includes(name) || (dtype === "float32" && ["sum", "prod"].includes(name));
      const near = (p: number, q: number): boolean =>
        Object.is(p, q) ||
        p === q ||
        (Number.isNaN(p) && Number.isNaN(q)) ||
        (inexact &&
          (Math.abs(p - q) <= 2e-6 * Math.abs(p) + (name === "var" || name === "std" ? 1e-4 : 0) ||
            (name === "prod" && !(Math.abs(p) < 3e38 && Math.abs(p) > 1e-37))));
      const right =
        w.length === f.length &&
        w.every((p, k) => near(p, f[k] as number)) &&
        text(wanted.shape) === text(found.shape);
      problems.add(label, right ? null : `${text(f).slice(0, 200)}, not ${text(w).slice(0, 200)}`);
    }
    expect(problems.text).toBe("");
  });

  test("argmin and argmax", async () => {
    const problems = new Problems();
    const random = new Seeded(713);
    for (let each = 0; each < 60; each++) {
      const { host, device } = pair(
        random,
        random.pick([[7], [3, 4], [2, 3, 4], [50, 60]]),
        random.pick(["int32", "float32"]),
      );
      if (host.dtype.name === "float32" && random.next() < 0.5) {
        host.slice(0).assign(Number.NaN);
        device.slice(0).assign(Number.NaN);
      }
      const axis = random.next() < 0.3 ? null : random.integer(-host.ndim, host.ndim - 1);
      for (const name of ["argmin", "argmax"] as const) {
        const options = { axis, keepdims: random.next() < 0.5 };
        const [wanted, found] = [host.T[name](options), device.T[name](options)];
        expect(found.dtype.name).toBe("int32");
        problems.add(
          `${name} ${text(options)} (${host.shape})`,
          text(wanted.tolist()) === text(await found.tolist())
            ? null
            : `${text(await found.tolist())} not ${text(wanted.tolist())}`,
        );
      }
    }
    expect(problems.text).toBe("");
    expect(() => cp.zeros([0]).argmin()).toThrow("attempt to get argmin of an empty sequence");
  });

  describe("on a device that shows little of an array at a time", () => {
    let gpu: Gpu;
    let whole: number;
    beforeEach(async () => {
      gpu = await openGpu();
      whole = gpu.bindingBytes;
      gpu.bindingBytes = 2048;
    });
    afterEach(() => {
      gpu.bindingBytes = whole;
    });

    test.each([
      ["a slice with a step", (x) => x.slice("1::3").add(1)],
      ["backwards", (x) => x.slice("::-1")],
      ["rows of a matrix", (x) => x.reshape(100, 50).slice("3:90", "::2").mul(2)],
      [
        "a column broadcast over a matrix",
        (x) => x.reshape(100, 50).slice(":", "1:2").add(x.reshape(100, 50)),
      ],
      ["sums of rows", (x) => x.reshape(100, 50).sum({ axis: 1 })],
      ["sums of long rows", (x) => x.slice(":4000").reshape(10, 400).sum({ axis: 1 })],
      [
        "maxima of rows of a sum",
        (x) => x.slice(":4000").reshape(10, 400).add(x.slice(":4000").reshape(10, 400)).max({ axis: 1 }),
      ],
      [
        "a write through a view",
        (x) => {
          const y = x.copy();
          y.slice("7::2").assign(y.slice(":-7:2"));
          return y;
        },
      ],
    ] satisfies [string, (x: cp.NDArray) => cp.NDArray][])("%s", async (_, run) => {
      const values = Float32Array.from({ length: 5000 }, (_, k) => (k * 7919) % 1001);
      const wanted = run(np.asarray(values) as never) as unknown as np.NDArray;
      expect(await run(cp.asarray(values) as cp.NDArray).tolist()).toEqual(wanted.tolist());
    });

    test("what it can't show says so", async () => {
      const x = cp.asarray(new Float32Array(5000)).reshape(10, 500);
      await expect(x.T.add(1).ready()).rejects.toThrow(/view that spans \d+ bytes.*2048 bytes.*dense copy/);
      await expect(
        cp.asarray(new Float32Array(5000)).reshape(2, 2500).sum({ axis: 1 }).ready(),
      ).rejects.toThrow(/spans/);
      expect(await x.sum().item()).toBe(0);
    });
  });

  test("writes through views between two readings share one copy", async () => {
    const x = cp.zeros([64]);
    await x.ready();
    const gpu = await openGpu();
    const before = gpu.pool.stats.bytes;
    for (let k = 0; k < 20; k++) x.slice(`${k}:${k + 2}`).assign(k);
    await x.ready();
    expect(gpu.pool.stats.bytes - before).toBeLessThanOrEqual(2 * 256);
    const wanted = Array.from({ length: 64 }, (_, k) => (k < 20 ? k : k === 20 ? 19 : 0));
    expect(await x.tolist()).toEqual(wanted);
  });

  test("views of views of pending writes, copies and disposal", async () => {
    const x = cp.arange(12).reshape(3, 4);
    const kept = x.copy();
    const row = x.slice(1);
    const corner = row.slice(":2");
    corner.assign(cp.asarray([9, 8]));
    const seen = row.mul(1);
    row.slice("1:3").assign(corner);
    expect(await seen.tolist()).toEqual([9, 8, 6, 7]);
    expect(await row.tolist()).toEqual([9, 9, 8, 7]);
    expect(await kept.tolist()).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
    row.dispose();
    expect(await x.item(1, 3)).toBe(7);
    expect(await x.T.item(5)).toBe(9);
    expect(x.T.strides).toEqual([4, 16]);
    expect(cp.ascontiguousarray(x.T).strides).toEqual([12, 4]);
    expect([...x].map((each) => each.shape)).toEqual([[4], [4], [4]]);
    expect(() => [...cp.zeros([])]).toThrow(/0-d array/);
  });
});
