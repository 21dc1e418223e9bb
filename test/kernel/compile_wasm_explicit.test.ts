/** Explicit lanes: one instruction a word, and what the instruction gives. */
import { describe, expect, it } from "vitest";
import type {
  ArrayVariable,
  ElementType,
  Expression,
  LanesOp,
  LanesType,
  Statement,
  ValueType,
} from "../../src/kernel/compile/ir.js";
import { disassemble } from "../../src/kernel/compile/wasm/disassemble.js";
import { type CompiledLoop, wasmLoop } from "../../src/kernel/compile/wasm/loop.js";
import { runLoop } from "../../src/kernel/compile/wasm/run-loop.js";
import { heap } from "../../src/memory/index.js";
import * as b from "./compile_wasm_builder.js";

const at = { line: 1, column: 1 };
const i32 = (x: number): Expression => b.constant("i32", x);

function array(name: string, element: ElementType): ArrayVariable {
  return { kind: "array", name, element, space: "global", ndim: 1, shape: null, values: null };
}

/** out[0..] = build(x[0..], y[0..]), 16 bytes each. */
function lanesFunction(
  type: LanesType,
  build: (x: Expression, y: Expression) => Expression,
): { compiled: CompiledLoop; run: (x: b.Column, y: b.Column) => b.Column } {
  const element = type.slice(0, type.indexOf("x")) as ElementType;
  const [x, y, out] = ["x", "y", "out"].map((n) => array(n, element));
  const load = (a: ArrayVariable): Expression => ({
    kind: "lanesLoad",
    array: a,
    index: i32(0),
    type,
    place: at,
  });
  const body: Statement[] = [
    { kind: "lanesStore", array: out, index: i32(0), value: build(load(x), load(y)), place: at },
  ];
  const program = b.programOf(b.functionOf("f", [x, y, out], null, body), "loop");
  const compiled = wasmLoop(program);
  return {
    compiled,
    run: (p, q) => {
      const h = heap();
      const places = [p, q, p].map((c, k) => {
        const address = h.allocate(Math.max(16, c.byteLength));
        h.u8.fill(0, address, address + 16);
        if (k < 2) h.u8.set(new Uint8Array(c.buffer), address);
        return { address, shape: [c.length] };
      });
      runLoop(program, compiled, places, "one");
      const bytes = h.u8.slice(places[2].address, places[2].address + p.byteLength);
      for (const { address } of places) h.release(address);
      return new b.COLUMNS[element](bytes.buffer) as b.Column;
    },
  };
}

const op = (name: LanesOp, type: ValueType, ...operands: Expression[]): Expression => ({
  kind: "lanes",
  op: name,
  operands,
  type,
  place: at,
});

const U8 = Uint8Array.from({ length: 16 }, (_, k) => k * 17);
const V8 = Uint8Array.from({ length: 16 }, (_, k) => (k * 101 + 60) & 255);

describe("explicit lanes", () => {
  const cases: [LanesOp, LanesType, string, b.Column, b.Column, (x: number, y: number) => number][] = [
    ["addSat", "u8x16", "i8x16.add_sat_u", U8, V8, (x, y) => Math.min(255, x + y)],
    ["subSat", "u8x16", "i8x16.sub_sat_u", U8, V8, (x, y) => Math.max(0, x - y)],
    ["add", "u8x16", "i8x16.add", U8, V8, (x, y) => x + y],
    ["mul", "u8x16", "i16x8.extmul_low_i8x16_u", U8, V8, (x, y) => x * y],
    ["avgr", "u8x16", "i8x16.avgr_u", U8, V8, (x, y) => (x + y + 1) >> 1],
    ["max", "i8x16", "i8x16.max_s", new Int8Array(U8), new Int8Array(V8), (x, y) => Math.max(x, y)],
    [
      "addSat",
      "i16x8",
      "i16x8.add_sat_s",
      Int16Array.of(32767, -32768, 1, 2, 3, 4, 5, 6),
      Int16Array.of(1, -1, 2, 3, 4, 5, 6, 7),
      (x, y) => Math.max(-32768, Math.min(32767, x + y)),
    ],
    [
      "gt",
      "u16x8",
      "i16x8.gt_u",
      Uint16Array.of(1, 65535, 3, 4, 5, 6, 7, 8),
      Uint16Array.of(2, 1, 3, 0, 9, 9, 9, 9),
      (x, y) => (x > y ? 65535 : 0),
    ],
    [
      "mul",
      "i32x4",
      "i32x4.mul",
      Int32Array.of(1, -2, 3, 2 ** 30),
      Int32Array.of(5, 6, 7, 8),
      (x, y) => Math.imul(x, y),
    ],
    ["div", "f32x4", "f32x4.div", Float32Array.of(1, 2, 3, -4), Float32Array.of(3, 0, 7, 8), (x, y) => x / y],
    [
      "min",
      "f64x2",
      "f64x2.min",
      Float64Array.of(1, Number.NaN),
      Float64Array.of(3, 0),
      (x, y) => Math.min(x, y),
    ],
  ];
  for (const [name, type, opcode, x, y, oracle] of cases)
    it(`${type}.${name} is ${opcode}`, () => {
      const { compiled, run } = lanesFunction(type, (p, q) => op(name, type, p, q));
      const code = disassemble(compiled.stages[0].bytes).map((l) => l.trim());
      expect(code.filter((l) => l === opcode)).toHaveLength(1);
      const want = x.slice() as Float64Array;
      (x as Float64Array).forEach((v, k) => {
        want[k] = oracle(v, y[k] as number);
      });
      expect(run(x, y)).toEqual(want);
    });

  it("selects, shuffles, shifts, replaces, reduces", () => {
    const type = "i32x4";
    const x = Int32Array.of(1, -2, 3, -4);
    const y = Int32Array.of(10, 20, 30, 40);
    const zero: Expression = { kind: "lanesSplat", operand: i32(0), type, place: at };
    const select = lanesFunction(type, (p, q) => op("select", type, op("lt", type, p, zero), q, p));
    expect(select.run(x, y)).toEqual(Int32Array.of(1, 20, 3, 40));
    const shuffle = lanesFunction(type, (left, right) => ({
      kind: "lanesShuffle",
      left,
      right,
      lanes: [3, 4, 0, 7],
      type,
      place: at,
    }));
    expect(shuffle.run(x, y)).toEqual(Int32Array.of(-4, 10, 1, 40));
    const shift = lanesFunction(type, (p) => ({
      kind: "lanesShift",
      op: "shr",
      operand: p,
      by: i32(1),
      type,
      place: at,
    }));
    expect(shift.run(x, y)).toEqual(Int32Array.of(0, -1, 1, -2));
    const sum = lanesFunction(type, (p, q) => ({
      kind: "lanesReplace",
      operand: q,
      lane: 2,
      element: { kind: "lanesReduce", op: "sum", operand: p, type: "i32", place: at },
      type,
      place: at,
    }));
    expect(sum.run(x, y)).toEqual(Int32Array.of(10, 20, -2, 40));
  });

  it("a load that doesn't fit gives zeros, a store that doesn't fit nothing", () => {
    const { run } = lanesFunction("i32x4", (p, q) => op("add", "i32x4", p, q));
    expect(run(Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 3, 4))).toEqual(new Int32Array(3));
    expect(run(Int32Array.of(1, 2, 3, 4), Int32Array.of(1, 2, 3))).toEqual(Int32Array.of(1, 2, 3, 4));
  });
});
