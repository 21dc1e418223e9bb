/** cp.fuse: one dispatch, counted on the device; and what it refuses. */
import { beforeAll, describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { openGpu } from "../../src/kernel/wgsl/index.js";
import * as np from "../../src/numpy/index.js";
import { skipWithout } from "../support/parts.js";

/** Dispatches that the device is given while `work` runs. */
async function dispatches(work: () => Promise<unknown>): Promise<number> {
  const { device } = await openGpu();
  const create = device.createCommandEncoder.bind(device);
  let count = 0;
  device.createCommandEncoder = (...args) => {
    const encoder = create(...args);
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (...passArgs) => {
      const pass = begin(...passArgs);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (...groups) => {
        count++;
        return dispatch(...groups);
      };
      return pass;
    };
    return encoder;
  };
  try {
    await work();
  } finally {
    device.createCommandEncoder = create;
  }
  return count;
}

describe("fuse", () => {
  skipWithout("vulkan", "swiftshader");
  beforeAll(async () => {
    await openGpu();
  });
  interface Either<A> {
    sub(other: A | number): A;
    mul(other: A | number): A;
  }
  const squaredDiff = <A extends Either<A>>(x: A, y: A): A => x.sub(y).mul(x.sub(y));

  test("gives the function's values in one dispatch, and np's on the host", async () => {
    const fused = cp.fuse({ kernel_name: "squared_diff" })(
      squaredDiff as (x: cp.NDArray, y: cp.NDArray) => cp.NDArray,
    );
    expect(fused.name).toBe("squared_diff");
    const [x, y] = [cp.arange(300), cp.arange(300).mul(3)];
    await Promise.all([x.ready(), y.ready()]);
    let values: unknown;
    const count = await dispatches(async () => {
      values = await fused(x, y).tolist();
    });
    expect(count).toBe(1);
    const host = np.arange(300);
    const onHost = cp.fuse(squaredDiff as (x: np.NDArray, y: np.NDArray) => np.NDArray)(host, host.mul(3));
    expect(onHost).toBeInstanceOf(np.NDArray);
    expect(values).toEqual(onHost.tolist());
  });

  test("one reduction at the end is one kernel", async () => {
    const norm = cp.fuse((x: cp.NDArray) => x.mul(x).add(1).sum() as cp.NDArray);
    const x = cp.arange(100);
    await x.ready();
    let value: unknown;
    expect(
      await dispatches(async () => {
        value = await norm(x).item();
      }),
    ).toBe(1);
    expect(value).toBe(328_350 + 100);
  });

  test("refuses what takes several kernels", () => {
    const x = cp.arange(10);
    expect(() => cp.fuse((a: cp.NDArray) => a.sub(a.mean()))(x)).toThrow(/not one kernel/);
    expect(() => cp.fuse((a: cp.NDArray) => a.dot(a) as cp.NDArray)(x)).toThrow(/product of matrices/);
    expect(() =>
      cp.fuse((a: cp.NDArray) => {
        let b = a;
        for (let k = 0; k < 60; k++) b = b.add(k);
        return b;
      })(x),
    ).toThrow(/more than 48 operations/);
    expect(() => cp.fuse((a: cp.NDArray) => a.shape)(x)).toThrow(cp.DTypeError);
    expect(() => cp.fuse((a: cp.NDArray, _b: np.NDArray) => a)(x, np.ones(1))).toThrow(/can't be mixed/);
  });
});
