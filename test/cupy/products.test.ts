/** `cp.matmul` and `cp.dot` beside `manycore/numpy` on the host: seeded shapes, dtypes, stacks, tails of tiles, what is pending. */
import { describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { type LeafSource, leaf } from "../../src/kernel/index.js";
import { openGpu } from "../../src/kernel/wgsl/index.js";
import * as np from "../../src/numpy/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

type Name = "float32" | "int32" | "uint32" | "bool";
const LENGTHS = [1, 2, 3, 5, 15, 16, 17, 33, 64, 65, 90];
const EPSILON = 2 ** -23;

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

function randomArray(random: Seeded, dtype: Name, shape: readonly number[]): np.NDArray {
  const draw = {
    float32: () => 2 * random.next() - 1,
    int32: () => random.integer(-(2 ** 31), 2 ** 31 - 1),
    uint32: () => random.integer(0, 2 ** 32 - 1),
    bool: () => Number(random.chance(0.3)),
  }[dtype];
  const values = Float64Array.from({ length: sizeOf(shape) }, draw);
  return np.asarray(values, { dtype }).reshape(...shape) as np.NDArray;
}

/** Compares with the host: floats within the bound of a sum of so many terms, all else exactly. */
async function check(
  product: (m: typeof np, a: np.NDArray, b: np.NDArray) => np.NDArray,
  got: cp.NDArray,
  a: np.NDArray,
  b: np.NDArray,
  what: string,
): Promise<void> {
  const wanted = product(np, a, b);
  expect(got.shape, what).toEqual(wanted.shape);
  const values = await got.get();
  if (got.dtype.kind !== "float") {
    expect(got.dtype.name, what).toBe(wanted.dtype.name);
    expect(values.tolist(), what).toEqual(wanted.tolist());
    return;
  }
  expect(got.dtype.name, what).toBe("float32");
  const exact = product(np, a.astype("float64"), b.astype("float64")).toTypedArray();
  const magnitude = product(np, np.abs(a.astype("float64")), np.abs(b.astype("float64"))).toTypedArray();
  const terms = a.shape[a.ndim - 1]!;
  // N. J. Higham, "Accuracy and Stability of Numerical Algorithms" (2002), chapter 3.
  const far = Array.from(values.toTypedArray() as Float32Array).findIndex(
    (value, k) => !(Math.abs(value - Number(exact[k])) <= (terms + 2) * EPSILON * Number(magnitude[k])),
  );
  expect(far, `${what}: element ${far} is ${values.toTypedArray()[far]}, not ${exact[far]}`).toBe(-1);
}

const matmul = (m: typeof np, a: np.NDArray, b: np.NDArray) => m.matmul(a, b);
const dot = (m: typeof np, a: np.NDArray, b: np.NDArray) => m.dot(a, b);

/** Lengths of axes before the last two, some of them 1 or missing, that broadcast with `stack`. */
function stackUnder(random: Seeded, stack: readonly number[]): number[] {
  return stack.slice(random.integer(0, stack.length)).map((n) => (random.chance(0.3) ? 1 : n));
}

describe("products", () => {
  skipWithout("vulkan", "swiftshader");

  test.each<Name>(["float32", "int32", "uint32", "bool"])("matrices of %s", async (dtype) => {
    const random = new Seeded(51);
    for (let round = 0; round < 25; round++) {
      const [m, n, k] = [random.pick(LENGTHS), random.pick(LENGTHS), random.pick(LENGTHS)];
      const a = randomArray(random, dtype, [m, k]);
      const b = randomArray(random, dtype, [k, n]);
      await check(matmul, cp.matmul(cp.asarray(a), cp.asarray(b)), a, b, `${m} × ${n} × ${k}`);
    }
  });

  test("a depth that is cut into pieces, the same from run to run", async () => {
    const random = new Seeded(52);
    const a = randomArray(random, "float32", [7, 5003]);
    const b = randomArray(random, "float32", [5003, 9]);
    const [x, y] = [cp.asarray(a), cp.asarray(b)];
    await check(matmul, cp.matmul(x, y), a, b, "pieces");
    expect(await cp.matmul(x, y).tolist()).toEqual(await cp.matmul(x, y).tolist());
    const ints = randomArray(random, "int32", [3, 5003]);
    await check(matmul, cp.matmul(cp.asarray(ints), cp.asarray(ints.T)), ints, ints.T, "pieces of int32");
  });

  test("stacks of matrices that broadcast, and vectors", async () => {
    const random = new Seeded(53);
    for (let round = 0; round < 60; round++) {
      const dtype = random.pick<Name>(["float32", "int32"]);
      const stack = Array.from({ length: random.integer(0, 3) }, () => random.integer(1, 4));
      const [m, n, k] = [random.integer(1, 20), random.integer(1, 20), random.integer(1, 20)];
      const vectors = random.integer(0, 5);
      const a = randomArray(random, dtype, vectors === 1 ? [k] : [...stackUnder(random, stack), m, k]);
      const b = randomArray(random, dtype, vectors === 2 ? [k] : [...stackUnder(random, stack), k, n]);
      const what = `${dtype} ${JSON.stringify([a.shape, b.shape])}`;
      await check(matmul, cp.matmul(cp.asarray(a), cp.asarray(b)), a, b, what);
    }
  });

  test("many small products: more than there are workgroups", async () => {
    const random = new Seeded(58);
    for (const [count, m, n, k] of [
      [66_000, 1, 1, 2],
      [66_000, 1, 2, 3],
      [9000, 3, 4, 2],
      [300, 7, 9, 40],
    ] as const) {
      const a = randomArray(random, "int32", [count, m, k]);
      const b = randomArray(random, "int32", [count, k, n]);
      const what = `${count} products of ${m} × ${n} × ${k}`;
      const got = await cp.matmul(cp.asarray(a), cp.asarray(b)).toTypedArray();
      expect(got, what).toEqual(np.matmul(a, b).toTypedArray());
    }
  });

  test("dot of arrays of every number of dimensions", async () => {
    const random = new Seeded(54);
    for (const aRank of [1, 2, 3, 4])
      for (const bRank of [1, 2, 3, 4]) {
        const dtype = random.pick<Name>(["float32", "uint32"]);
        const k = random.integer(1, 9);
        const lengths = (rank: number) => Array.from({ length: rank }, () => random.integer(1, 5));
        const a = randomArray(random, dtype, [...lengths(aRank - 1), k]);
        const left = lengths(bRank - 1);
        const b = randomArray(random, dtype, [...left.slice(0, -1), k, ...left.slice(-1)]);
        const [x, y] = [cp.asarray(a), cp.asarray(b)];
        const what = `${dtype} ${JSON.stringify([a.shape, b.shape])}`;
        await check(dot, cp.dot(x, y), a, b, what);
        await check(dot, x.dot(y), a, b, what);
      }
  });

  test("dot with a scalar or a 0-d array multiplies", async () => {
    const x = cp.asarray([1, 2, 3]);
    expect(await cp.dot(x, 2).tolist()).toEqual([2, 4, 6]);
    expect(await cp.dot(cp.full([], 3), x).tolist()).toEqual([3, 6, 9]);
    expect(await cp.dot(x, x).item()).toBe(14);
  });

  test("axes of length 0", async () => {
    for (const [a, b] of [
      [
        [0, 3],
        [3, 2],
      ],
      [
        [2, 0],
        [0, 3],
      ],
      [
        [2, 3],
        [3, 0],
      ],
      [[0], [0]],
      [
        [4, 2, 0],
        [0, 3],
      ],
      [
        [0, 2, 3],
        [3, 4],
      ],
    ]) {
      const [x, y] = [np.zeros(a!), np.zeros(b!)];
      const got = cp.matmul(cp.ones(a!), cp.ones(b!));
      const wanted = np.matmul(x, y);
      expect(got.shape).toEqual(wanted.shape);
      expect(await got.tolist()).toEqual(wanted.tolist());
      expect(await cp.dot(cp.ones(a!), cp.ones(b!)).tolist()).toEqual(np.dot(x, y).tolist());
    }
  });

  test("dtypes meet as in NumPy, float64 being float32", async () => {
    const a = np.asarray([1, 2, 3, 4], { dtype: "int32" }).reshape(2, 2);
    const x = cp.asarray(a);
    const half = cp.full([2, 2], 0.5);
    const mixed: cp.NDArray<"float32"> = cp.matmul(x, half);
    expect(mixed.dtype.name).toBe("float32");
    expect(await mixed.tolist()).toEqual([
      [1.5, 1.5],
      [3.5, 3.5],
    ]);
    const ones = cp.ones([2, 2], { dtype: "bool" });
    const counted: cp.NDArray<"int32"> = cp.matmul(x, ones);
    expect(await counted.tolist()).toEqual([
      [3, 3],
      [7, 7],
    ]);
    expect(() => cp.matmul(x, cp.asarray(a, { dtype: "uint32" }))).toThrow(cp.NotSupportedError);
    expect(() => cp.matmul(x, cp.asarray(a, { dtype: "uint32" }))).toThrow(
      /matmul of int32 and uint32 \(int64 in NumPy\) is not supported on cupy\. Use astype\("int32"\)/,
    );
  });

  test("NaN and infinities come through, and only to where they belong", async () => {
    const a = np.ones([20, 20], { dtype: "float32" });
    const b = np.ones([20, 20], { dtype: "float32" });
    a.at(3, 4).assign(Number.NaN);
    a.at(5, 6).assign(Number.POSITIVE_INFINITY);
    a.at(7, 0).assign(Number.POSITIVE_INFINITY);
    b.at(0, 9).assign(0);
    b.at(19, 2).assign(Number.NEGATIVE_INFINITY);
    const wanted = np.matmul(a, b);
    expect(await cp.matmul(cp.asarray(a), cp.asarray(b)).tolist()).toEqual(wanted.tolist());
    expect(await cp.matmul(cp.asarray(a), cp.ones(20)).tolist()).toEqual(np.matmul(a, np.ones(20)).tolist());
  });

  test("what is pending under a product, and a product under what is pending", async () => {
    const random = new Seeded(55);
    const a = randomArray(random, "int32", [20, 30]);
    const b = randomArray(random, "int32", [30, 10]);
    const [x, y] = [cp.asarray(a), cp.asarray(b)];
    const got = cp.matmul(x.add(1), y.mul(3)).sub(7).mul(cp.matmul(x, y));
    expect(got.toString()).toContain("pending");
    const wanted = np.matmul(a.add(1), b.mul(3)).sub(7).mul(np.matmul(a, b));
    expect(await got.tolist()).toEqual(wanted.tolist());
    // A product of products, of an array with itself, and of what is nowhere in memory.
    expect(await cp.matmul(cp.matmul(x, y), cp.ones([10, 4], { dtype: "int32" })).tolist()).toEqual(
      np.matmul(np.matmul(a, b), np.ones([10, 4], { dtype: "int32" })).tolist(),
    );
    const square = randomArray(random, "int32", [12, 12]);
    const s = cp.asarray(square);
    expect(await s.matmul(s).tolist()).toEqual(np.matmul(square, square).tolist());
    expect(await s.matmul(s).sum().item({ bigint: true })).toBe(
      np.matmul(square, square).sum().item({ bigint: true }),
    );
  });

  test("an operand that is changed afterwards keeps its old values for the product", async () => {
    const x = cp.asarray([
      [1, 2],
      [3, 4],
    ]);
    const product = cp.matmul(x, x);
    x.iadd(100);
    expect(await product.tolist()).toEqual([
      [7, 10],
      [15, 22],
    ]);
    expect(await x.item(0, 0)).toBe(101);
  });

  test("a fused chain reads a product as one array", async () => {
    const { shaders } = await openGpu();
    const x = cp.ones([8, 8]);
    await cp.matmul(x, x).ready();
    const before = shaders.compiled;
    expect(await cp.matmul(x, x).mul(2).add(1).sqrt().sum().item()).toBeCloseTo(64 * Math.sqrt(17), 3);
    // The chain with its sum is one kernel more, since the product's own is there already.
    expect(shaders.compiled - before).toBe(1);
  });

  test("a long chain of products on an open device", async () => {
    await openGpu();
    const quarter = cp.asarray(np.asarray([0, -1, 1, 0], { dtype: "int32" }).reshape(2, 2));
    let x: cp.NDArray = cp.asarray(new Int32Array([3, 5]));
    for (let k = 0; k < 402; k++) x = cp.matmul(x, quarter);
    expect(x.node.weight).toBeLessThan(100);
    expect(await x.tolist()).toEqual([-3, -5]);
  });

  test("operands larger than a binding", async () => {
    const gpu = await openGpu();
    const random = new Seeded(56);
    const a = randomArray(random, "int32", [3, 50, 40]);
    const b = randomArray(random, "int32", [40, 60]);
    const whole = gpu.bindingBytes;
    gpu.bindingBytes = 2048;
    try {
      await check(matmul, cp.matmul(cp.asarray(a), cp.asarray(b)), a, b, "windows");
      const long = randomArray(random, "float32", [3000]);
      const x = cp.asarray(long);
      await check(matmul, cp.matmul(x, x), long, long, "windows of vectors");
    } finally {
      gpu.bindingBytes = whole;
    }
  });

  test("views are multiplied where they lie: transposed, strided, reversed, repeated", async () => {
    const random = new Seeded(57);
    /** Another layout on an array's memory, strides and offset in elements. */
    const viewed = (x: cp.NDArray, shape: number[], offset: number, strides: number[]): cp.NDArray =>
      new cp.NDArray(leaf(x.node.source as LeafSource, x.node.dtype, shape, offset, strides));
    for (const dtype of ["float32", "int32"] as const) {
      const a = randomArray(random, dtype, [40, 36]);
      const x = cp.asarray(a);
      await x.ready();
      const pairs: [np.NDArray, cp.NDArray][] = [
        [a.T, viewed(x, [36, 40], 0, [1, 36])],
        [a.slice("::-1", "::2"), viewed(x, [40, 18], 39 * 36, [-36, 2])],
        [a.slice("3:30:3", "5:29").T, viewed(x, [24, 9], 3 * 36 + 5, [1, 108])],
        [np.zeros([20, 36], { dtype }).add(a.slice(7)), viewed(x, [20, 36], 7 * 36, [0, 1])],
      ];
      for (const [host, device] of pairs) {
        const [rows, inner] = host.shape as [number, number];
        const right = randomArray(random, dtype, [inner, 5]);
        const left = randomArray(random, dtype, [5, rows]);
        const what = `${dtype} ${rows} × ${inner}`;
        await check(matmul, cp.matmul(device, cp.asarray(right)), host, right, what);
        await check(matmul, cp.matmul(cp.asarray(left), device), left, host, what);
        const vector = randomArray(random, dtype, [inner]);
        await check(matmul, cp.matmul(device, cp.asarray(vector)), host, vector, what);
      }
    }
  });

  test("shapes that don't fit are refused at the call, in NumPy's words", () => {
    const cases: [readonly number[], readonly number[]][] = [
      [
        [2, 3],
        [2, 3],
      ],
      [[3], [4]],
      [
        [2, 2, 3],
        [3, 3, 4],
      ],
      [[], [3]],
      [[3], []],
    ];
    for (const [a, b] of cases) {
      let message = "";
      try {
        np.matmul(np.zeros(a), np.zeros(b));
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).not.toBe("");
      expect(() => cp.matmul(cp.zeros(a), cp.zeros(b))).toThrow(cp.ValueError);
      expect(() => cp.matmul(cp.zeros(a), cp.zeros(b))).toThrow(message);
    }
    expect(() => cp.dot(cp.zeros([2, 3]), cp.zeros([2, 3]))).toThrow(
      "shapes (2, 3) and (2, 3) not aligned: 3 (dim 1) != 2 (dim 0)",
    );
    expect(() => cp.zeros([2]).dot(cp.zeros([3]))).toThrow(cp.ValueError);
    expect(() => cp.matmul(2, cp.zeros([2]))).toThrow(/use multiply for scalars/);
    // @ts-expect-error an array of the host is refused by the types, too
    expect(() => cp.matmul(np.zeros([2]), cp.zeros([2]))).toThrow(cp.DTypeError);
  });
});
