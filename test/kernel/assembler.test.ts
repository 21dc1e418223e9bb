/** The assembler writes the same bytes as wabt does from the text format. */
import { describe, expect, test } from "vitest";
import loadWabt from "wabt";
import {
  type FunctionBuilder,
  type Local,
  type MemoryType,
  ModuleBuilder,
  type ValueType,
} from "../../dist/kernel/wasm/assembler.js";
import { OPCODES } from "../../dist/kernel/wasm/opcodes.js";

const wabt = await loadWabt();
const FEATURES = { simd: true, relaxed_simd: true, threads: true, memory64: true, sat_float_to_int: true };

/** Bytes of a text module; not validated, so that instructions can stand without their operands. */
function fromText(text: string): Uint8Array {
  const module = wabt.parseWat("test.wat", new TextEncoder().encode(text), FEATURES);
  try {
    return module.toBinary({ canonicalize_lebs: true, write_debug_names: false }).buffer;
  } finally {
    module.destroy();
  }
}

/** Bytes as one string a 16-byte row: a readable difference. */
function rows(bytes: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, k) =>
    Array.from(bytes.subarray(16 * k, 16 * k + 16), (b) => b.toString(16).padStart(2, "0")).join(" "),
  );
}

interface Case {
  readonly params?: readonly ValueType[];
  readonly results?: readonly ValueType[];
  /** The text of the locals and the body. */
  readonly text: string;
  readonly emit: (f: FunctionBuilder) => void;
  readonly memory?: MemoryType;
}

const limits = ({ address, shared }: MemoryType): string =>
  `${address === "i64" ? "i64 " : ""}1 65536${shared ? " shared" : ""}`;

function ours({
  params = [],
  results = [],
  emit,
  memory = { address: "i32", shared: false },
}: Case): Uint8Array {
  const module = new ModuleBuilder(memory);
  emit(module.function(params, results, "f"));
  return module.encode();
}

function theirs({
  params = [],
  results = [],
  text,
  memory = { address: "i32", shared: false },
}: Case): Uint8Array {
  const list = (word: string, types: readonly string[]): string =>
    types.length > 0 ? `(${word} ${types.join(" ")})` : "";
  return fromText(`(module
    (import "env" "memory" (memory ${limits(memory)}))
    (func (export "f") ${list("param", params)} ${list("result", results)} ${text}))`);
}

function same(c: Case): void {
  expect(rows(ours(c))).toEqual(rows(theirs(c)));
}

describe("instructions", () => {
  // These two are written by `if` and the structured instructions.
  const names = [...OPCODES.keys()].filter((name) => name !== "else" && name !== "end");

  test("the table holds every kind of instruction", () => {
    const kinds = new Set([...OPCODES.values()].map((op) => op.immediate));
    expect([...kinds].sort()).toEqual(["atomic", "lane", "memory", "memoryLane", "none"]);
    expect(names.length).toBeGreaterThan(350);
  });

  test("all of them, with their immediates", () => {
    const lines: string[] = [];
    const written: ((f: FunctionBuilder) => void)[] = [];
    for (const name of names) {
      const { immediate } = OPCODES.get(name)!;
      if (immediate === "none") {
        lines.push(name);
        written.push((f) => f.op(name));
      } else if (immediate === "lane") {
        lines.push(`${name} 1`);
        written.push((f) => f.lane(name, 1));
      } else if (immediate === "memory") {
        lines.push(`${name} offset=40 align=1`);
        written.push((f) => f.memory(name, 40));
      } else if (immediate === "atomic") {
        lines.push(`${name} offset=40 align=4`);
        written.push((f) => f.atomic(name, 40));
      } else {
        lines.push(`${name} offset=300 align=1 1`);
        written.push((f) => f.memoryLane(name, 1, 300));
      }
    }
    same({
      text: lines.join("\n"),
      emit: (f) => {
        for (const write of written) write(f);
      },
    });
    // One by one as well: the name of a wrong one is worth more than its place among 400.
    for (const [k, name] of names.entries())
      expect([name, ...rows(ours({ text: "", emit: written[k] }))]).toEqual([
        name,
        ...rows(theirs({ text: lines[k], emit: written[k] })),
      ]);
  });

  test("the last lane of each shape", () => {
    const lanes = { i8x16: 15, i16x8: 7, i32x4: 3, i64x2: 1, f32x4: 3, f64x2: 1 } as const;
    const entries = Object.entries(lanes);
    same({
      text: entries.map(([shape, lane]) => `${shape}.replace_lane ${lane}`).join("\n"),
      emit: (f) => {
        for (const [shape, lane] of entries) f.lane(`${shape}.replace_lane`, lane);
      },
    });
  });

  test("a name that doesn't exist, or with the wrong immediate, is refused by name", () => {
    const f = new ModuleBuilder().function([], []);
    expect(() => f.op("f64x2.fma")).toThrow("no instruction named f64x2.fma");
    expect(() => f.op("v128.load")).toThrow("v128.load takes another immediate (memory) than none");
    expect(() => f.memory("i32x4.extract_lane")).toThrow("(lane) than memory");
    expect(() => f.shuffle([1, 2])).toThrow("16 lanes, got 2");
    expect(() => f.v128([1])).toThrow("16 bytes, got 1");
  });
});

describe("constants", () => {
  const around = (x: bigint): bigint[] => [x - 1n, x, x + 1n];

  test("LEB128 of 32-bit integers at every change of length", () => {
    const edges = [0n, 6n, 7n, 13n, 14n, 20n, 21n, 27n, 28n, 31n]
      .flatMap((bits) => [...around(1n << bits), ...around(-(1n << bits))])
      .filter((x) => x >= -(1n << 31n) && x < 1n << 31n);
    same({
      text: edges.map((x) => `i32.const ${x}`).join("\n"),
      emit: (f) => {
        for (const x of edges) f.i32(Number(x));
      },
    });
  });

  test("LEB128 of 64-bit integers at every change of length", () => {
    const edges = [0n, 6n, 7n, 13n, 14n, 27n, 28n, 31n, 32n, 34n, 35n, 48n, 49n, 55n, 56n, 62n, 63n]
      .flatMap((bits) => [...around(1n << bits), ...around(-(1n << bits))])
      .filter((x) => x >= -(1n << 63n) && x < 1n << 63n);
    same({
      text: edges.map((x) => `i64.const ${x}`).join("\n"),
      emit: (f) => {
        for (const x of edges) f.i64(x);
      },
    });
  });

  test("unsigned numbers beyond the signed range are the same bits", () => {
    same({
      text: "i32.const 0xffffffff i32.const 0x80000000 i64.const 0xffffffffffffffff i64.const 0x8000000000000000",
      emit: (f) => f.i32(0xffffffff).i32(0x80000000).i64(0xffffffffffffffffn).i64(0x8000000000000000n),
    });
  });

  test("floats", () => {
    const values = [0, -0, 1, -1.5, 0.1, Math.PI, 1e300, 5e-324, Infinity, -Infinity, NaN];
    const word = (x: number): string => {
      if (Number.isNaN(x)) return "nan";
      if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
      return Object.is(x, -0) ? "-0" : `${x}`;
    };
    const singles = values.map(Math.fround);
    same({
      text: [
        ...values.map((x) => `f64.const ${word(x)}`),
        ...singles.map((x) => `f32.const ${word(x)}`),
      ].join("\n"),
      emit: (f) => {
        for (const x of values) f.f64(x);
        for (const x of singles) f.f32(x);
      },
    });
  });

  test("vectors and shuffles", () => {
    const bytes = Array.from({ length: 16 }, (_, k) => 17 * k);
    const lanes = [31, 0, 16, 15, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    same({
      text: `v128.const i8x16 ${bytes.join(" ")}
        v128.const f64x2 -1.5 -1.5  v128.const f32x4 0.25 0.25 0.25 0.25
        v128.const i64x2 -2 -2  v128.const i64x2 0x8000000000000000 0x8000000000000000
        v128.const i32x4 -3 -3 -3 -3
        i8x16.shuffle ${lanes.join(" ")}`,
      emit: (f) =>
        f.v128(bytes).f64x2(-1.5).f32x4(0.25).i64x2(-2n).i64x2(0x8000000000000000n).i32x4(-3).shuffle(lanes),
    });
  });

  test("offsets of any size", () => {
    const offsets = [0, 127, 128, 16383, 16384, 2 ** 31, 2 ** 32 - 1];
    same({
      text: offsets.map((o) => `v128.load offset=${o} align=1 v128.store offset=${o} align=1`).join("\n"),
      emit: (f) => {
        for (const o of offsets) f.memory("v128.load", o).memory("v128.store", o);
      },
    });
  });
});

describe("structure", () => {
  test("blocks, loops, ifs and labels, however deep", () => {
    same({
      params: ["i32"],
      text: `(block $out
          (loop $again
            (br_if $out (i32.eqz (local.get 0)))
            (block $skip
              local.get 0 i32.const 1 i32.and
              if $odd
                local.get 0 br_if $skip
                br $odd
              else
                br $again
              end
              local.get 0 if br $out end
              (loop $inner (br_if $inner (local.get 0)) (br_if $out (local.get 0)) (br $skip)))
            br $again))
        (loop $last (br_if $last (local.get 0)))`,
      emit: (f) => {
        const x = f.param(0);
        f.block((out) => {
          f.loop((again) => {
            f.get(x).op("i32.eqz").brIf(out);
            f.block((skip) => {
              f.get(x).i32(1).op("i32.and");
              f.if(
                (odd) => f.get(x).brIf(skip).br(odd),
                () => f.br(again),
              );
              f.get(x).if(() => f.br(out));
              f.loop((inner) => f.get(x).brIf(inner).get(x).brIf(out).br(skip));
            });
            f.br(again);
          });
        });
        f.loop((last) => f.get(x).brIf(last));
      },
    });
  });

  test("labels that take two bytes", () => {
    // wabt 1.0.39 hangs on 200.
    const deep = 140;
    const nest = (f: FunctionBuilder, left: number, outermost?: number): void => {
      f.block((label) => {
        const target = outermost ?? label;
        if (left > 1) nest(f, left - 1, target);
        else f.br(target);
      });
    };
    same({
      text: `${"block ".repeat(deep)} br ${deep - 1} ${"end ".repeat(deep)}`,
      emit: (f) => nest(f, deep),
    });
  });

  test("locals of mixed types, and more than 127 of them", () => {
    const types: ValueType[] = ["v128", "v128", "i32", "v128", "f64", "f64", "i64", "f32"];
    for (let k = 0; k < 300; k++) types.push(k % 100 < 60 ? "v128" : "i32");
    const used = [0, 1, 2, 100, 127, 128, 200, 308];
    same({
      params: ["i32"],
      text: `(local ${types.join(" ")}) ${used.map((k) => `local.get ${k} local.set ${k} local.tee ${k}`).join(" ")}`,
      emit: (f) => {
        const locals = [f.param(0), ...types.map((type) => f.local(type))] as Local[];
        for (const k of used) f.get(locals[k]).set(locals[k]).tee(locals[k]);
      },
    });
  });

  test("bodies longer than one and two bytes of length", () => {
    for (const count of [100, 130, 9000, 20000])
      same({
        text: "nop ".repeat(count),
        emit: (f) => {
          for (let k = 0; k < count; k++) f.op("nop");
        },
      });
  });

  test("imports, several functions, shared types, calls", () => {
    const module = new ModuleBuilder({ address: "i32", shared: true });
    const sin = module.importFunction("Math", "sin", ["f64"], ["f64"]);
    const pow = module.importFunction("Math", "pow", ["f64", "f64"], ["f64"]);
    expect(module.importFunction("Math", "sin", ["f64"], ["f64"])).toBe(sin);
    const helper = module.function(["f64"], ["f64"]);
    helper.get(helper.param(0)).call(sin);
    const run = module.function(["f64", "i32"], ["f64"], "run");
    run.get(run.param(0)).get(run.param(0)).call(pow).call(module.indexOf(helper));
    const other = module.function(["f64", "i32"], ["f64"], "größe");
    other.f64(1);
    expect(() => module.importFunction("Math", "cos", ["f64"], ["f64"])).toThrow("import Math.cos before");
    const bytes = module.encode();
    expect(rows(bytes)).toEqual(
      rows(
        fromText(`(module
          (import "Math" "sin" (func $sin (param f64) (result f64)))
          (import "Math" "pow" (func $pow (param f64 f64) (result f64)))
          (import "env" "memory" (memory 1 65536 shared))
          (func $helper (param f64) (result f64) local.get 0 call $sin)
          (func (export "run") (param f64 i32) (result f64) local.get 0 local.get 0 call $pow call $helper)
          (func (export "größe") (param f64 i32) (result f64) f64.const 1))`),
      ),
    );
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory },
      Math: { sin: Math.sin, pow: Math.pow },
    });
    expect((exports.run as (x: number, y: number) => number)(2, 0)).toBe(Math.sin(4));
  });

  test.each([
    { address: "i32", shared: false },
    { address: "i32", shared: true },
    { address: "i64", shared: false },
    { address: "i64", shared: true },
  ] as const)("memory with $address addresses, shared: $shared", (memory) => {
    const c: Case = {
      params: [memory.address],
      results: ["i32"],
      text: "local.get 0 i32.load offset=8 align=1",
      emit: (f) => f.get(f.param(0)).memory("i32.load", 8),
      memory,
    };
    same(c);
    if (memory.address === "i32") expect(WebAssembly.validate(ours(c) as Uint8Array<ArrayBuffer>)).toBe(true);
  });
});
