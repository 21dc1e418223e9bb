/** Which instructions come out: masks in the inner loop, and 8- and 16-bit data in lanes of that width. */
import { describe, expect, it } from "vitest";
import type { ElementType, Expression, ProgramIR, Statement } from "../../src/kernel/compile/ir.js";
import { Notes } from "../../src/kernel/compile/wasm/context.js";
import { disassemble } from "../../src/kernel/compile/wasm/disassemble.js";
import { scalarShape } from "../../src/kernel/compile/wasm/scalar-call.js";
import * as b from "./compile_wasm_builder.js";

const i32 = (x: number): Expression => b.constant("i32", x);
const f32 = (x: number): Expression => b.constant("f32", x);

function pair(build: (x: Expression, y: Expression) => Expression, result: "i32" | "u32" = "i32"): ProgramIR {
  const [x, y] = [b.variable("x", result), b.variable("y", result)];
  return b.programOf(b.functionOf("f", [x, y], result, [b.giveBack(build(b.get(x), b.get(y)))]));
}

/** The code of the vector steps: up to the loop of the last few elements. */
function innerLoop(
  program: ProgramIR,
  inputs: readonly ElementType[],
  output: ElementType,
  notes = new Notes(),
): string[] {
  const { lanesLimit } = scalarShape(program, { inputs, output });
  const lines = disassemble(b.elementModule(program, inputs, output, lanesLimit, notes));
  const start = lines.findIndex((l) => l.trim() === "loop");
  const indent = lines[start].slice(0, -"loop".length);
  const end = lines.indexOf(`${indent}end`, start);
  return lines.slice(start, end).map((l) => l.trim());
}

function every(
  program: ProgramIR,
  element: "u8" | "i8" | "u16" | "i16",
  oracle: (x: number, y: number) => number,
): void {
  const Column = b.COLUMNS[element];
  const values = [0, 1, 2, 5, 100, 127, 128, 200, 254, 255, 256, 1000, 32767, 32768, 65000, 65535];
  const x = new Column(values.length ** 2);
  const y = new Column(values.length ** 2);
  values.forEach((p, k) => {
    values.forEach((q, j) => {
      x[k * values.length + j] = p;
      y[k * values.length + j] = q;
    });
  });
  const got = b.runElements(
    program,
    [
      { element, column: x },
      { element, column: y },
    ],
    element,
  );
  const want = new Column(x.length);
  for (let k = 0; k < x.length; k++) want[k] = oracle(x[k], y[k]);
  expect(got).toEqual(want);
}

describe("narrow lanes", () => {
  const cases: [
    string,
    "u8" | "i8" | "u16" | "i16",
    string,
    (x: Expression, y: Expression) => Expression,
    (x: number, y: number) => number,
  ][] = [
    [
      "min(x + y, 255)",
      "u8",
      "i8x16.add_sat_u",
      (x, y) => b.arithmetic("min", b.arithmetic("add", x, y), i32(255)),
      (x, y) => Math.min(x + y, 255),
    ],
    [
      "max(x - y, 0)",
      "u8",
      "i8x16.sub_sat_u",
      (x, y) => b.arithmetic("max", b.arithmetic("sub", x, y), i32(0)),
      (x, y) => Math.max(x - y, 0),
    ],
    [
      "max(min(x + y, 127), -128)",
      "i8",
      "i8x16.add_sat_s",
      (x, y) => b.arithmetic("max", b.arithmetic("min", b.arithmetic("add", x, y), i32(127)), i32(-128)),
      (x, y) => Math.max(Math.min(x + y, 127), -128),
    ],
    [
      "min(x + y, 65535)",
      "u16",
      "i16x8.add_sat_u",
      (x, y) => b.arithmetic("min", b.arithmetic("add", x, y), i32(65535)),
      (x, y) => Math.min(x + y, 65535),
    ],
    [
      "min(max(x - y, -32768), 32767)",
      "i16",
      "i16x8.sub_sat_s",
      (x, y) => b.arithmetic("min", b.arithmetic("max", b.arithmetic("sub", x, y), i32(-32768)), i32(32767)),
      (x, y) => Math.min(Math.max(x - y, -32768), 32767),
    ],
    [
      "(x + y + 1) >> 1",
      "u8",
      "i8x16.avgr_u",
      (x, y) => b.bits("shr", b.arithmetic("add", b.arithmetic("add", x, y), i32(1)), i32(1)),
      (x, y) => (x + y + 1) >> 1,
    ],
    ["x ^ y", "u8", "v128.xor", (x, y) => b.bits("xor", x, y), (x, y) => x ^ y],
    [
      "x > y ? x - y : y - x",
      "u8",
      "i8x16.gt_u",
      (x, y) => b.choose(b.compare("gt", x, y), b.arithmetic("sub", x, y), b.arithmetic("sub", y, x)),
      (x, y) => Math.abs(x - y),
    ],
    [
      "(x * y) >> 8",
      "u8",
      "i16x8.mul",
      (x, y) => b.bits("shr", b.arithmetic("mul", x, y), i32(8)),
      (x, y) => (x * y) >> 8,
    ],
  ];
  for (const [name, element, opcode, build, oracle] of cases)
    it(`${name} of ${element}: ${opcode}`, () => {
      const program = pair(build);
      expect(scalarShape(program, { inputs: [element, element], output: element }).lanesLimit).toBe(
        element.endsWith("8") ? 16 : 8,
      );
      const code = innerLoop(program, [element, element], element);
      expect(code).toContain(opcode);
      expect(code.filter((l) => l.startsWith("v128.load "))).toHaveLength(2);
      expect(code.some((l) => l.includes("i32x4"))).toBe(false);
      every(program, element, oracle);
    });

  it("a sum that wraps is no saturating one", () => {
    every(
      pair((x, y) => b.arithmetic("min", b.arithmetic("add", x, y), i32(300))),
      "u8",
      (x, y) => Math.min(x + y, 300) & 255,
    );
    every(
      pair((x, y) => b.arithmetic("max", b.arithmetic("add", x, y), i32(0))),
      "i8",
      (x, y) => (Math.max(x + y, 0) << 24) >> 24,
    );
  });
});

describe("masks in the inner loop", () => {
  const [x, y] = [b.variable("x", "f32"), b.variable("y", "f32")];
  const program = (body: Statement[]): ProgramIR => b.programOf(b.functionOf("f", [x], "f32", body));

  it("a branch is a bitselect without a jump", () => {
    const code = innerLoop(
      program([
        b.when(
          b.compare("gt", b.get(x), f32(0)),
          [b.set(y, b.arithmetic("mul", b.get(x), f32(2)))],
          [b.set(y, b.get(x))],
        ),
        b.giveBack(b.get(y)),
      ]),
      ["f32"],
      "f32",
    );
    expect(code).toEqual(expect.arrayContaining(["f32x4.gt", "f32x4.mul", "v128.bitselect"]));
    expect(code).not.toContain("v128.any_true");
    expect(code).not.toContain("if");
  });

  it("a while goes on as long as any lane does", () => {
    const code = innerLoop(
      program([
        b.loop(b.compare("gt", b.get(x), f32(1)), [b.set(x, b.arithmetic("mul", b.get(x), f32(0.5)))]),
        b.giveBack(b.get(x)),
      ]),
      ["f32"],
      "f32",
    );
    expect(code).toEqual(
      expect.arrayContaining(["f32x4.gt", "v128.and", "v128.any_true", "f32x4.mul", "v128.bitselect"]),
    );
  });

  it("an early return takes lanes out of the mask", () => {
    const code = innerLoop(
      program([
        b.when(b.compare("lt", b.get(x), f32(0)), [b.giveBack(f32(-1))]),
        b.giveBack(b.math1("sqrt", b.get(x))),
      ]),
      ["f32"],
      "f32",
    );
    expect(code).toEqual(expect.arrayContaining(["f32x4.lt", "v128.andnot", "f32x4.sqrt", "v128.bitselect"]));
    expect(code.some((l) => l.startsWith("f32.sqrt"))).toBe(false);
  });

  it("says what is done lane by lane", () => {
    const notes = new Notes();
    innerLoop(program([b.giveBack(b.math1("cbrt", b.get(x)))]), ["f32"], "f32", notes);
    expect(notes.list.map((n) => n.text)).toEqual(["Math.cbrt is called lane by lane"]);
    expect(notes.list[0].line).toBeGreaterThan(0);
  });
});
