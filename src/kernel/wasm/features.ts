/** Which optional instructions this engine has: probed once, by validating the smallest module that uses them. */
import { ModuleBuilder } from "./assembler.js";

let relaxed: boolean | undefined;

/**
 * True when `f64x2.relaxed_madd` validates (Node >= 22, today's browsers; on Node 20 only with
 * `MANYCORE_RELAXED_SIMD=1`, which sets V8's flag before the probe).
 */
export function hasRelaxedSimd(): boolean {
  if (relaxed === undefined) {
    if (typeof process !== "undefined" && process.env?.MANYCORE_RELAXED_SIMD === "1")
      process.getBuiltinModule("node:v8").setFlagsFromString("--experimental-wasm-relaxed-simd");
    const m = new ModuleBuilder();
    const f = m.function([], ["v128"], "f");
    f.f64x2(0).f64x2(0).f64x2(0).op("f64x2.relaxed_madd");
    relaxed = WebAssembly.validate(m.encode());
  }
  return relaxed;
}
