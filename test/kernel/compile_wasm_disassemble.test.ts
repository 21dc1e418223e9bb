import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { disassemble } from "../../src/kernel/compile/wasm/disassemble.js";
import { ModuleBuilder } from "../../src/kernel/wasm/assembler.js";
import * as b from "./compile_wasm_builder.js";

/** Lines of wabt's text between the braces of functions, without comments and alignments. */
function plain(line: string): string {
  return line
    .replace(/\(;.*?;\)|;;.*$/g, "")
    .replace(/ align=\d+/, "")
    .replace(/^([^(]*)\)+$/, "$1")
    .trim();
}

async function lines(bytes: Uint8Array): Promise<string[]> {
  const w = await wabt();
  const module = w.readWasm(bytes, { readDebugNames: false, simd: true, threads: true });
  const text = module.toText({ foldExprs: false, inlineExport: false });
  return text
    .split("\n")
    .map(plain)
    .filter((l) => /^[a-z]/.test(l))
    .map((l) => l.replace(/^(f(?:32|64)\.const) .*/, "$1"));
}

function ours(bytes: Uint8Array): string[] {
  return disassemble(bytes)
    .map(plain)
    .filter((l) => /^[a-z]/.test(l))
    .map((l) => l.replace(/^(f(?:32|64)\.const) .*/, "$1"));
}

describe("disassemble", () => {
  it("gives wabt's lines for control flow, memory, lanes, shuffles and atomics", async () => {
    const module = new ModuleBuilder({ address: "i32", shared: true });
    const sin = module.importFunction("Math", "sin", ["f64"], ["f64"]);
    const f = module.function(["i32", "i32"], [], "run");
    const x = f.local("v128");
    f.f64(1.5).call(sin).op("drop");
    f.block((out) => {
      f.loop((again) => {
        f.get(f.param(0)).brIf(out);
        f.get(f.param(0)).if(
          () => f.i32(-7).set(f.param(1)),
          () => f.i64(-(2n ** 40n)).op("drop"),
        );
        f.br(again);
      });
    });
    f.get(f.param(0))
      .memory("v128.load", 300)
      .tee(x)
      .get(x)
      .shuffle([...Array(16).keys()])
      .set(x);
    f.get(f.param(0)).get(x).memoryLane("v128.load32_lane", 3, 4).lane("f32x4.extract_lane", 2).op("drop");
    f.get(f.param(0)).i32x4(-5).memory("v128.store");
    f.get(f.param(0)).i32(1).atomic("i32.atomic.rmw.add", 8).op("drop");
    f.f64(2).op("i32.trunc_sat_f64_s", "drop");
    const bytes = module.encode();
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(ours(bytes)).toEqual(await lines(bytes));
  });

  it("gives wabt's lines for a compiled function with a masked loop", async () => {
    const [x, n] = [b.variable("x", "f32"), b.variable("n", "f32")];
    const one = b.constant("f32", 1);
    const program = b.programOf(
      b.functionOf("f", [x], "f32", [
        b.set(n, b.constant("f32", 0)),
        b.loop(b.compare("gt", b.get(x), one), [
          b.set(x, b.arithmetic("mul", b.get(x), b.constant("f32", 0.5))),
          b.set(n, b.arithmetic("add", b.get(n), one)),
        ]),
        b.giveBack(b.get(n)),
      ]),
    );
    const bytes = b.elementModule(program, ["f32"], "f32", 4);
    expect(ours(bytes)).toEqual(await lines(bytes));
  });
});
