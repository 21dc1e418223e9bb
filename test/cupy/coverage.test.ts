/** docs/cupy_coverage.md holds: each name of np is called in both modules, and gives the same, or throws NotSupportedError. */
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { DIFFERENT, REFUSED } from "../../dist/cupy/coverage.js";
import { OPS } from "../../dist/kernel/index.js";
import { skipWithout } from "../support/parts.js";

type Module = Record<string, (...args: readonly unknown[]) => unknown>;
type Member = (...args: readonly unknown[]) => unknown;
type Case = (xp: Module, x: Record<string, unknown>, mask: unknown) => unknown;

const [onHost, onDevice] = [np as unknown as Module, cp as unknown as Module];

const ERRORS = new Set(Object.keys(np).filter((name) => name.endsWith("Error")));
const functions = Object.keys(np).filter((name) => !ERRORS.has(name) && name !== "NDArray");
const members = Object.entries({
  ...Object.getOwnPropertyDescriptors(Object.getPrototypeOf(np.NDArray.prototype)),
  ...Object.getOwnPropertyDescriptors(np.NDArray.prototype),
}).map(([name]) => name);
/** Internal members, and what has another name on the page. */
const INTERNAL = new Set([
  "constructor",
  "current",
  "ensureStorage",
  "leafNode",
  "layout",
  "view",
  "readFlat",
  "flatPosition",
  "unary",
  "binary",
  "inPlace",
]);
const names = [
  ...functions,
  ...members.filter((name) => !INTERNAL.has(name)).map((name) => `x.${name}`),
  "x.iterator",
];

const call =
  (name: string, ...args: readonly unknown[]): Case =>
  (xp, x) =>
    (xp[name] as Member)(x, ...args);
const method =
  (name: string, ...args: readonly unknown[]): Case =>
  (_, x) =>
    (x[name] as Member)(...args);
const property =
  (name: string): Case =>
  (_, x) =>
    x[name];
const make =
  (name: string, ...args: readonly unknown[]): Case =>
  (xp) =>
    (xp[name] as Member)(...args);
const dtype =
  (name: string): Case =>
  (xp) =>
    (xp[name] as Member)(1);

/** How a name is called, where it isn't an elementwise operation. `x` is a float32 array of shape (2, 3). */
const CASES: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    ["sum", "prod", "min", "max", "any", "all", "mean", "var", "std", "argmin", "argmax"].flatMap(
      (name): [string, Case][] => [
        [name, call(name, { axis: 1 })],
        [`x.${name}`, method(name, { axis: 0 })],
      ],
    ),
  ),
  ...Object.fromEntries(
    [
      "zeros_like",
      "ones_like",
      "array",
      "asarray",
      "ascontiguousarray",
      "abs",
      "array_repr",
      "array_str",
      "array2string",
    ].map((name) => [name, call(name)]),
  ),
  empty_like: (xp, x) => ((xp.empty_like as Member)(x) as { shape: unknown }).shape,
  empty: (xp) => ((xp.empty as Member)([2, 3]) as { shape: unknown }).shape,
  ...Object.fromEntries(
    Object.keys(REFUSED)
      .filter((name) => !name.startsWith("x."))
      .map((name) => [name, dtype(name)]),
  ),
  bool: dtype("bool"),
  int32: dtype("int32"),
  uint32: dtype("uint32"),
  float32: dtype("float32"),
  zeros: make("zeros", [2], { dtype: "int32" }),
  ones: make("ones", [2], { dtype: "int32" }),
  full: make("full", [2], 3, { dtype: "int32" }),
  full_like: call("full_like", 7),
  eye: make("eye", 3, 2, { dtype: "float32" }),
  arange: make("arange", 0, 5, 2, { dtype: "float32" }),
  linspace: make("linspace", 0, 1, 5, { dtype: "float32" }),
  clip: call("clip", 1.5, 3),
  round: call("round"),
  dot: (xp, x) => xp.dot?.(x, x.T),
  matmul: (xp, x) => xp.matmul?.(x, x.T),
  broadcast_shapes: make("broadcast_shapes", [2, 1], [3]),
  can_cast: make("can_cast", "int32", "float32"),
  promote_types: make("promote_types", "int32", "float32"),
  result_type: make("result_type", "int32", "uint32"),
  get_printoptions: make("get_printoptions"),
  set_printoptions: make("set_printoptions", {}),
  printoptions: (xp) => typeof xp.printoptions,
  explain: (xp, x) => typeof xp.explain?.(x),
  memory: (xp) => typeof xp.memory?.(),
  "x.clip": method("clip", 1.5, 3),
  "x.round": method("round"),
  "x.matmul": (_, x) => (x.matmul as Member)(x.T),
  "x.astype": method("astype", "int32"),
  "x.copy": method("copy"),
  "x.assign": (_, x, mask) => (x.assign as Member)(9, { where: mask }),
  "x.reshape": method("reshape", 3, 2),
  "x.ravel": method("ravel"),
  "x.transpose": method("transpose", 1, 0),
  "x.slice": method("slice", "::-1", 1),
  "x.at": method("at", -1),
  "x.T": property("T"),
  "x.shape": property("shape"),
  "x.strides": property("strides"),
  "x.ndim": property("ndim"),
  "x.size": property("size"),
  "x.nbytes": property("nbytes"),
  "x.itemsize": property("itemsize"),
  "x.dtype": (_, x) => (x.dtype as { name: string }).name,
  "x.data": property("data"),
  "x.get": method("get"),
  "x.item": method("item", 1, 2),
  "x.tolist": method("tolist"),
  "x.toTypedArray": method("toTypedArray"),
  "x.toJSON": method("toJSON"),
  "x.ready": method("ready"),
  "x.toString": (_, x) => typeof (x.toString as Member)(),
  "x.iterator": (_, x) => [...(x as unknown as Iterable<unknown>)],
};

/** An elementwise operation's call: by its function, or by the method. */
function elementwise(name: string): Case | null {
  const called = name.startsWith("x.") ? name.slice(2) : name;
  const inPlace =
    called.startsWith("i") &&
    Object.values(OPS).some((each) => "method" in each && each.method === called.slice(1));
  const found = Object.entries(OPS).find(
    ([op, each]) =>
      op === called ||
      ("method" in each && (each.method === called || (inPlace && each.method === called.slice(1)))),
  );
  if (found === undefined) return null;
  const [op, { arity, rule }] = found;
  return (xp, given, mask) => {
    const x = (
      rule === "bits" ? (given.astype as Member)("int32") : rule === "logic" ? mask : given
    ) as Record<string, unknown>;
    if (op === "where") return xp.where?.(mask, x, 0);
    const second = rule === "logic" ? mask : 2;
    const rest = arity === 1 ? [] : [second];
    // NumPy divides integers into floats: in place that isn't theirs.
    return name.startsWith("x.") ? (x[called] as Member)(...rest) : xp[op]?.(x, ...rest);
  };
}

/** What a call gave, as plain values. */
async function plain(value: unknown): Promise<unknown> {
  const given = (await value) as { toTypedArray?: () => unknown; shape?: unknown } | unknown[];
  if (Array.isArray(given)) return Promise.all(given.map(plain));
  if (
    typeof given === "object" &&
    given !== null &&
    typeof (given as { toTypedArray?: unknown }).toTypedArray === "function"
  ) {
    const array = given as np.NDArray;
    return {
      shape: [...array.shape],
      values: Array.from((await array.toTypedArray()) as Float32Array, Number),
    };
  }
  if (ArrayBuffer.isView(given)) return Array.from(given as unknown as Float32Array, Number);
  if (typeof given === "object" && given !== null && "name" in given)
    return (given as { name: unknown }).name;
  return given;
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? Number(value.toPrecision(5)) : String(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
  return value;
}

describe("the coverage page", () => {
  skipWithout("vulkan", "swiftshader");
  const list = [
    [1, 2.25, -0.5],
    [4, 0.125, 3],
  ];
  const mask = [
    [true, false, true],
    [false, false, true],
  ];

  test("names that are on the device are nine tenths and more", () => {
    const refused = names.filter((name) => Object.hasOwn(REFUSED, name));
    expect(refused.length).toBe(Object.keys(REFUSED).length);
    expect(refused.length / names.length).toBeLessThan(0.1);
    for (const name of Object.keys(DIFFERENT)) expect(names, name).toContain(name);
  });

  test.each(names)("%s", async (name) => {
    const run = CASES[name] ?? elementwise(name);
    expect(run, `no case calls ${name}`).not.toBeNull();
    const device = cp.asarray(list);
    const deviceMask = cp.asarray(mask);
    if (Object.hasOwn(REFUSED, name)) {
      expect(() => run?.(onDevice, device as never, deviceMask)).toThrow(cp.NotSupportedError);
      return;
    }
    const host = np.asarray(list, { dtype: "float32" });
    const wanted = rounded(await plain(run?.(onHost, host as never, np.asarray(mask))));
    expect(rounded(await plain(run?.(onDevice, device as never, deviceMask)))).toEqual(wanted);
  });

  test("what the page says of masks, powers and comparisons", () => {
    const x = cp.asarray(Int32Array.of(1, 2));
    expect(() => x.at(cp.asarray([true, false]) as never)).toThrow(cp.NotSupportedError);
    expect(() => x.pow(x)).toThrow(cp.NotSupportedError);
    expect(() => x.lt(cp.asarray([1, 2]))).toThrow(cp.NotSupportedError);
    expect(() => x.slice(2)).toThrow(cp.IndexError);
    expect(() => x.sum({ axis: 1 })).toThrow(cp.AxisError);
    expect(() => x.slice("1;2")).toThrow(cp.IndexError);
  });
});
