/** Every operation of the table on the GPU beside `manycore/numpy`, over the device's dtypes, sizes and special values. */
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { DTYPES, type DTypeName } from "../../dist/array/index.js";
import { NotSupportedError } from "../../dist/errors.js";
import { OP_NAMES, OPS, type OpName } from "../../dist/kernel/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { ulpDistance } from "../support/ulp.js";

type DeviceDType = "float32" | "int32" | "uint32" | "bool";
const DTYPE_NAMES: readonly DeviceDType[] = ["float32", "int32", "uint32", "bool"];
const SIZES = [0, 1, 63, 64, 65, 1000];

/** Floats between the GPU's and the CPU's answer: the sum of what both may be off (see the READMEs of the back ends). */
const ULP: Readonly<Partial<Record<OpName, number>>> = {
  exp: 3,
  log: 3,
  sin: 3,
  cos: 3,
  tan: 4,
  tanh: 4,
  power: 4,
  floor_divide: 1,
};

const SPECIAL: Readonly<Record<DeviceDType, readonly number[]>> = {
  float32: [
    0,
    -0,
    1,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0.5,
    1.5,
    2.5,
    -2.5,
    3e38,
    1e-30,
    100,
    -7,
    16777217,
  ],
  int32: [0, 1, -1, 2, -2, 7, -7, 2 ** 31 - 1, -(2 ** 31), 65536],
  uint32: [0, 1, 2, 7, 2 ** 31, 2 ** 32 - 1, 65536],
  bool: [0, 1],
};

const random = new Seeded(42);

/** Special values against special values in the first places, random ones after. */
function values(dtype: DeviceDType, size: number, stride: number): number[] {
  const special = SPECIAL[dtype];
  return Array.from({ length: size }, (_, k) => {
    if (k < 256) return special[Math.floor(k / stride) % special.length];
    if (dtype === "float32") return Math.fround((random.next() - 0.5) * 10 ** random.integer(-3, 3));
    if (dtype === "bool") return random.integer(0, 1);
    return dtype === "int32" ? random.integer(-1000, 1000) : random.integer(0, 2000);
  });
}

type AnyFunction = (...args: unknown[]) => { dtype: { name: DTypeName }; tolist(): unknown };
const call = (module: object, name: string, args: readonly unknown[]) =>
  (module as Record<string, AnyFunction>)[name](...args);

function typed(dtype: DeviceDType, list: readonly number[]): Float32Array | Int32Array | Uint32Array {
  if (dtype === "float32") return Float32Array.from(list);
  return dtype === "int32" ? Int32Array.from(list) : Uint32Array.from(list);
}

/** The device's dtype for what NumPy gives; null where the device has none. */
function expected(name: DTypeName): DTypeName | null {
  if (name === "float64") return "float32";
  return (DTYPE_NAMES as readonly string[]).includes(name) ? name : null;
}

async function compare(op: OpName, types: readonly DeviceDType[], size: number): Promise<void> {
  const exponents = op === "power" && types[0] !== "float32";
  const data = types.map((dtype, k) => {
    const list = values(dtype, size, k === 0 ? 1 : SPECIAL[types[0]].length);
    return exponents && k === 1 ? list.map((v) => Math.abs(v) % 30) : list;
  });
  const host = types.map((dtype, k) => np.asarray(typed(dtype, data[k]), { dtype }));
  const device = types.map((dtype, k) => cp.asarray(typed(dtype, data[k]), { dtype }));
  let wanted: np.NDArray;
  try {
    wanted = call(np, op, host) as unknown as np.NDArray;
  } catch (error) {
    // What np refuses cp refuses the same way.
    expect(() => call(cp, op, device)).toThrow((error as Error).message);
    return;
  }
  const dtype = expected(wanted.dtype.name);
  if (dtype === null) {
    expect(() => call(cp, op, device)).toThrow(NotSupportedError);
    return;
  }
  // Where NumPy computes in float64, the same from operands in float32.
  if (dtype === "float32" && wanted.dtype.name === "float64") {
    const floats = host.map((x) => x.astype("float32"));
    wanted = call(np, op, op === "where" ? [host[0], ...floats.slice(1)] : floats) as unknown as np.NDArray;
  }
  const result = call(cp, op, device) as unknown as cp.NDArray;
  expect(result.dtype).toBe(DTYPES[dtype]);
  const got = await result.toTypedArray();
  const right = wanted.toTypedArray();
  expect(got.length).toBe(right.length);
  const bound = dtype === "float32" ? (ULP[op] ?? 0) : 0;
  for (let k = 0; k < got.length; k++) {
    const [a, b] = [got[k] as number, right[k] as number];
    const distance: number =
      dtype === "float32" ? ulpDistance(a, b, "float32") : a === b ? 0 : Number.POSITIVE_INFINITY;
    if (distance > bound && !flushed(op, types, data, k, b))
      expect.fail(
        `${op}(${data.map((d) => d[k]).join(", ")}) of ${types.join(", ")} gave ${a}, NumPy ${b}: ${distance} ULP, ${bound} allowed`,
      );
  }
}

/** Sums, products and quotients of a remainder below 2^-126 may be zero on the device. */
function flushed(
  op: OpName,
  types: readonly string[],
  data: readonly number[][],
  k: number,
  right: number,
): boolean {
  if (types[0] !== "float32" || !["add", "subtract", "multiply", "square"].includes(op)) return false;
  return Math.abs(right) < 2 ** -126 || data.some((d) => d[k] !== 0 && Math.abs(d[k]) < 2 ** -126);
}

function* combinations(op: OpName): Generator<DeviceDType[]> {
  for (const a of DTYPE_NAMES) {
    if (OPS[op].arity === 1) yield [a];
    else
      for (const b of DTYPE_NAMES)
        if (OPS[op].arity === 3) yield ["bool", a, b];
        else yield [a, b];
  }
}

/** Mixtures that cp refuses by design, where np goes on in a wider dtype. */
function refused(op: OpName, types: readonly DeviceDType[]): boolean {
  const values = op === "where" ? types.slice(1) : types;
  const integers = values.filter((t) => t === "int32" || t === "uint32");
  if (OPS[op].rule === "compare" && integers.length === 1 && values.includes("float32")) return true;
  if (OPS[op].rule === "logic") return false;
  // int32 with uint32 is int64 in NumPy.
  if (integers.length === 2 && integers[0] !== integers[1]) return OPS[op].rule !== "divide";
  // A negative exponent among int32 could not be refused.
  return op === "power" && integers.length > 0 && values[1] === "int32" && !values.includes("float32");
}

describe("elementwise operations beside manycore/numpy", () => {
  skipWithout("vulkan", "swiftshader");

  test.each(OP_NAMES)("%s", async (op) => {
    for (const types of combinations(op)) {
      if (refused(op, types)) {
        const device = types.map((dtype) => cp.asarray(typed(dtype, [1, 0]), { dtype }));
        expect(() => call(cp, op, device), `${op} of ${types}`).toThrow(NotSupportedError);
        continue;
      }
      for (const size of types.every((t) => t === types[0]) ? SIZES : [1000]) await compare(op, types, size);
    }
  });

  test("large arrays", async () => {
    for (const op of ["add", "divide", "sqrt", "where", "less"] as const) {
      const types: DeviceDType[] =
        OPS[op].arity === 1
          ? ["float32"]
          : OPS[op].arity === 2
            ? ["float32", "float32"]
            : ["bool", "int32", "int32"];
      await compare(op, types, 70_000);
    }
  });

  test("scalars adapt to the array, and comparisons with them are exact", async () => {
    const list = [-(2 ** 31), -3, -1, 0, 1, 2, 3, 16777217, 2 ** 31 - 1];
    const x = cp.asarray(Int32Array.from(list));
    for (const name of ["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"] as const)
      for (const k of [
        2,
        2.5,
        -2.5,
        16777217,
        3e9,
        -3e9,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]) {
        const truth = (a: number, b: number): boolean =>
          ({
            less: a < b,
            less_equal: a <= b,
            greater: a > b,
            greater_equal: a >= b,
            equal: a === b,
            not_equal: a !== b,
          })[name];
        expect(await call(cp, name, [x, k]).tolist(), `${name}(x, ${k})`).toEqual(
          list.map((v) => truth(v, k)),
        );
        expect(await call(cp, name, [k, x]).tolist(), `${name}(${k}, x)`).toEqual(
          list.map((v) => truth(k, v)),
        );
      }
    expect(x.add(1).dtype.name).toBe("int32");
    expect(x.div(2).dtype.name).toBe("float32");
    expect(() => x.add(0.5)).toThrow(/fractional scalar 0.5/);
    expect(() => x.add(2 ** 31)).toThrow(/out of bounds for int32/);
    expect(await x.pow(2).tolist()).toEqual(list.map((v) => Math.imul(v, v)));
    expect(() => x.pow(-2)).toThrow("Integers to negative integer powers are not allowed.");
  });

  test("shapes broadcast, and errors say when they don't", async () => {
    const m = cp.asarray([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const row = cp.asarray([10, 20, 30]);
    const column = cp.asarray([[100], [200]]);
    expect(await m.add(row).add(column).tolist()).toEqual([
      [111, 122, 133],
      [214, 225, 236],
    ]);
    expect(await column.add(row).tolist()).toEqual([
      [110, 120, 130],
      [210, 220, 230],
    ]);
    expect(() => m.add(cp.zeros(2))).toThrow(
      "operands could not be broadcast together with shapes (2, 3) (2,)",
    );
  });

  test("in-place operations write the array's own dtype and shape", async () => {
    const x = cp.asarray([1, 2, 3]);
    const y = x.mul(10);
    expect(x.iadd(1)).toBe(x);
    expect(await x.tolist()).toEqual([2, 3, 4]);
    expect(await y.tolist()).toEqual([10, 20, 30]);
    expect(() => cp.asarray(Int32Array.of(1)).idiv(2)).toThrow(/Cannot cast ufunc 'divide' output/);
    expect(() => cp.zeros(2).iadd(cp.zeros([2, 2]))).toThrow(/non-broadcastable output operand/);
    x.assign(9, { where: x.gt(2) });
    expect(await x.tolist()).toEqual([2, 9, 9]);
    const out = cp.zeros(3);
    expect(cp.add(x, 1, { out })).toBe(out);
    expect(await out.tolist()).toEqual([3, 10, 10]);
  });

  test("more arrays than a kernel can read, and chains longer than a kernel", async () => {
    const parts = Array.from({ length: 40 }, (_, k) => cp.asarray([k, 2 * k]));
    const total = parts.reduce((sum, part) => sum.add(part) as cp.NDArray<"float32">);
    expect(await total.tolist()).toEqual([780, 1560]);
    let tree = parts as cp.NDArray[];
    while (tree.length > 1)
      tree = tree.flatMap((x, k) => (k % 2 ? [] : [k + 1 < tree.length ? x.add(tree[k + 1]) : x]));
    expect(await tree[0].tolist()).toEqual([780, 1560]);
    let long: cp.NDArray = cp.asarray([1]);
    for (let k = 0; k < 1000; k++) long = long.add(1);
    expect(await long.item()).toBe(1001);
  });
});
