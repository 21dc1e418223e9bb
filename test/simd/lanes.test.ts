/**
 * Explicit lanes: each operation of each type, compiled, as it runs in plain JavaScript, and as the JavaScript back end writes it, bit for bit;
 * the plain ones beside arithmetic of their own.
 */
import * as simd from "manycore/simd";
import { describe, expect, it, test } from "vitest";
import { compileFunction, type LanesType, OFFERED } from "../../dist/kernel/compile/index.js";
import { jsFunction } from "../../dist/kernel/compile/js/index.js";
import { Seeded } from "../support/seeded.js";

type Column =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;
type Three = (x: Column, y: Column, out: Column) => unknown;

const COLUMNS = {
  i8x16: Int8Array,
  u8x16: Uint8Array,
  i16x8: Int16Array,
  u16x8: Uint16Array,
  i32x4: Int32Array,
  u32x4: Uint32Array,
  i64x2: BigInt64Array,
  f32x4: Float32Array,
  f64x2: Float64Array,
} as const;
const TYPES = Object.keys(COLUMNS) as LanesType[];
const ARRAYS = {
  i8x16: simd.i8.array,
  u8x16: simd.u8.array,
  i16x8: simd.i16.array,
  u16x8: simd.u16.array,
  i32x4: simd.i32.array,
  u32x4: simd.u32.array,
  i64x2: simd.i64.array,
  f32x4: simd.f32.array,
  f64x2: simd.f64.array,
} as const;

const EDGES = [
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
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 63,
  1e30,
  -1e30,
  127,
  128,
  255,
  256,
  -128,
  32767,
  32768,
  65535,
];

function column(type: LanesType, random: Seeded): Column {
  const out = new COLUMNS[type](16);
  const bytes = new Uint8Array(out.buffer);
  for (let k = 0; k < bytes.length; k++) bytes[k] = random.integer(0, 255);
  for (let k = 0; k < out.length; k++)
    if (random.next() < 0.5) {
      const edge = random.pick(EDGES);
      if (out instanceof BigInt64Array) out[k] = Number.isFinite(edge) ? BigInt(Math.trunc(edge)) : 0n;
      else out[k] = edge;
    } else if (type.startsWith("f"))
      (out as Float64Array)[k] = (random.next() - 0.5) * 10 ** random.integer(-3, 12);
  return out;
}

/** The bytes, of floats the values: which NaN an operation gives is the machine's business. */
function shown(array: Column): string {
  return array instanceof Float32Array || array instanceof Float64Array
    ? Array.from(array, (x) => (Object.is(x, -0) ? "-0" : String(x))).join(" ")
    : array.join(" ");
}

/** A function from text, as a user would have written it with the names in `given`. */
function written(text: string, given: Readonly<Record<string, unknown>>): Three {
  return new Function(...Object.keys(given), `return ${text};`)(...Object.values(given)) as Three;
}

function agree(type: LanesType, text: string, given: Readonly<Record<string, unknown>>, seed: number): void {
  const plain = written(text, given);
  const compiled = simd.jit(plain as never, { constants: given, target: "cpu" }) as unknown as Three;
  const token = ARRAYS[type];
  const program = compileFunction(
    plain as never,
    {
      parameters: Array.from({ length: 3 }, () => ({ kind: "array", element: token.element, ndim: 1 })),
      constants: given,
      form: "loop",
    } as never,
  );
  const random = new Seeded(seed);
  for (let round = 0; round < 12; round++) {
    const [x, y] = [column(type, random), column(type, random)];
    const outs = [plain, compiled].map((fn) => {
      const out = new COLUMNS[type](16);
      fn(x, y, out);
      return shown(out);
    });
    const out = new COLUMNS[type](16);
    const held = (data: Column) => ({ data, shape: [data.length] });
    jsFunction(program)(...([held(x), held(y), held(out)] as never[]));
    outs.push(shown(out));
    expect(outs[1], `compiled: ${text} of ${shown(x)} and ${shown(y)}`).toBe(outs[0]);
    expect(outs[2], `JavaScript back end: ${text}`).toBe(outs[0]);
  }
}

const UNARY = new Set(["not", "neg", "abs", "sqrt", "ceil", "floor", "trunc", "nearest"]);

describe("explicit lanes", () => {
  for (const type of TYPES) {
    const ns = (simd as unknown as Record<string, object>)[type] as object;
    const { length } = new COLUMNS[type](16 / COLUMNS[type].BYTES_PER_ELEMENT);
    const big = type === "i64x2" ? "n" : "";
    const given = { ns };
    const store = (value: string): string => `(x, y, out) => { ns.store(out, 0, ${value}); }`;
    const [a, b] = ["ns.load(x, 0)", "ns.load(y, 0)"];

    for (const op of OFFERED[type])
      test(`${type}.${op}`, () => {
        const args = op === "select" ? `ns.lt(${a}, ${b}), ${a}, ${b}` : UNARY.has(op) ? a : `${a}, ${b}`;
        agree(type, store(`ns.${op}(${args})`), given, 31);
      });

    test(`${type}: making, lanes, shuffles`, () => {
      agree(type, store(`ns.splat(x[1])`), given, 32);
      agree(
        type,
        store(`ns.of(${Array.from({ length }, (_, k) => `x[${(k * 5) % 16}]`).join(", ")})`),
        given,
        33,
      );
      agree(type, store(`ns.replaceLane(${a}, ${length - 1}, ns.extractLane(${b}, 1))`), given, 34);
      agree(
        type,
        store(
          `ns.shuffle(${a}, ${b}, ${Array.from({ length }, (_, k) => (k * 7 + 3) % (2 * length)).join(", ")})`,
        ),
        given,
        35,
      );
      agree(
        type,
        "(x, y, out) => { let s = ns.splat(0" +
          big +
          "); for (let k = 0; k < 3; k++) s = ns.add(s, ns.load(x, k)); ns.store(out, 1, s); }",
        given,
        36,
      );
    });

    test(`${type}: reductions`, () => {
      for (const op of ["sum", "reduceMin", "reduceMax"])
        agree(type, `(x, y, out) => { out[0] = ns.${op}(${a}); }`, given, 37);
      for (const op of ["any", "all"])
        agree(
          type,
          `(x, y, out) => { if (ns.${op}(ns.le(${a}, ${b}))) out[0] = 1${big}; if (ns.${op}(${a})) out[1] = 1${big}; }`,
          given,
          38,
        );
    });

    if (!type.startsWith("f"))
      test(`${type}: shifts`, () => {
        for (const op of ["shl", "shr"])
          for (const by of [0, 1, 7, 8, 33, 63, 64, -1])
            agree(type, store(`ns.${op}(${a}, ${by})`), given, 39);
      });

    test(`${type}: out of bounds`, () => {
      for (const index of [-1, 16, 17 - length, 1 << 30]) {
        agree(type, store(`ns.load(x, ${index})`), given, 40);
        agree(type, `(x, y, out) => { ns.store(out, ${index}, ${a}); }`, given, 41);
      }
    });
  }

  test("conversions", () => {
    const pairs = [
      ["i32x4", "f32x4"],
      ["u32x4", "f32x4"],
      ["i64x2", "f64x2"],
      ["i8x16", "u8x16"],
      ["i16x8", "u16x8"],
      ["i32x4", "u32x4"],
    ] as const;
    for (const [left, right] of pairs)
      for (const [from, to] of [
        [left, right],
        [right, left],
      ] as const) {
        const given = { from: (simd as never)[from], to: (simd as never)[to] };
        const load = "from.load(x, 0)";
        agree(
          from,
          `(x, y, out) => { from.store(out, 0, from.reinterpret(to.convert(${load}))); }`,
          given,
          42,
        );
        agree(
          from,
          `(x, y, out) => { from.store(out, 0, from.reinterpret(to.xor(to.reinterpret(${load}), to.reinterpret(${load})))); }`,
          given,
          43,
        );
      }
  });

  it("means what arithmetic says", () => {
    const { u8x16, i8x16, i16x8, i32x4, f32x4, i64x2, f64x2 } = simd;
    const bytes = u8x16.of(...Array.from({ length: 16 }, (_, k) => k * 17));
    expect(u8x16.addSat(bytes, u8x16.splat(100)).toArray()).toEqual(
      Array.from({ length: 16 }, (_, k) => Math.min(255, k * 17 + 100)),
    );
    expect(u8x16.add(bytes, u8x16.splat(100)).toArray()).toEqual(
      Array.from({ length: 16 }, (_, k) => (k * 17 + 100) % 256),
    );
    expect(u8x16.sum(bytes)).toBe(17 * 120);
    expect(i32x4.splat(-1.9).toArray()).toEqual([-1, -1, -1, -1]);
    expect(u8x16.splat(300).toArray()).toEqual(new Array(16).fill(44));
    expect(i8x16.subSat(i8x16.splat(-100), i8x16.splat(100)).toArray()).toEqual(new Array(16).fill(-128));
    expect(i16x8.abs(i16x8.splat(-32768)).toArray()).toEqual(new Array(8).fill(-32768));
    expect(i32x4.mul(i32x4.splat(123456789), i32x4.splat(987654321)).toArray()).toEqual(
      new Array(4).fill(Math.imul(123456789, 987654321)),
    );
    expect(i64x2.shr(i64x2.of(-8n, 7n), 1).toArray()).toEqual([-4n, 3n]);
    expect(f32x4.nearest(f32x4.of(0.5, 1.5, -0.5, 2.5)).toArray()).toEqual([0, 2, -0, 2]);
    expect(f64x2.min(f64x2.of(0, 1), f64x2.of(-0, Number.NaN)).toArray()).toEqual([-0, Number.NaN]);
    expect(i32x4.convert(f32x4.of(1.9, -1.9, 3e9, Number.NaN)).toArray()).toEqual([1, -1, 2 ** 31 - 1, 0]);
    expect(String(i32x4.of(1, 2, 3, 4))).toBe("i32x4(1, 2, 3, 4)");
  });
});
