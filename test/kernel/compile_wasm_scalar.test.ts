import { describe, expect, it } from "vitest";
import type { ElementType, Expression, ScalarType } from "../../src/kernel/compile/ir.js";
import * as b from "./compile_wasm_builder.js";

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  Number.NaN,
  Infinity,
  -Infinity,
  1e-40,
  3e38,
  2 ** 31,
  -(2 ** 31),
  2 ** 32 + 5,
  0.49999997,
  7.25,
];

function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) | 0;
    return (s >>> 0) / 2 ** 32;
  };
}

function column(element: ElementType, n: number, seed: number): b.Column {
  const r = random(seed);
  const out = new b.COLUMNS[element](n) as b.Column;
  for (let k = 0; k < n; k++) {
    if (element === "i64" || element === "u64") {
      const big = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n];
      (out as BigInt64Array)[k] =
        r() < 0.3 ? big[Math.floor(r() * big.length)] : BigInt(Math.floor((r() - 0.5) * 2 ** (r() * 60)));
    } else if (element === "bool") (out as Float64Array)[k] = r() < 0.5 ? 0 : 1;
    else if (element[0] === "f")
      (out as Float64Array)[k] =
        r() < 0.3 ? SPECIAL[Math.floor(r() * SPECIAL.length)] : (r() - 0.5) * 10 ** (r() * 4);
    else {
      const edge = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 127, 128, 255, 256];
      (out as Float64Array)[k] =
        r() < 0.3 ? edge[Math.floor(r() * edge.length)] : Math.floor((r() - 0.5) * 2 ** (r() * 33));
    }
  }
  return out;
}

type Scalar = number | bigint;

/** Runs over lengths with and without tails, on every gang size, against a plain function. */
function check(
  name: string,
  inputs: readonly ElementType[],
  output: ElementType,
  build: (
    ...args: Expression[]
  ) => Expression | { body: import("../../src/kernel/compile/ir.js").Statement[] },
  // biome-ignore lint/suspicious/noExplicitAny: oracles are plain JavaScript
  oracle: (...args: any[]) => any,
  gangs: readonly number[] = [1, 2, 4, 8, 16],
): void {
  it(name, () => {
    const value = (e: ElementType): ScalarType =>
      ["i8", "u8", "i16", "u16"].includes(e) ? "i32" : (e as ScalarType);
    const parameters = inputs.map((e, k) => b.variable(`p${k}`, value(e)));
    const built = build(...parameters.map(b.get));
    const body = "body" in built ? built.body : [b.giveBack(built)];
    const program = b.programOf(b.functionOf("f", parameters, value(output), body as never));
    const widest = Math.max(...[...inputs, output].map((e) => b.COLUMNS[e].BYTES_PER_ELEMENT));
    for (const lanes of gangs) {
      if (lanes * widest > 16) continue;
      for (const n of [1, 15, 67]) {
        const columns = inputs.map((element, k) => ({
          element,
          column: column(element, n, 77 * n + k + lanes),
        }));
        const got = b.runElements(program, columns, output, lanes);
        const want = new b.COLUMNS[output](n) as b.Column;
        for (let k = 0; k < n; k++)
          want[k] = oracle(
            ...columns.map((c) => (c.element === "bool" ? c.column[k] !== 0 : c.column[k])),
          ) as never;
        for (let k = 0; k < n; k++)
          if (!Object.is(got[k], want[k]))
            expect
              .soft(
                `${String(columns.map((c) => c.column[k]))} -> ${got[k] as Scalar}`,
                `${name}, ${lanes} lanes, element ${k} of ${n}`,
              )
              .toBe(`${String(columns.map((c) => c.column[k]))} -> ${want[k] as Scalar}`);
      }
    }
  });
}

describe("arithmetic, lane by lane against JavaScript", () => {
  const fround = Math.fround;
  check(
    "f32 a * b + a",
    ["f32", "f32"],
    "f32",
    (x, y) => b.arithmetic("add", b.arithmetic("mul", x, y), x),
    (x, y) => fround(fround(x * y) + x),
  );
  check(
    "f32 %",
    ["f32", "f32"],
    "f32",
    (x, y) => b.arithmetic("rem", x, y),
    (x, y) => fround(x % y),
  );
  check(
    "f64 %",
    ["f64", "f64"],
    "f64",
    (x, y) => b.arithmetic("rem", x, y),
    (x, y) => x % y,
  );
  for (const op of ["min", "max"] as const) {
    check(
      `f32 ${op}`,
      ["f32", "f32"],
      "f32",
      (x, y) => b.arithmetic(op, x, y),
      (x, y) => Math[op](x, y),
    );
    check(
      `f64 ${op}`,
      ["f64", "f64"],
      "f64",
      (x, y) => b.arithmetic(op, x, y),
      (x, y) => Math[op](x, y),
    );
    check(
      `i32 ${op}`,
      ["i32", "i32"],
      "i32",
      (x, y) => b.arithmetic(op, x, y),
      (x, y) => Math[op](x, y),
    );
    check(
      `u64 ${op}`,
      ["u64", "u64"],
      "u64",
      (x, y) => b.arithmetic(op, x, y),
      (x, y) => ((op === "min") === x < y ? x : y),
    );
  }
  for (const f of ["i32", "u32"] as const) {
    const cut = (x: number) => (f === "i32" ? x | 0 : x >>> 0);
    check(
      `${f} add mul`,
      [f, f],
      f,
      (x, y) => b.arithmetic("sub", b.arithmetic("mul", x, y), x),
      (x, y) => cut(Math.imul(x, y) - x),
    );
    check(
      `${f} quotient`,
      [f, f],
      f,
      (x, y) => b.arithmetic("quotient", x, y),
      (x, y) => (y === 0 ? 0 : cut(Math.trunc(x / y))),
    );
    check(
      `${f} floorQuotient`,
      [f, f],
      f,
      (x, y) => b.arithmetic("floorQuotient", x, y),
      (x, y) => (y === 0 ? 0 : cut(Math.floor(x / y))),
    );
    check(
      `${f} rem`,
      [f, f],
      f,
      (x, y) => b.arithmetic("rem", x, y),
      (x, y) => (y === 0 ? 0 : cut(x % y)),
    );
    check(
      `${f} compare`,
      [f, f],
      "bool",
      (x, y) => b.logical("or", b.compare("lt", x, y), b.compare("eq", x, b.constant(f, 5))),
      (x, y) => x < y || x === 5,
    );
  }
  for (const t of ["i64", "u64"] as const) {
    const cut = (x: bigint) => (t === "i64" ? BigInt.asIntN(64, x) : BigInt.asUintN(64, x));
    check(
      `${t} mul sub`,
      [t, t],
      t,
      (x, y) => b.arithmetic("sub", b.arithmetic("mul", x, y), x),
      (x: bigint, y: bigint) => cut(x * y - x),
    );
    check(
      `${t} quotient`,
      [t, t],
      t,
      (x, y) => b.arithmetic("quotient", x, y),
      (x: bigint, y: bigint) => (y === 0n ? 0n : cut(x / y)),
    );
    check(
      `${t} rem`,
      [t, t],
      t,
      (x, y) => b.arithmetic("rem", x, y),
      (x: bigint, y: bigint) => (y === 0n ? 0n : cut(x % y)),
    );
    for (const op of ["lt", "le", "gt", "ge", "eq", "ne"] as const)
      check(
        `${t} ${op}`,
        [t, t],
        "bool",
        (x, y) => b.compare(op, x, y),
        (x, y) => ({ lt: x < y, le: x <= y, gt: x > y, ge: x >= y, eq: x === y, ne: x !== y })[op],
      );
  }
  for (const op of ["lt", "le", "gt", "ge", "eq", "ne"] as const)
    for (const t of ["f32", "f64", "u8", "i16", "u32"] as const)
      check(
        `${t} ${op}`,
        [t, t],
        "bool",
        (x, y) => b.compare(op, x, y),
        (x, y) => ({ lt: x < y, le: x <= y, gt: x > y, ge: x >= y, eq: x === y, ne: x !== y })[op],
      );
});

describe("bits", () => {
  for (const t of ["i32", "u32", "u8", "i8", "i16", "u16"] as const) {
    const unsigned = t === "u32";
    const cut = (x: number) => (unsigned ? x >>> 0 : x | 0);
    const type = unsigned ? "u32" : "i32";
    for (const op of ["and", "or", "xor"] as const)
      check(
        `${t} ${op}`,
        [t, t],
        t,
        (x, y) => b.bits(op, x, y),
        (x, y) => cut(op === "and" ? x & y : op === "or" ? x | y : x ^ y),
      );
    for (const by of [0, 1, 7, 9, 17, 31])
      for (const op of ["shl", "shr", "ushr"] as const)
        check(
          `${t} ${op} ${by}`,
          [t],
          unsigned ? "u32" : "i32",
          (x) => b.bits(op, x, b.constant(type, by)),
          (x) => cut(op === "shl" ? x << by : op === "ushr" || unsigned ? x >>> by : x >> by),
        );
    check(
      `${t} shift by lanes`,
      [t, t],
      t,
      (x, y) => b.bits("shl", x, y),
      (x, y) => cut(x << y),
    );
    check(
      `${t} invert`,
      [t],
      t,
      (x) => b.unary("invert", x),
      (x) => cut(~x),
    );
    check(
      `${t} negate`,
      [t],
      t,
      (x) => b.unary("negate", x),
      (x) => cut(-x),
    );
  }
});

describe("conversions", () => {
  for (const t of ["f32", "f64"] as const) {
    check(
      `${t} to i32`,
      [t],
      "i32",
      (x) => b.convert("i32", x),
      (x) => x | 0,
    );
    check(
      `${t} to u32`,
      [t],
      "u32",
      (x) => b.convert("u32", x),
      (x) => x >>> 0,
    );
    check(
      `${t} to bool`,
      [t],
      "bool",
      (x) => b.convert("bool", x),
      (x) => Boolean(x),
    );
    check(
      `i32 to ${t}`,
      ["i32"],
      t,
      (x) => b.convert(t, x),
      (x) => x,
    );
    check(
      `u32 to ${t}`,
      ["u32"],
      t,
      (x) => b.convert(t, x),
      (x) => x,
    );
    check(
      `u8 to ${t}`,
      ["u8"],
      t,
      (x) => b.convert(t, x),
      (x) => x,
    );
    check(
      `i64 to ${t}`,
      ["i64"],
      t,
      (x) => b.convert(t, x),
      (x) => Number(x),
    );
    check(
      `bool to ${t}`,
      ["bool"],
      t,
      (x) => b.convert(t, x),
      (x) => Number(x),
    );
    check(
      `${t} to i64`,
      [t],
      "i64",
      (x) => b.convert("i64", x),
      (x) => (Number.isFinite(x) ? BigInt.asIntN(64, BigInt(Math.trunc(x))) : 0n),
    );
  }
  check(
    "f64 to f32",
    ["f64"],
    "f32",
    (x) => b.convert("f32", x),
    (x) => Math.fround(x),
  );
  check(
    "f32 to f64",
    ["f32"],
    "f64",
    (x) => b.convert("f64", x),
    (x) => x,
  );
  check(
    "f64 fround",
    ["f64"],
    "f64",
    (x) => b.math1("fround", x),
    (x) => Math.fround(x),
  );
  check(
    "i32 stored as i8",
    ["i32"],
    "i8",
    (x) => b.arithmetic("add", x, b.constant("i32", 3)),
    (x) => (x + 3) | 0,
  );
  check(
    "i32 stored as u16",
    ["i32"],
    "u16",
    (x) => b.arithmetic("add", x, b.constant("i32", 3)),
    (x) => (x + 3) | 0,
  );
  check(
    "u8 wraps",
    ["u8", "u8"],
    "u8",
    (x, y) => b.arithmetic("add", x, y),
    (x, y) => x + y,
  );
  check(
    "i8 product",
    ["i8", "i8"],
    "i8",
    (x, y) => b.arithmetic("mul", x, y),
    (x, y) => x * y,
  );
  check(
    "u16 product",
    ["u16", "u16"],
    "i16",
    (x, y) => b.arithmetic("mul", x, y),
    (x, y) => Math.imul(x, y),
  );
});

describe("Math", () => {
  for (const t of ["f32", "f64"] as const) {
    const round = (x: number) => (t === "f32" ? Math.fround(x) : x);
    for (const name of [
      "abs",
      "sign",
      "ceil",
      "floor",
      "trunc",
      "round",
      "sqrt",
      "cbrt",
      "log2",
      "asinh",
      "atan",
    ] as const)
      check(
        `${t} ${name}`,
        [t],
        t,
        (x) => b.math1(name, x),
        (x) => round(Math[name](x)),
      );
    for (const name of ["atan2", "hypot"] as const)
      check(
        `${t} ${name}`,
        [t, t],
        t,
        (x, y) => b.math2(name, x, y),
        (x, y) => round(Math[name](x, y)),
      );
  }
  for (const t of ["i8", "i16", "i32"] as const)
    for (const name of ["abs", "sign"] as const)
      check(
        `${t} ${name}`,
        [t],
        t,
        (x) => b.math1(name, x),
        (x) => Math[name](x) | 0,
      );
  check(
    "clz32",
    ["i32"],
    "i32",
    (x) => b.math1("clz32", x),
    (x) => Math.clz32(x),
  );
});
